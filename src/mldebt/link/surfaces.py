"""What does the project do: train, serve, score in batches? And is there any machine learning in it at all?"""

from collections.abc import Iterator
from dataclasses import dataclass

from mldebt.knowledge import Distributions, SurfaceSigns, canonical_name
from mldebt.model import (
    Imports,
    JvmImports,
    Place,
    Project,
    ProjectFact,
    Requirements,
    Role,
    RRequirements,
    Schedules,
    Stages,
    SurfaceSettings,
    UserError,
    Uses,
)

LEARNING = ("ml", "training", "data-job")
"""Surfaces without any of which a project has nothing for us."""
ORCHESTRATED = frozenset({
    "airflow", "prefect", "dagster", "kubeflow", "metaflow", "luigi", "kedro", "dvc", "snakemake",
})  # fmt: skip
"""Tools that are there to move data; what make and workflows of a forge run may be anything."""
NOT_OURS = frozenset({Role.TEST, Role.DOCS})


@dataclass(frozen=True)
class Surfaces(ProjectFact):
    """Each surface with the place that reveals it first. Falsy when nothing here is machine learning."""

    signs: dict[str, Place]

    @classmethod
    def of(cls, project: Project) -> "Surfaces":
        told = project.setting(SurfaceSettings).surfaces
        if told:
            _known(told, project.table(SurfaceSigns))
            return cls({surface: Place(".", 1) for surface in told})
        signs: dict[str, Place] = {}
        for surface, place in _signs(project):
            signs.setdefault(surface, place)
        learning = any(surface in signs for surface in LEARNING)
        return cls(signs if learning else {})

    def __bool__(self) -> bool:
        return bool(self.signs)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.signs))


def names_of(project: Project) -> tuple[str, ...]:
    """The surfaces by name; none where nothing is machine learning."""
    return project.fact(Surfaces).names()


def _known(told: tuple[str, ...], signs: SurfaceSigns) -> None:
    known = {*LEARNING, *(row.surface for row in signs)}
    for surface in told:
        if surface not in known:
            raise UserError(f"[project] surfaces: {surface!r} is none; known are {', '.join(sorted(known))}")


def _signs(project: Project) -> Iterator[tuple[str, Place]]:
    yield from _imported(project)
    yield from _used(project)
    for _, requirements in project.each(Requirements):
        for requirement in requirements:
            row = project.table(Distributions).get(canonical_name(requirement.name))
            if row is not None and row.ml:
                yield "ml", requirement.where
    yield from _scheduled(project)
    yield from _staged(project)


def _scheduled(project: Project) -> Iterator[tuple[str, Place]]:
    if any(project.each(Schedules)):
        from .jobs import ScheduledJobs  # brings all that knows about steps

        yield from (("data-job", job.schedule.where) for job in project.fact(ScheduledJobs).jobs if job.data)


def _imported(project: Project) -> Iterator[tuple[str, Place]]:
    known = project.table(Distributions)
    for file, imports in project.each(Imports):
        if file.role not in NOT_OURS:
            for found in imports:
                if any(row.ml for row in known.by_import(found.module)):
                    yield "ml", found.where


def _elsewhere(project: Project) -> Iterator[tuple[Role, str, Place]]:
    """Packages of R and of the JVM, as the table names them."""
    for file, packages in project.each(RRequirements):
        yield from ((file.role, f"r:{one.name}", one.where) for one in packages)
    for file, imports in project.each(JvmImports):
        yield from ((file.role, f"jvm:{one.name}", one.where) for one in imports)


def _staged(project: Project) -> Iterator[tuple[str, Place]]:
    """Steps that an orchestrator runs and that move data."""
    stages = [one for file, found in project.each(Stages) if file.role not in NOT_OURS for one in found]
    stages = [one for one in stages if one.tool in ORCHESTRATED]
    if not stages:
        return
    from .artefact_steps import steps
    from .jobs import touched
    from .stage_steps import name_of

    known = steps(project)
    for stage in stages:
        name = name_of(stage)
        if any(any(touched(step, known)) for step in (name, *sorted(known.drives.get(name, ())))):
            yield "data-job", stage.where
            return


def _used(project: Project) -> Iterator[tuple[str, Place]]:
    revealing = project.table(SurfaceSigns)
    for file, uses in project.each(Uses):
        if file.role not in NOT_OURS:
            for use in uses:
                surface = revealing.of(use.name)
                if surface is not None:
                    yield surface, use.where
    for role, name, where in _elsewhere(project):
        surface = revealing.of(name) if role not in NOT_OURS else None
        if surface is not None:
            yield surface, where
