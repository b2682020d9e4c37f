"""Which step takes data out of one environment and puts it into another?"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from mldebt.knowledge import PromotionWords
from mldebt.model import Access, Accesses, Calls, Commands, Finding, Hop, Project, Queries, Stages, record

from .artefact_paths import environment, location
from .artefact_steps import Steps, steps
from .step_links import StepLinks
from .told import Told

NAMES = {"prod": "production", "staging": "staging", "dev": "development"}


class Crossing(NamedTuple):
    """A step that reads in one environment only and writes in another only."""

    step: str
    read: Access
    source: str
    written: Access
    target: str


@record
class CrossEnvironmentWrites(Told):
    """One finding a step; where data comes back to where it came from, one for the whole way."""

    looks_at = (Accesses, Calls, Commands, Queries, Stages)

    @classmethod
    def of(cls, project: Project) -> "CrossEnvironmentWrites":
        known, words = steps(project), project.table(PromotionWords).names()
        named = {step: list(_named(step, known)) for step in sorted(known.accesses)}
        crossings = {step: one for step, found in named.items() if (one := _crossing(step, found, words)) is not None}
        links = project.fact(StepLinks) if len(crossings) > 1 else StepLinks(())
        return cls(tuple(map(_finding, _ways(crossings, links))), looked=any(named.values()))


def _named(step: str, known: Steps) -> Iterator[tuple[Access, str]]:
    """The step's accesses whose environment is known. What it writes only to read it again is on its way."""
    again = {location(access) for access in known.accesses[step] if access.mode == "reads"}
    for access in known.accesses[step]:
        place = environment(access, known.environments)
        if place and not (access.mode == "writes" and location(access) in again):
            yield access, place


def _crossing(step: str, named: list[tuple[Access, str]], words: frozenset[str]) -> Crossing | None:
    """Nothing where the step serves several environments, or is called by what it carries where."""
    if not words.isdisjoint(re.split(r"[^a-z]+", step.lower())):
        return None
    reads = {place: access for access, place in reversed(named) if access.mode == "reads"}
    writes = {place: access for access, place in reversed(named) if access.mode == "writes"}
    if len(reads) != 1 or len(writes) != 1 or reads.keys() == writes.keys():
        return None
    (source, read), (target, written) = *reads.items(), *writes.items()
    return Crossing(step, read, source, written, target)


def _ways(crossings: dict[str, Crossing], links: StepLinks) -> Iterator[list[Crossing]]:
    """Crossings that follow each other are one way; each crossing is in one."""
    after: dict[str, list[str]] = defaultdict(list)
    for link in links.links:
        if (
            link.writer in crossings
            and link.reader in crossings
            and crossings[link.writer].target == crossings[link.reader].source
        ):
            after[link.writer].append(link.reader)
    later = {reader for readers in after.values() for reader in readers}
    left = dict(crossings)
    for start in [*(step for step in crossings if step not in later), *crossings]:
        way: list[Crossing] = []
        step: str | None = start
        while step is not None and step in left:
            way.append(left.pop(step))
            step = next((one for one in after[step] if one in left), None)
        if way:
            yield way


def _finding(way: list[Crossing]) -> Finding:
    hops = tuple(
        hop
        for one in way
        for hop in (
            Hop(one.read.where, f"reads {_told(one.read, one.source)}"),
            Hop(one.written.where, f"writes {_told(one.written, one.target)}"),
        )
    )
    first, last = way[0], way[-1]
    places = [place for place, _ in groupby(place for one in way for place in (one.source, one.target))]
    if len(way) > 1:
        through = " to ".join(NAMES.get(place, place) for place in places)
        message = f"data goes from {through} on its way from {first.read.path} to {last.written.path}"
    else:
        ends = f"{NAMES[first.source]} and writes in {NAMES[first.target]}"
        message = f"{first.step} reads in {ends}: {first.read.path} becomes {first.written.path}"
    subject = " ".join((*places, *(one.step.partition(":")[0] for one in way)))
    return Finding(first.written.where, message, hops, subject)


def _told(access: Access, place: str) -> str:
    path = access.path if access.path.strip("*/") else "data"
    return f"{path} ({access.store})" if access.store and access.store not in path else f"{path} ({place})"
