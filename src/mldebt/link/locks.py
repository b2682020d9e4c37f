"""Which versions did locks and constraints choose for a unit, and what do locks know of graph and size?"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from mldebt.knowledge import Size, Sizes, Thresholds
from mldebt.model import (
    ConstraintFiles,
    Constraints,
    Language,
    Locked,
    Locks,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
)

from .footprint import KnownSizes
from .units import DeployUnits, Unit

OF_WORKSPACES = frozenset({"uv.lock", "pixi.lock", "poetry.lock", "pdm.lock"})
"""Locks that may serve the packages in folders below as well."""

REMOTE = ("http://", "https://")


@dataclass(frozen=True)
class LockedVersions(ProjectFact):
    """Locks by the unit that they serve. `files` are their paths, those that nobody could read included; `limits` the
    pinned lines of constraints; `unseen` the units whose constraints lie elsewhere. Falsy where nothing is fixed."""

    locked: dict[str, dict[str, tuple[Locked, ...]]]
    files: dict[str, tuple[str, ...]]
    limits: dict[str, dict[str, Requirement]]
    unseen: frozenset[str]
    _sizes: dict[str, KnownSizes] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, project: Project) -> "LockedVersions":
        units = project.fact(DeployUnits)
        rows: dict[str, dict[str, list[Locked]]] = defaultdict(lambda: defaultdict(list))
        files: dict[str, list[str]] = defaultdict(list)
        for path in _paths(project):
            files[_home(units, path)].append(path)
        for file, locks in project.each(Locks):
            for home in _served(units, file.path):
                for one in locks:
                    rows[home][one.name].append(one)
                if home != _home(units, file.path):
                    files[home].append(file.path)
        limits, unseen = _limits(project, units)
        locked = {home: {name: tuple(found) for name, found in names.items()} for home, names in rows.items()}
        return cls(locked, {home: tuple(paths) for home, paths in files.items()}, limits, unseen)

    def __bool__(self) -> bool:
        return bool(self.files or self.limits)

    def versions(self, unit: Unit, name: str) -> tuple[str, ...]:
        """The versions that locks of the unit chose, else the one of a constraint; several where platforms differ."""
        found = dict.fromkeys(one.version for one in self.locked.get(unit.home, {}).get(name, ()) if one.version)
        limit = self.limits.get(unit.home, {}).get(name)
        return tuple(found) or ((limit.pinned,) if limit is not None and limit.pinned else ())

    def pinned(self, unit: Unit, requirement: Requirement) -> Requirement:
        """With the version that was chosen for it, where its own line leaves that open."""
        found = () if requirement.pinned or requirement.url else self.versions(unit, requirement.name)
        return requirement._replace(pinned=found[0]) if len(found) == 1 else requirement

    def sizes(self, unit: Unit, project: Project) -> KnownSizes:
        """What the unit's lock says of size and graph, and the catalogue for the rest."""
        if unit.home not in self._sizes:
            factor = project.table(Thresholds)["unpacked_per_packed"].value
            rows = self.locked.get(unit.home, {})
            self._sizes[unit.home] = _LockedSizes(rows, project.table(Sizes), factor) if rows else project.table(Sizes)
        return self._sizes[unit.home]


class _LockedSizes:
    """Sizes of one unit; made on demand, since most are never asked for."""

    def __init__(self, locked: dict[str, tuple[Locked, ...]], catalogue: Sizes, factor: float) -> None:
        self._locked, self._catalogue, self._factor = locked, catalogue, factor

    def get(self, name: str, /) -> Size | None:
        known, rows = self._catalogue.get(name), self._locked.get(name)
        if not rows:
            return known
        packed = max(one.size for one in rows)
        own = packed * self._factor / 1e6 if packed else known.own_mb if known is not None else None
        if any(one.graph for one in rows):
            deps, told = tuple(dict.fromkeys(name for one in rows for name in one.deps)), True
        else:
            deps, told = (known.deps, known.deps_known) if known is not None else ((), False)
        return Size(
            name=name, source=rows[0].where.path, own_mb=own, deps=deps, deps_known=told, version=rows[0].version
        )


def _paths(project: Project) -> Iterable[str]:
    """All locks, by their language or by their content; one that is too large to be read is a lock all the same."""
    known = {file.path for file in project.repository.files if file.language is Language.LOCK}
    known |= {lost.path for lost in project.repository.skipped if lost.path.endswith((".lock", "conda-lock.yml"))}
    return sorted(known | {file.path for file, _ in project.each(Locks)})


def _home(units: DeployUnits, path: str) -> str:
    return next((unit.home for unit in units.around(posixpath.dirname(path))), "")


def _served(units: DeployUnits, path: str) -> list[str]:
    """The unit around a lock, and for the lock of a workspace the units below."""
    folder, name = posixpath.split(path)
    served = [_home(units, path)]
    if name in OF_WORKSPACES:
        inside = f"{folder}/" if folder else ""
        served += [unit.home for unit in units.all() if unit.home.startswith(inside) and unit.home not in served]
    return served


def _limits(project: Project, units: DeployUnits) -> tuple[dict[str, dict[str, Requirement]], frozenset[str]]:
    """Constraints that a manifest names (`-c`), and those of a file whose name says so, for its unit."""
    files = {file.path: found for file, found in project.each(Requirements)}
    named = {file.path: found for file, found in project.each(Constraints)}
    limits: dict[str, dict[str, Requirement]] = defaultdict(dict)
    for path, found in named.items():
        for one in found:
            limits[_home(units, path)].setdefault(one.name, one)
    unseen = set()
    for file, pointers in project.each(ConstraintFiles):
        home = _home(units, file.path)
        for pointer in pointers:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), pointer.path))
            if pointer.path.startswith(REMOTE) or (target not in files and target not in named):
                unseen.add(home)
            for one in (*files.get(target, ()), *named.get(target, ())):
                limits[home].setdefault(one.name, one)
    return dict(limits), frozenset(unseen)
