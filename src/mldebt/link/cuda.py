"""Which service installs the build of PyTorch for graphics cards, though nothing in it uses one?

Answered only for what is built into an image: the default wheel for Linux brings four gigabytes of libraries of a
graphics card, and an image without those of its own, started without one, never loads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname
from typing import NamedTuple

from mldebt.knowledge import RuntimeImages, Sizes
from mldebt.model import (
    PROGRAM,
    BaseImage,
    BaseImages,
    Call,
    Calls,
    CardSigns,
    Hop,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
)

from .dependencies import Dependency, DependencyUse
from .footprint import closure
from .units import folders_from

TORCH = "torch"
ASKING = frozenset({"is_available", "device_count", "manual_seed", "manual_seed_all", "empty_cache", "is_initialized"})
"""Functions of `torch.cuda` that do no harm where there is no card."""


class CudaBuild(NamedTuple):
    """A requirement that brings torch (`through` it, if it is not torch itself), and the image it is installed into."""

    requirement: Requirement
    through: str
    image: BaseImage

    @property
    def hops(self) -> tuple[Hop, ...]:
        brings = (Hop(self.requirement.where, f"{self.through} requires torch"),) if self.through else ()
        return (*brings, Hop(self.image.where, f"installs it into {self.image.image}, which has no card's libraries"))


@dataclass(frozen=True)
class CudaBuilds(ProjectFact):
    """All of them, one a unit; `examined` counts the units that bring torch."""

    looks_at = (Requirements,)

    examined: int
    found: tuple[CudaBuild, ...]

    @classmethod
    def of(cls, project: Project) -> "CudaBuilds":
        bringing = list(_bringing(project))
        if not bringing or _uses_a_card(project):
            return cls(len(bringing), ())
        found = (_build(dependency, through, project) for dependency, through in bringing)
        return cls(len(bringing), tuple(build for build in found if build is not None))

    def __bool__(self) -> bool:
        return self.examined > 0


def _bringing(project: Project) -> Iterator[tuple[Dependency, str]]:
    """In each unit the first requirement that brings torch, torch itself before any other."""
    sizes: Sizes = project.table(Sizes)
    by_home: dict[str, tuple[Dependency, str]] = {}
    for one in project.fact(DependencyUse).dependencies:
        if one.core and one.name == TORCH:
            by_home[one.unit.home] = (one, "")
        elif one.core and TORCH in closure(one.name, sizes):
            by_home.setdefault(one.unit.home, (one, one.name))
    yield from (by_home[home] for home in sorted(by_home))


def _build(dependency: Dependency, through: str, project: Project) -> CudaBuild | None:
    """None where the version names a build, or no image of a processor installs it."""
    asked = dependency.core[0]
    if "+" in asked.pinned or asked.url or asked.marker:
        return None
    table: RuntimeImages = project.table(RuntimeImages)
    for file, images in project.each(BaseImages):
        above = set(folders_from(dirname(file.path)))
        if file.role in PROGRAM and not above.isdisjoint(dependency.unit.folders):
            rows = [table.of(image.image) for image in images]
            if rows and all(row is not None and row.libraries == "cpu" for row in rows):
                return CudaBuild(asked, through, images[-1])
    return None


def _uses_a_card(project: Project) -> bool:
    """Something in the project speaks of a card, or of the index from which builds without one come."""
    if any(signs for _, signs in project.each(CardSigns)):
        return True
    return any(_is_for_a_card(call) for file, calls in project.each(Calls) if file.role in PROGRAM for call in calls)


def _is_for_a_card(call: Call) -> bool:
    name = call.name.rpartition(".")[2]
    if name == "cuda" or (call.name.startswith("torch.cuda.") and name not in ASKING):
        return True
    if call.keyword("device_map") is not None:
        return True
    values = (*call.args, *(value for _, value in call.keywords))
    return any(value.kind == "literal" and str(value.value).startswith(("cuda", "gpu")) for value in values)
