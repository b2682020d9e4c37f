"""Which step reads what another step writes, and which clock starts which steps?"""

from collections.abc import Iterator
from typing import NamedTuple

from mldebt.model import Access, Project, ProjectFact, Schedule, Schedules, record

from .artefact_paths import Location, location
from .artefact_shelves import Shelves
from .artefact_steps import CLOCKS, Steps, step_of, steps


class StepLink(NamedTuple):
    """`writer` writes what `reader` reads. Literal: both name it fully, at the same place."""

    writer: str
    written: Access
    reader: str
    read: Access

    @property
    def literal(self) -> bool:
        return "*" not in self.written.path + self.read.path and location(self.written) == location(self.read)


@record
class StepLinks(ProjectFact):
    """One link for each two steps and what passes between them."""

    links: tuple[StepLink, ...]

    @classmethod
    def of(cls, project: Project) -> "StepLinks":
        known = steps(project)
        shelves: Shelves[tuple[str, Access]] = Shelves()
        for step in sorted(known.accesses):
            for place, access in _each(known.accesses[step], "reads"):
                shelves.put(place, (step, access))
        return cls(tuple(_links(known, shelves)))

    def __bool__(self) -> bool:
        return bool(self.links)


class Trigger(NamedTuple):
    """Something the clock starts, its name, and all steps that run because of it."""

    schedule: Schedule
    name: str
    steps: frozenset[str]


def triggers(known: Steps, project: Project) -> list[Trigger]:
    """One a schedule: a line of a crontab, a CronJob, a workflow, a note with a clock of its own."""
    found = []
    for _, schedules in project.each(Schedules):
        for schedule in schedules:
            root = step_of(schedule) if schedule.kind in CLOCKS else schedule.where.path
            first = min(known.drives.get(root, ()), default=root)
            found.append(Trigger(schedule, first, _driven(root, known)))
    return found


def _driven(root: str, known: Steps) -> frozenset[str]:
    seen, todo = {root}, [root]
    while todo:
        for one in known.drives.get(todo.pop(), ()):
            if one not in seen:
                seen.add(one)
                todo.append(one)
    return frozenset(seen)


def _links(known: Steps, shelves: Shelves[tuple[str, Access]]) -> Iterator[StepLink]:
    seen: set[tuple[str, str, Location]] = set()
    for writer in sorted(known.accesses):
        for place, written in _each(known.accesses[writer], "writes"):
            for reader, read in shelves.same_as(place):
                if reader != writer and (writer, reader, place) not in seen:
                    seen.add((writer, reader, place))
                    yield StepLink(writer, written, reader, read)


def _each(accesses: list[Access], mode: str) -> Iterator[tuple[Location, Access]]:
    """Each place once, with its first access."""
    by_place: dict[Location, Access] = {}
    for access in accesses:
        place = location(access) if access.mode == mode else None
        if place is not None:
            by_place.setdefault(place, access)
    yield from by_place.items()
