"""Which evaluation cannot be believed, because what is judged has already been seen?"""

from dataclasses import dataclass

from mldebt.flow import Definition, Event, Leak, leaks_of
from mldebt.model import CannotTell, Cell, Confidence, Finding, Hop, Program, Project, ProjectFact, Role, Severity

from .imports import ImportGraph

UNJUDGED = frozenset({Role.TEST, Role.DOCS})
AGAIN = 5
"""Minutes for a second finding about a line whose repair is priced already."""
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

        found: dict[tuple[str, int, Cell | None, str, bool], Leak] = {}
        abandoned = []
        for file, program in project.each(Program):
            if file.role not in UNJUDGED:
                leaks, complete = leaks_of(file.path, program, resolve, project.table)
                for leak in leaks:
                    where = leak.event.where
                    found.setdefault((where.path, where.line, where.cell, leak.event.effect, leak.division.folds), leak)
                abandoned += [] if complete else [file.path]
        return cls(len(programs), tuple(found.values()), tuple(abandoned))

    def __bool__(self) -> bool:
        return self.programs > 0

    def over_folds(self) -> list[Leak]:
        """Leaks into the folds of a cross-validation."""
        return self._told([leak for leak in self.leaks if leak.division.folds])

    def over_split(self) -> list[Leak]:
        """Leaks across one split into training and test part."""
        return self._told([leak for leak in self.leaks if not leak.division.folds])

    def _told(self, leaks: list[Leak]) -> list[Leak]:
        if not leaks and self.abandoned:
            raise CannotTell(f"{self.abandoned[0]} is too long or too tangled to be followed to its end")
        return leaks

    def finding(self, leak: Leak) -> Finding:
        """The leak as a finding, with the way from the fit over the division to the use as its evidence."""
        event, division = leak.event, leak.division
        after = "divides them into folds" if division.folds else "takes the test rows away"
        used = f"{leak.user or 'a model'} {'learns from' if leak.purpose == 'train' else 'is judged on'} the result"
        saw = Hop(event.where, f"{_subject(event)} sees every row")
        divided = Hop(division.shown, f"{division.name} {after}")
        together = all(part.path for part in event.over)
        sides = "of all folds of" if division.folds else "on both sides of"
        severity, confidence = _worth(event)
        return Finding(
            event.where,
            f"{_subject(event)} {EXPLAINED.get(event.effect, 'learns from')} rows {sides} {division.name}",
            evidence=(*((divided, saw) if together else (saw, divided)), Hop(leak.use, used)),
            subject=f"{event.name}>{division.name}",
            severity=severity,
            confidence=confidence,
            minutes=AGAIN if division.folds and self._also_split(event) else None,
        )

    def _also_split(self, event: Event) -> bool:
        """The same line leaks across a split as well, which is where its repair is priced."""
        return any(leak.event.where == event.where and not leak.division.folds for leak in self.leaks)


def _subject(event: Event) -> str:
    """`mean of churned by group`, or just the name of what looks at the rows."""
    return f"{event.name} of {event.column} by group" if event.grouped else event.name


def _worth(event: Event) -> tuple[Severity, Confidence]:
    """A mean of all rows leaks little, and what it is for is not always certain."""
    if event.effect == "statistic" and not event.target_aware:
        return Severity.MEDIUM, Confidence.MEDIUM
    grave = event.target_aware or event.effect in GRAVE
    return Severity.CRITICAL if grave else Severity.HIGH, Confidence.HIGH
