"""Which readers look for a day that no writer of the folder writes by the time at which they look?"""

import re
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from mldebt.model import MOMENTS, Access, Calls, Cautions, Finding, Hop, Project

from .artefact_paths import Location, location
from .artefact_shelves import Shelves
from .artefact_steps import Steps
from .step_links import Trigger, triggers

CLOCK = frozenset(MOMENTS.values())
BEFORE = {"today": "yesterday", "today by UTC": "yesterday by UTC"}
FIXED = re.compile(r"20[1-8]\d(?:-[01]\d-[0-3]\d|[01]\d[0-3]\d)")
"""A day that is written out; 1970, 2000 and 9999 are marks, not days."""
WAITS = re.compile(r"sleep|wait|sensor|poll|poke|retry", re.IGNORECASE)
"""Words in the names of functions after which the data may be there."""

_PARTITION = re.compile(r"(?:^|/)\w+=([^/]*)")


class Kept(NamedTuple):
    """An access of a step, and the day that it is for, by the clock or fixed; empty where that is not known."""

    step: str
    place: Location
    access: Access
    day: str

    @property
    def by_clock(self) -> bool:
        return self.day in CLOCK

    @property
    def in_a_form(self) -> bool:
        return self.day == self.access.moment and not self.by_clock

    @property
    def dashed(self) -> bool:
        return "-" in (self.access.day if self.by_clock else self.day)


class PartitionDays:
    """All accesses of the project by place, with what starts, drives and waits for what."""

    def __init__(self, known: Steps, project: Project) -> None:
        self.known, self.project = known, project
        self.shelves: dict[str, Shelves[Kept]] = {"reads": Shelves(), "writes": Shelves()}
        self.loose: set[tuple[str, str]] = set()
        for step in sorted(known.accesses):
            for access in dict.fromkeys(known.accesses[step]):
                self._put(step, access)

    def _put(self, step: str, access: Access) -> None:
        place = location(access)
        if place is not None:
            self.shelves[access.mode].put(place, Kept(step, place, access, self._day(step, access)))
            if self._may_be_written(step, access):
                self.shelves["writes"].put(place, Kept(step, place, access, ""))
        elif access.mode == "writes" and "://" in access.path:
            inside = location(access._replace(path=access.path.rstrip("*/") + "/x"))
            self.loose |= {inside[:2]} if inside is not None else set()

    def _day(self, step: str, access: Access) -> str:
        """The day of the first partition of the path, as far as it is known whoever runs the step."""
        partition = _PARTITION.search(access.path)
        if partition is None or access.option or self._may_be_written(step, access):
            return ""
        if FIXED.fullmatch(partition[1]):
            return partition[1]
        told = access.moment in CLOCK or (FIXED.fullmatch(access.moment) and self._keeps_its_form(step))
        return access.moment if told else ""

    def _may_be_written(self, step: str, access: Access) -> bool:
        """It is an argument of a script that writes data where it is told."""
        return access.mode == "reads" and access.where.path != step.partition(":")[0] and step in self._told

    def _keeps_its_form(self, step: str) -> bool:
        """The clock starts it, and nobody hands it other values."""
        drivers = [self.known.stages.get(one, []) for one in self._drivers.get(step, ()) if one != step]
        handed = any(not stages or any(one.tool != "databricks" or one.told for one in stages) for stages in drivers)
        return not handed and step in self._started

    def wrong(self, step: str, access: Access, folder: tuple[str, ...]) -> Finding | None:
        """The reading in words, where each writer is known and none writes the day that is read."""
        place, day = location(access), self._day(step, access)
        if place is None or not day or place[:2] in self.loose:
            return None
        read = Kept(step, place, access, day)
        writers = list(self.shelves["writes"].same_as(place))
        if any(not one.day or one.dashed != read.dashed for one in writers) or self._is_shared(read, writers):
            return None
        sure = [one for one in writers if one.place.parts[: len(folder)] == folder]
        found = [one for one in sure if one.by_clock or one.step in self._started]
        if not found or not self._never_meets(read, writers):
            return None
        return _finding(read, min(found, key=lambda one: (not one.by_clock, one.step, one.access.where.order)))

    def _is_shared(self, read: Kept, writers: list[Kept]) -> bool:
        """A writer goes over what is there already, or the reader has other days to go on with."""
        together = self.known.driven_by(read.step).union(*(one.steps for one in self._started.get(read.step, ())))
        reads = list(self.shelves["reads"].same_as(read.place))
        makers = {one.step for one in writers}
        return any(one.step in makers or (one.step in together and one.day != read.day) for one in reads)

    def _never_meets(self, read: Kept, writers: list[Kept]) -> bool:
        if not read.by_clock:
            return read.step in self._started and all(one.by_clock for one in writers)
        moving = [one for one in writers if one.by_clock]
        return not moving or (all(one.day == BEFORE.get(read.day) for one in moving) and not self._waits(read.step))

    def _waits(self, step: str) -> bool:
        """The reader, what it runs, or what runs it looks whether the data is there."""
        run, todo = set(self.known.driven_by(step)), [step]
        while todo:
            above = self._drivers.get(todo.pop(), set()) - run
            run |= above
            todo += above
        return not self._waiting.isdisjoint(one.partition(":")[0] for one in run)

    @cached_property
    def _told(self) -> set[str]:
        """Steps that write data to a place which does not stand in them."""
        each = ((step, one) for step, found in self.known.accesses.items() for one in found)
        return {step for step, one in each if one.mode == "writes" and one.kind == "data" and not one.path.strip("*/")}

    @cached_property
    def _started(self) -> dict[str, list[Trigger]]:
        found: dict[str, list[Trigger]] = defaultdict(list)
        for trigger in triggers(self.known, self.project):
            for step in trigger.steps:
                found[step].append(trigger)
        return dict(found)

    @cached_property
    def _drivers(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for driver, driven in self.known.drives.items():
            for step in driven:
                found[step].add(driver)
        return dict(found)

    @cached_property
    def _waiting(self) -> set[str]:
        found = {file.path for file, all_ in self.project.each(Cautions) if any(one.kind == "waits" for one in all_)}
        for file, calls in self.project.each(Calls):
            if any(WAITS.search(call.name.rpartition(".")[2]) for call in calls):
                found.add(file.path)
        return found


def _finding(read: Kept, written: Kept) -> Finding:
    reads = f"{read.access.path} is {'' if read.by_clock else 'always '}read for {_said(read, 'a')}"
    writes = f"{written.step} {'' if written.by_clock else 'always '}writes it for {_said(written, 'its')}"
    hops = (
        Hop(written.access.where, f"writes {written.access.path} for {_said(written, 'a')}"),
        Hop(read.access.where, f"reads {read.access.path} for {_said(read, 'a')}"),
    )
    keys = "/".join(part.partition("=")[0] for part in read.place.parts if "=" in part)
    folder = "/".join(read.place.parts[: next(at for at, part in enumerate(read.place.parts) if "=" in part)])
    return Finding(read.access.where, f"{reads}, but {writes}", hops, f"{folder} {keys}")


def _said(kept: Kept, whose: str) -> str:
    return f"{kept.day}, the day in {whose} form" if kept.in_a_form else kept.day.partition(" by ")[0]
