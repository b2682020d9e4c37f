"""What draws random numbers in this project that no entry point seeds, and what becomes of the rows by it?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from mldebt.knowledge import RandomDomains
from mldebt.model import Calls, ChanceSlips, Finding, Hop, Place, Project, ProjectFact, Queries

from .draws import OWN, Draw, Sort
from .programs import Programs

SHOWN = 6
"""Draws listed as evidence; the rest are counted in the message."""
Group = tuple[Draw, ...]
D = TypeVar("D", bound="_Draws")


@dataclass(frozen=True)
class _Draws(ProjectFact):
    """One group for each file and generator. `able` counts the calls that draw, or would without their seed; falsy when
    there is none. `spoken` are the generators as one says them."""

    looks_at = (Calls,)

    able: int
    groups: tuple[Group, ...]
    spoken: dict[str, str]

    @classmethod
    def _sorted(cls: type[D], project: Project, sort: Sort) -> D:
        programs = project.fact(Programs)
        spoken = {row.name: row.spoken for row in project.table(RandomDomains)}
        return cls(programs.drawing.able[sort], tuple(_groups(programs, sort)), spoken)

    def __bool__(self) -> bool:
        return self.able > 0


def _groups(programs: Programs, sort: Sort) -> Iterator[Group]:
    for path in sorted(programs.values.calls):
        by_domain: dict[str, list[Draw]] = defaultdict(list)
        for draw in programs.drawing.of(path):
            if draw.sort == sort:
                by_domain[draw.domain].append(draw)
        for _, draws in sorted(by_domain.items()):
            found = programs.unseeded(path, draws)
            if found:
                yield tuple(found)


class UnseededDraws(_Draws):
    """Numbers that come out differently in each run, those that divide rows or pick them in Spark apart."""

    @classmethod
    def of(cls, project: Project) -> "UnseededDraws":
        return cls._sorted(project, "draw")

    def findings(self) -> Iterator[Finding]:
        for group in self.groups:
            yield _finding(group, self.spoken)


class UnrepeatableSplits(_Draws):
    """Draws by which rows are divided into parts."""

    @classmethod
    def of(cls, project: Project) -> "UnrepeatableSplits":
        return cls._sorted(project, "split")

    def findings(self) -> Iterator[Finding]:
        for group in self.groups:
            names, others = _named(group)
            verb = "divide" if others else "divides"
            message = f"{names[0]}{others} {verb} the rows differently in each run because {self._why(group[0])}"
            yield Finding(group[0].where, message, _hops(group, "divides rows"), f"split:{names[0]}")

    def _why(self, draw: Draw) -> str:
        return "it is given no seed" if draw.domain == OWN else f"nothing seeds {self.spoken[draw.domain]} before"


@dataclass(frozen=True)
class UnseededSamples(ProjectFact):
    """Rows that are picked by chance where they lie: in SQL, or by Spark. Falsy where there is neither."""

    looks_at = (Queries, ChanceSlips, Calls)

    able: int
    groups: tuple[Group, ...]
    queries: tuple[tuple[Place, str], ...]

    @classmethod
    def of(cls, project: Project) -> "UnseededSamples":
        queries, able = [], 0
        for _, found in project.each(Queries):
            able += len(found)
            queries += [(query.where, query.by_chance) for query in found if query.by_chance]
        for _, slips in project.each(ChanceSlips):
            queries += [(slip.where, slip.message) for slip in slips if slip.kind == "sample" and slip.message]
            able += sum(slip.kind == "sample" for slip in slips)
        draws = _SparkDraws.of(project)
        return cls(able + len(queries) + draws.able, draws.groups, tuple(queries))

    def __bool__(self) -> bool:
        return self.able > 0

    def findings(self) -> Iterator[Finding]:
        for where, words in self.queries:
            yield Finding(where, f"{words} picks other rows in each run", (), words.lower())
        for group in self.groups:
            names, others = _named(group)
            message = f"{names[0]}{others} of Spark {'pick' if others else 'picks'} other rows in each run"
            yield Finding(group[0].where, message, _hops(group, "picks rows"), f"spark:{names[0]}")


class _SparkDraws(_Draws):
    @classmethod
    def of(cls, project: Project) -> "_SparkDraws":
        return cls._sorted(project, "sample")


def _finding(group: Group, spoken: dict[str, str]) -> Finding:
    """One finding for all draws of a file from one generator, at the first of them."""
    first = group[0]
    names, others = _named(group)
    if first.domain == OWN:
        message = f"{names[0]}{others} makes a generator without a seed"
    else:
        verb = "draw" if others else "draws"
        message = f"{names[0]}{others} {verb} from {spoken[first.domain]}, which nothing has seeded"
    return Finding(first.where, message, _hops(group, "draws"), f"{first.domain}:{names[0]}")


def _named(group: Group) -> tuple[list[str], str]:
    names = list(dict.fromkeys(draw.name.rpartition(".")[2] for draw in group))
    return names, f" and {len(names) - 1} more" if len(names) > 1 else ""


def _hops(group: Group, verb: str) -> tuple[Hop, ...]:
    hops = tuple(Hop(draw.where, f"{draw.name.removeprefix('?.')} {verb}") for draw in group[:SHOWN])
    return hops if len(group) > 1 else ()
