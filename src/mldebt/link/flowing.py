"""Which steps, operations, artefacts and schedules move data, and how do they hang together?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from mldebt import patterns as re
from mldebt.model import Outside, Place, Project, Schedule, Schedules

from .artefact_steps import CLOCKS, Steps, step_of, steps
from .drivers import Drivers
from .flow_artefacts import Artefact, artefacts, handed_over
from .flow_ops import Op, operations

_SCRIPT = re.compile(r"\S*\.(?:py|sh|bash|R|r|scala|sql|hql|ipynb|pl|jar)")


@dataclass(slots=True)
class Flowing:
    """All that is known of what moves data. Filled once by `flowing`, then only read.

    `starts` are the schedules with the steps that each starts, `missing` the steps that are started and do not exist,
    `runs` the steps that each step runs, `outside` what was collected, by its step and its file, and where it lives,
    `drivers` tells what runs or imports a step, directly or not.
    """

    known: Steps
    ops: dict[str, list[Op]]
    artefacts: list[Artefact]
    starts: list[tuple[Schedule, list[str]]]
    missing: frozenset[str]
    tracked: dict[str, bool | None]
    links: frozenset[tuple[str, str]]
    runs: dict[str, list[str]]
    outside: dict[str, str]
    drivers: Drivers

    def is_tracked(self, step: str) -> bool | None:
        """The step's own text is in version control; what was only collected is not, wherever the evidence lies."""
        path = step.partition(":")[0]
        return False if path in self.outside else self.tracked.get(path)

    def origin(self, step: str) -> str:
        """Where a collected step really lives."""
        return self.outside.get(step) or self.outside.get(step.partition(":")[0], "")


def flowing(project: Project) -> Flowing:
    """Steps, operations, artefacts and schedules, linked."""
    known = steps(project)
    ops = operations(known)
    found = artefacts(ops, known.environments)
    tracked = {file.path: file.tracked for file in project.repository.files}
    starts, missing = _starts(known, project, ops, tracked)
    links = frozenset(handed_over(found))
    runs = _runs(known, project, {*ops, *missing})
    return Flowing(known, ops, found, starts, missing, tracked, links, runs, _outside(project), Drivers(known))


def _starts(
    known: Steps, project: Project, ops: dict[str, list[Op]], tracked: dict[str, bool | None]
) -> tuple[list[tuple[Schedule, list[str]]], frozenset[str]]:
    """Each schedule with what it starts: the scripts that its line calls, the line itself where it touches data."""
    by_place: dict[Place, list[str]] = defaultdict(list)
    for step, schedules in sorted(known.schedules.items()):
        for schedule in schedules:
            by_place[schedule.where].append(step)
    found, missing = [], set()
    for _, told in project.each(Schedules):
        for schedule in told:
            line, called = step_of(schedule), by_place.get(schedule.where, [])
            own = [line] if schedule.kind in CLOCKS and line in ops else called
            gone = [one for one in called if ":" not in one and one not in tracked] + _absent(known, line, called)
            missing |= set(gone)
            found.append((schedule, list(dict.fromkeys((*own, *gone)))))
    return found, frozenset(missing)


def _runs(known: Steps, project: Project, moving: Collection[str]) -> dict[str, list[str]]:
    """What each step runs that moves data, directly or by way of steps that do not; of drivers that move none
    themselves those that hold several together. Lines that a clock starts are no drivers."""
    lines = {step_of(one) for _, schedules in project.each(Schedules) for one in schedules if one.kind in CLOCKS}
    found = {}
    for caller in sorted(known.drives):
        reached: list[str] = []
        todo, seen = [caller], {caller}
        while todo:
            for one in sorted(known.drives.get(todo.pop(), ())):
                if one not in seen:
                    seen.add(one)
                    (reached if one in moving else todo).append(one)
        if reached and (caller in moving or (len(reached) > 1 and caller not in lines)):
            found[caller] = sorted(reached)
    return found


def _outside(project: Project) -> dict[str, str]:
    found = {}
    for file, collected in project.each(Outside):
        found[file.path] = collected[0].origin if len(collected) == 1 else ""
        found |= {f"{one.where.path}:{one.where.line}": one.origin for one in collected}
    return found


def _absent(known: Steps, line: str, called: list[str]) -> list[str]:
    """A script that the line runs by its own path and that lies nowhere in the project."""
    commands = [command for command in known.commands.get(line, ()) if not any(known.scripts.called(command))]
    return [one.words[0] for one in commands if not called and _SCRIPT.fullmatch(one.words[0])]
