"""Which evaluation cannot be believed, because what is judged has already been seen?"""

from collections.abc import Iterator
from dataclasses import dataclass

from mldebt.flow import Definition, Event, Leak, leaks_of
from mldebt.model import Confidence, Finding, Hop, Place, Program, Project, ProjectFact, Role, Severity

from .imports import ImportGraph

UNJUDGED = frozenset({Role.TEST, Role.DOCS})
GRAVE = frozenset({"resampling", "selection"})
"""Effects that carry the target, or copies of whole rows, over the border."""
EXPLAINED = {
    "scaling": "learns its scale from",
    "imputation": "learns what to fill in from",
    "encoding": "learns its codes from",
    "selection": "chooses features by",
    "decomposition": "learns its components from",
    "vocabulary": "learns its vocabulary from",
    "resampling": "draws new rows from",
    "clustering": "learns its clusters from",
    "discretisation": "learns its bins from",
    "statistic": "is computed over",
}


@dataclass(frozen=True)
class Leaks(ProjectFact):
    """Every leak of the project; `programs` counts the files in which rows are fitted or divided."""

    programs: int
    leaks: tuple[Leak, ...]
    abandoned: tuple[str, ...]

    @classmethod
    def of(cls, project: Project) -> "Leaks":
        graph = project.fact(ImportGraph)
        programs = {file.path: program for file, program in project.each(Program)}

        def resolve(path: str, dotted: str) -> Definition | None:
            target = graph.resolve(path, dotted)
            program = programs.get(target.path) if target is not None else None
            return (
                Definition(target.path, program, target.symbol) if target is not None and program is not None else None
            )

        roles = {file.path: file.role for file, _ in project.each(Program)}
        found: dict[tuple[Place, bool], Leak] = {}
        abandoned = []
        for path, program in programs.items():
            if roles[path] not in UNJUDGED:
                leaks, complete = leaks_of(path, program, resolve, project.table)
                found.update({(leak.event.where, leak.division.folds): leak for leak in leaks})
                abandoned += [] if complete else [path]
        return cls(len(programs), tuple(found.values()), tuple(abandoned))

    def __bool__(self) -> bool:
        return self.programs > 0

    def over_folds(self) -> Iterator[Leak]:
        """Leaks into the folds of a cross-validation."""
        return (leak for leak in self.leaks if leak.division.folds)

    def over_split(self) -> Iterator[Leak]:
        """Leaks across one split into training and test part."""
        return (leak for leak in self.leaks if not leak.division.folds)


def finding(leak: Leak) -> Finding:
    """The leak as a finding, with the way from the fit over the division to the use as its evidence."""
    event, division = leak.event, leak.division
    verb = EXPLAINED.get(event.effect, "learns from")
    after = "divides them into folds" if division.folds else "takes the test rows away"
    used = f"{leak.user or 'a model'} {'learns from' if leak.purpose == 'train' else 'is judged on'} the result"
    severity, confidence = _worth(event)
    return Finding(
        event.where,
        f"{event.name} {verb} all rows before {division.name} {after}",
        evidence=(
            Hop(event.where, f"{event.name} sees every row"),
            Hop(division.shown, f"{division.name} {after}"),
            Hop(leak.use, used),
        ),
        subject=f"{event.name}>{division.name}",
        severity=severity,
        confidence=confidence,
    )


def _worth(event: Event) -> tuple[Severity, Confidence]:
    """A mean of all rows leaks little, and what it is for is not always certain."""
    if event.effect == "statistic" and not event.grouped:
        return Severity.MEDIUM, Confidence.MEDIUM
    grave = event.target_aware or event.effect in GRAVE
    return Severity.CRITICAL if grave else Severity.HIGH, Confidence.HIGH
