"""What does the project do: train, serve, score in batches? And is there any machine learning in it at all?"""

from collections.abc import Iterator
from dataclasses import dataclass

from mldebt.knowledge import Distributions, SurfaceSigns, canonical_name
from mldebt.model import (
    Accesses,
    Imports,
    Place,
    Project,
    ProjectFact,
    Queries,
    Requirements,
    Role,
    Schedules,
    SurfaceSettings,
    Uses,
)

NOT_OURS = frozenset({Role.TEST, Role.DOCS})


@dataclass(frozen=True)
class Surfaces(ProjectFact):
    """Each surface with the place that reveals it first. Falsy when nothing here is machine learning."""

    signs: dict[str, Place]

    @classmethod
    def of(cls, project: Project) -> "Surfaces":
        told = project.setting(SurfaceSettings).surfaces
        if told:
            return cls({surface: Place(".", 1) for surface in told})
        signs: dict[str, Place] = {}
        for surface, place in _signs(project):
            signs.setdefault(surface, place)
        learning = any(surface in signs for surface in ("ml", "training", "data-job"))
        return cls(signs if learning else {})

    def __bool__(self) -> bool:
        return bool(self.signs)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.signs))


def _signs(project: Project) -> Iterator[tuple[str, Place]]:
    known, revealing = project.table(Distributions), project.table(SurfaceSigns)
    for file, imports in project.each(Imports):
        if file.role not in NOT_OURS:
            for found in imports:
                if any(row.ml for row in known.by_import(found.module)):
                    yield "ml", found.where
    for file, uses in project.each(Uses):
        if file.role not in NOT_OURS:
            for use in uses:
                surface = revealing.of(use.name)
                if surface is not None:
                    yield surface, use.where
    for _, requirements in project.each(Requirements):
        for requirement in requirements:
            row = known.get(canonical_name(requirement.name))
            if row is not None and row.ml:
                yield "ml", requirement.where
    if any(True for kind in (Queries, Accesses) for _ in project.each(kind)):
        for _, schedules in project.each(Schedules):
            for schedule in schedules:
                if schedule.kind != "workflow":
                    yield "data-job", schedule.where
