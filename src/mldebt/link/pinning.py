"""Which manifests leave open what an installation gets tomorrow, and which units have no lock at all?

Only programs are asked: what others install beside their own dependencies must not pin them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import BuildTools, Sizes
from mldebt.model import (
    PROGRAM,
    Buildable,
    CommandRequirements,
    Language,
    OwnDistribution,
    Place,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
)

from .locks import LockedVersions
from .loose import Loose, loose_of, remedy_of
from .units import CODE, DeployUnits, Homes, Unit

PLACEHOLDERS = frozenset({"src", "project", "app", "code"})
"""Names that templates give to a project which nobody will publish."""

EXPORTED = re.compile(r"[\w.-]+=[\w.!]+=\w+$")
"""`name=version=build`, which people do not write: the output of `conda env export`."""

HIDDEN = re.compile(r"(?:^|/)(?:\.|src/test/)")
"""Files of editors, of continuous integration, of development containers, of the tests of a program for the JVM."""


class LooseManifest(NamedTuple):
    """`asked` distributions, of which `loose` ones, the worst first, float; `remedy` is the command that locks them."""

    path: str
    asked: int
    loose: tuple[Loose, ...]
    remedy: str

    @property
    def where(self) -> Place:
        return self.loose[0].requirement.where

    @property
    def mostly(self) -> bool:
        return self.loose[0].rank == 0 or 2 * len(self.loose) >= self.asked


class Unlocked(NamedTuple):
    """A program without a lock: what it asks for, and how many of that by an exact version."""

    unit: Unit
    where: Place
    asked: int
    exact: int
    remedy: str


@dataclass(frozen=True)
class Pinning(ProjectFact):
    """`examined` is how many requirements there are, those of libraries included."""

    looks_at = (Requirements, CommandRequirements)

    examined: int
    loose: tuple[LooseManifest, ...]
    unlocked: tuple[Unlocked, ...]

    @classmethod
    def of(cls, project: Project) -> "Pinning":
        judge = _Judge(project)
        manifests = list(judge.manifests())
        loose = [found for path, unit, asked in manifests if (found := judge.loose(path, unit, asked)) is not None]
        declared = sum(len(found) for kind in (Requirements, CommandRequirements) for _, found in project.each(kind))
        return cls(declared, tuple(loose), tuple(judge.unlocked()))

    def __bool__(self) -> bool:
        return self.examined > 0


class _Judge:
    """Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self._project, self._units = project, project.fact(DeployUnits)
        self._locks = project.fact(LockedVersions)
        self._tools: BuildTools = project.table(BuildTools)
        self._sizes: Sizes = project.table(Sizes)
        self._homes = Homes(project)
        self._libraries = frozenset(self._homes.of(path) for path in _buildable(project))
        self._images = {
            file.path for file, _ in project.each(CommandRequirements) if file.language is Language.DOCKERFILE
        }
        self._fixed: dict[str, frozenset[str]] = {}

    def manifests(self) -> Iterator[tuple[str, Unit, list[Requirement]]]:
        """Manifests of programs, images included, with the distributions that reach their users."""
        for kind in (Requirements, CommandRequirements):
            for file, found in self._project.each(kind):
                if kind is CommandRequirements and file.language is not Language.DOCKERFILE:
                    continue
                asked = [one for one in found if not one.group and one.name not in self._tools]
                unit = next(self._units.around(file.path.rpartition("/")[0]), NOBODY)
                ours = self._homes.of(file.path) not in self._libraries
                if asked and ours and file.role in PROGRAM and not HIDDEN.search(file.path):
                    yield file.path, unit, asked

    def loose(self, path: str, unit: Unit, asked: list[Requirement]) -> LooseManifest | None:
        """None where everything is fixed, here or by a lock, a constraint, or another manifest of the unit."""
        if self._is_fixed_unseen(unit):
            return None
        fixed = self._fixed_names(unit)
        found = [loose for one in asked if one.name not in fixed for loose in loose_of(one)]
        first = {loose.requirement.name: loose for loose in sorted(found, key=lambda one: one.rank)}
        if not first:
            return None
        names = {one.name for one in asked}
        worst = sorted(first.values(), key=lambda one: (one.rank, one.requirement.where.order))
        return LooseManifest(path, len(names), tuple(worst), remedy_of(path))

    def unlocked(self) -> Iterator[Unlocked]:
        """Programs with code of their own that nothing locks."""
        asked: dict[str, list[Requirement]] = {}
        for path, unit, found in self.manifests():
            if unit is not NOBODY and path not in self._images:
                asked.setdefault(unit.home, []).extend(found)
        working = {unit.home for unit in self._with_code()}
        for home, found in asked.items():
            unit = self._units.units[home]
            if home in working and not self._has_lock(unit, found) and unit.folders.isdisjoint(self._libraries):
                first = min(found, key=lambda one: (one.where.path.count("/"), len(one.where.path), one.where.order))
                exact = {one.name for one in found if one.pinned}
                names = {one.name for one in found}
                yield Unlocked(unit, first.where, len(names), len(exact & names), remedy_of(first.where.path))

    def _with_code(self) -> Iterator[Unit]:
        for reading in self._project.readings:
            if reading.file.language in CODE and reading.file.role in PROGRAM:
                yield from list(self._units.around(reading.file.path.rpartition("/")[0]))[:1]

    def _has_lock(self, unit: Unit, found: list[Requirement]) -> bool:
        if self._locks.files.get(unit.home) or unit.home in self._locks.unseen:
            return True
        files: dict[str, list[Requirement]] = {}
        for one in unit.requirements:
            files.setdefault(one.where.path, []).append(one)
        limits = set(self._locks.limits.get(unit.home, ()))
        return any(self._is_whole(lines) for lines in files.values()) or {one.name for one in found} <= limits

    def _is_whole(self, lines: list[Requirement]) -> bool:
        """What the lines require is pinned among them, as in the output of `pip freeze`: most of it, because
        requirements come and go with versions."""
        pinned = {one.name for one in lines if one.pinned}
        known = [size for name in sorted(pinned) if (size := self._sizes.get(name)) is not None and size.deps]
        needed = {name for size in known for name in size.deps}
        whole = len(pinned) >= 0.9 * len({one.name for one in lines})
        if whole and any(EXPORTED.match(one.text) for one in lines):
            return True
        return whole and len(needed) > 3 and len(needed & pinned) >= 0.7 * len(needed)

    def _is_fixed_unseen(self, unit: Unit) -> bool:
        """A lock that nobody could read, or constraints that lie elsewhere, may fix everything."""
        unread = self._locks.files.get(unit.home) and not self._locks.locked.get(unit.home)
        return bool(unread) or unit.home in self._locks.unseen

    def _fixed_names(self, unit: Unit) -> frozenset[str]:
        if unit.home not in self._fixed:
            here = {one.name for one in unit.requirements if one.pinned}
            limits = {name for name, one in self._locks.limits.get(unit.home, {}).items() if one.pinned}
            self._fixed[unit.home] = frozenset(here | limits | set(self._locks.locked.get(unit.home, ())))
        return self._fixed[unit.home]


NOBODY = Unit("", frozenset(), (), ())
"""Stands for the unit of an image that installs things in a project without any manifest."""


def _buildable(project: Project) -> Iterator[str]:
    """Manifests out of which a distribution is built for others. One without a name is taken for a library, because
    nothing shows that it is none; one with the name of a template is not."""
    names = {file.path: {own.name for own in found if own.name} for file, found in project.each(OwnDistribution)}
    for file, _ in project.each(Buildable):
        if not names.get(file.path) or not names[file.path] <= PLACEHOLDERS:
            yield file.path
    for path, named in names.items():
        if basename(path) in ("setup.py", "setup.cfg") and named - PLACEHOLDERS:
            yield path
