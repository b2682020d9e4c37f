"""Which evaluation cannot be believed, because what is judged has already been seen?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from mldebt.flow import Definition, Leak, Log, abilities_of, followed, leaks_across
from mldebt.model import (
    CannotTell,
    Confidence,
    Finding,
    HelperProgram,
    Hop,
    Place,
    Program,
    Project,
    ProjectFact,
    Rerun,
    Role,
    RunOrder,
    SourceFile,
)

from ..imports import ImportGraph
from . import borders, reuse, seen
from .claims import Claim, Kind, near
from .crossing import claim

AGAIN = 5
"""Minutes for a second finding about a line whose repair is priced already."""
UNJUDGED = frozenset({Role.TEST, Role.DOCS})


@dataclass(frozen=True)
class Leaks(ProjectFact):
    """Every leak of the project, and the claims about it; `programs` counts the files in which rows are fitted or
    divided."""

    looks_at = (Program,)

    programs: int
    leaks: tuple[Leak, ...]
    claims: tuple[Claim, ...]
    abandoned: tuple[str, ...]

    @classmethod
    def of(cls, project: Project) -> "Leaks":
        graph = project.fact(ImportGraph)
        programs: dict[str, Program | HelperProgram] = {file.path: program for file, program in project.each(Program)}
        movers = set(programs)
        programs |= {file.path: helper for file, helper in project.each(HelperProgram)}

        locate = cache(graph.resolve)

        @cache
        def resolve(path: str, dotted: str) -> Definition | None:
            target = locate(path, dotted)
            program = programs.get(target.path) if target is not None else None
            return (
                Definition(target.path, program, target.symbol) if target is not None and program is not None else None
            )

        abilities = abilities_of(programs, locate, graph.direct, project.table)
        collected = _Collected()
        roots: list[tuple[SourceFile, Program | HelperProgram, bool]] = [(f, p, True) for f, p in project.each(Program)]
        roots += [
            (file, helper, False)
            for file, helper in project.each(HelperProgram)
            if not movers.isdisjoint(graph.direct(file.path))
        ]
        for file, program, whole in roots:
            if file.role not in UNJUDGED and abilities.may_leak(file.path, whole=whole):
                log, complete = followed(file.path, program, resolve, project.table, abilities, whole=whole)
                collected.add(log)
                if not complete:
                    collected.abandoned.append(file.path)
        reruns = {file.path: order[0] for file, order in project.each(RunOrder)}
        return cls(sum(1 for _ in project.each(Program)), *collected.result(reruns))

    def __bool__(self) -> bool:
        return self.programs > 0

    def of_kind(self, kind: Kind) -> Iterator[Finding]:
        """The findings of one kind. Where there are none but a file could not be followed, nobody can tell."""
        found = [claim.finding for claim in self.claims if claim.kind == kind]
        if not found and self.abandoned:
            raise CannotTell(f"{self.abandoned[0]} is too long or too tangled to be followed to its end")
        yield from found


class _Collected:
    """Claims of all files; what several programs tell of one line is told once."""

    def __init__(self) -> None:
        self.leaks: dict[object, Leak] = {}
        self.claims: dict[object, Claim] = {}
        self.abandoned: list[str] = []

    def add(self, log: Log) -> None:
        for leak in leaks_across(log):
            where = leak.event.at
            key = (where.path, where.line, where.cell, leak.event.effect, leak.division.folds)
            if self.leaks.setdefault(key, leak) is leak:
                self._keep(claim(leak, log))
        for found in (*seen.claims(log), *reuse.claims(log), *borders.claims(log)):
            self._keep(found)

    def _keep(self, found: Claim) -> None:
        where = found.finding.where
        self.claims.setdefault((found.kind, where.path, where.line, where.cell, found.finding.subject), found)

    def result(self, reruns: Mapping[str, Rerun]) -> tuple[tuple[Leak, ...], tuple[Claim, ...], tuple[str, ...]]:
        repaired = {found.finding.where for found in self.claims.values() if found.kind == "split"}
        claims = tuple(_doubted(_priced(found, repaired), reruns) for found in self.claims.values())
        return tuple(self.leaks.values()), claims, tuple(self.abandoned)


def _doubted(found: Claim, reruns: Mapping[str, Rerun]) -> Claim:
    """A notebook whose cells were last run in another order may have done something else than it says now."""
    rerun, finding = reruns.get(found.finding.where.path), found.finding
    if rerun is None:
        return found
    hop = Hop(rerun.where, f"was last run before the cell above it{near(rerun.where, rerun.earlier)}")
    certain = finding.confidence in (None, Confidence.HIGH)
    doubt = Confidence.MEDIUM if certain else finding.confidence
    return found._replace(finding=replace(finding, evidence=(*finding.evidence, hop), confidence=doubt))


def _priced(found: Claim, repaired: set[Place]) -> Claim:
    """A line that leaks across a split as well is repaired there."""
    if found.kind != "folds" or found.finding.where not in repaired:
        return found
    return found._replace(finding=replace(found.finding, minutes=AGAIN))
