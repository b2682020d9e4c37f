"""Do the manifests tell the truth: is everything that they ask for used, and everything that is used asked for?

Both answers are given only where they are certain. What is installed for others of the list (a frozen list, a closure,
an engine of pandas), what runs by its name on a command line, and what a file that nobody could read may import, is not
called unused. What a manifest anywhere in the project asks for is not called undeclared.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Companions, Distributions, RuntimeImages, Sizes, canonical_name
from mldebt.model import (
    PROGRAM,
    UNSHIPPED,
    BaseImages,
    Calls,
    CommandRequirements,
    Commands,
    Confidence,
    Imports,
    Language,
    Mentions,
    Place,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
    Severity,
    Uses,
)

from .dependencies import Dependency, DependencyUse, SymbolUse
from .footprint import closure
from .providers import Providers, parents, symbols
from .units import CODE, DeployUnits, Unit, folders_from

INSTALLER = "installer"
"""The category of what installs other packages, and is there before them."""
BY_NAME = frozenset({
    "dev", "notebook", "db", "app", "web", "orchestration", "serving", "gpu", "interop", "rl",
    INSTALLER,
})  # fmt: skip
"""Categories of what is run, or loaded, by its name rather than imported."""
FROZEN = 30
"""Requirements from which on a list that pins nearly all of them is taken for the record of an environment."""
PINNED = 0.7
BUILDING = ("setup.py", "conftest.py", "noxfile.py", "fabfile.py")
"""Files that build or try the program and are no part of it."""
WHOLE = frozenset({"all", "full", "complete", "everything", "extra", "extras"})
"""Words of extras that may bring anything."""
BUNDLING = frozenset({"orchestration"})
"""Categories whose extras are whole providers with all that these require."""


class Undeclared(NamedTuple):
    """A distribution that the program uses and no manifest asks for. `manifest` is the one that should; `through` is a
    declared distribution that requires it; `late`: only functions import it, so much may run without it."""

    name: str
    manifest: str
    uses: tuple[SymbolUse, ...]
    through: str
    late: bool
    confidence: Confidence

    @property
    def where(self) -> Place:
        return self.uses[0].where

    @property
    def severity(self) -> Severity:
        return Severity.LOW if self.through or self.late else Severity.MEDIUM


@dataclass(frozen=True)
class UnusedDependencies(ProjectFact):
    """Lines of manifests that every installation follows for nothing; `examined` counts the distributions looked at."""

    looks_at = (Requirements,)

    examined: int
    found: tuple[Dependency, ...]

    @classmethod
    def of(cls, project: Project) -> "UnusedDependencies":
        dependencies = project.fact(DependencyUse).dependencies
        known = _Known(project, dependencies)
        core = [one for one in dependencies if one.core]
        return cls(len(core), tuple(one for one in core if known.is_unused(one)))

    def __bool__(self) -> bool:
        return self.examined > 0


@dataclass(frozen=True)
class UndeclaredDependencies(ProjectFact):
    """What the program imports and no manifest asks for; `examined` counts the distributions that it imports."""

    looks_at = (Requirements,)

    examined: int
    found: tuple[Undeclared, ...]

    @classmethod
    def of(cls, project: Project) -> "UndeclaredDependencies":
        units = project.fact(DeployUnits)
        if not units:
            return cls(0, ())
        seen = _Imported(project)
        sizes: Sizes = project.table(Sizes)
        found = []
        for (home, name), told in sorted(seen.undeclared.items()):
            manifests, uses = zip(*told, strict=True)
            manifest, asked = max(sorted(set(manifests)), key=manifests.count), seen.asked[home]
            through = next((one for one in asked if one != name and name in closure(one, sizes)), "")
            through = through or seen.by_extra.get(name, "")
            known = all((size := sizes.get(one)) is not None and size.deps_known for one in asked)
            sure = Confidence.HIGH if known or through else Confidence.MEDIUM
            late = all(use.symbol in seen.late[use.where.path] for use in uses)
            found.append(Undeclared(name, manifest, uses, through, late, sure))
        return cls(seen.examined, tuple(found))

    def __bool__(self) -> bool:
        return self.examined > 0


class _Imported:
    """What the program imports, and the uses of what nothing declares, each with the manifest that should, by unit and
    name; `asked` is what a unit ships. Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self._units = project.fact(DeployUnits)
        self._providers = project.fact(Providers)
        self._vague = {*_vague(project), *_bringing(project)}
        self._installed = {one.name for _, asked in project.each(CommandRequirements) for one in asked}
        self._installers = {row.name for row in project.table(Distributions) if row.category == INSTALLER}
        self.by_extra = {
            extra: one.name for unit in self._units.all() for one in unit.requirements for extra in one.extras
        }
        self._bundles = {row.name for row in project.table(Distributions) if row.category in BUNDLING}
        self._candidates: dict[str, tuple[Unit | None, dict[str, list[str]]]] = {}
        self.asked: dict[str, list[str]] = {}
        self.undeclared: dict[tuple[str, str], list[tuple[str, SymbolUse]]] = defaultdict(list)
        self.late: dict[str, set[str]] = {}
        self._tried = frozenset(self._tried_somewhere(project))
        seen: set[str] = set()
        for reading in project.readings:
            file = reading.file
            if file.role in PROGRAM and file.language is Language.PYTHON and not file.path.endswith(BUILDING):
                seen.update(self._names(file.path, reading.fact(Imports), reading.fact(Uses)))
        self.examined = len(seen)

    def _names(self, path: str, imports: Imports, uses: Uses) -> Iterator[str]:
        folder = path.rpartition("/")[0]
        used = [(symbol, where, guarded) for symbol, where, guarded in symbols(imports, uses)]
        named = {name for symbol, _, _ in used for name in self._providers.behind(folder, symbol)}
        unit, manifest = self._manifest(folder, named)
        top = {f"{one.module}.{one.name}" if one.name else one.module for one in imports if not one.scope}
        self.late[path] = late = set()
        for symbol, where, guarded in used:
            name = self._providers.undeclared(folder, symbol)
            if not name or unit is None or guarded or self._is_there(unit, name):
                continue
            self.undeclared[unit.home, name].append((manifest, SymbolUse(symbol, where)))
            if top.isdisjoint(parents(symbol)):
                late.add(symbol)
        yield from named

    def _is_there(self, unit: Unit, name: str) -> bool:
        """Installed by a command, built here, tried elsewhere, or brought by an extra of which nobody knows all."""
        ours = name in self._installers or name in self._installed or self._providers.builds_itself(name)
        return ours or (unit.home, name) in self._tried or any(self._may_bring(one, name) for one in unit.requirements)

    def _may_bring(self, one: Requirement, name: str) -> bool:
        words = {word for extra in one.extras for word in canonical_name(extra).split("-")}
        asked_by_name = name in one.extras
        unknown = one.name in self._bundles or not words.isdisjoint({*WHOLE, *name.split("-")})
        return bool(words) and one.group not in UNSHIPPED and unknown and not asked_by_name

    def _tried_somewhere(self, project: Project) -> Iterator[tuple[str, str]]:
        """(unit, distribution) of what some file of the program tries to import: what others import plainly then runs
        only where the trial went well."""
        for file, imports in project.each(Imports):
            folder = file.path.rpartition("/")[0]
            for one in imports if file.role in PROGRAM else ():
                if one.tried and (unit := self._manifest(folder, set())[0]) is not None:
                    yield unit.home, self._providers.undeclared(folder, f"{one.module}.{one.name}".rstrip("."))

    def _manifest(self, folder: str, named: set[str]) -> tuple[Unit | None, str]:
        """The unit around a folder, and of its manifests in or above the folder the one that asks for most of what a
        file imports, then for most of all; none where one is too vague to tell."""
        if folder not in self._candidates:
            self._candidates[folder] = self._around(folder)
        unit, manifests = self._candidates[folder]
        ranked = sorted(manifests, key=lambda path: (-len(named.intersection(manifests[path])), -len(manifests[path])))
        return (unit, ranked[0]) if ranked else (None, "")

    def _around(self, folder: str) -> tuple[Unit | None, dict[str, list[str]]]:
        """The nearest unit, and what its manifests in or above the folder ship."""
        above = set(folders_from(folder))
        for unit in self._units.around(folder):
            shipped = [one for one in unit.requirements if one.group not in UNSHIPPED]
            manifests: dict[str, list[str]] = {}
            for one in sorted(shipped, key=lambda one: one.where.path):
                if one.where.path.rpartition("/")[0] in above:
                    manifests.setdefault(one.where.path, []).append(one.name)
            if manifests or not self._vague.isdisjoint(above):
                self.asked[unit.home] = [one.name for one in shipped]
                return unit, manifests if self._vague.isdisjoint(unit.folders | above) else {}
        return None, {}


def _vague(project: Project) -> Iterator[str]:
    """Folders whose setup.py computes what it asks for, so that nobody can read it."""
    asking = {file.path for file, _ in project.each(Requirements)}
    for file, calls in project.each(Calls):
        folder, _, name = file.path.rpartition("/")
        if name == "setup.py" and file.path not in asking:
            for call in calls:
                asks = call.name.rpartition(".")[2] == "setup" and call.keyword("install_requires") is not None
                if asks or call.splat:
                    yield folder


def _bringing(project: Project) -> Iterator[str]:
    """Folders with an image of which nobody knows what it brings, or that is known to bring packages."""
    table: RuntimeImages = project.table(RuntimeImages)
    for file, images in project.each(BaseImages):
        rows = [table.of(image.image) for image in images]
        if any(row is None or row.packages for row in rows):
            yield file.path.rpartition("/")[0]


class _Known:
    """What is needed to call something unused. Lives as long as the question is asked."""

    def __init__(self, project: Project, dependencies: tuple[Dependency, ...]) -> None:
        self._table: Distributions = project.table(Distributions)
        self._sizes: Sizes = project.table(Sizes)
        self._companions: Companions = project.table(Companions)
        self._siblings: dict[str, list[Dependency]] = defaultdict(list)
        for one in dependencies:
            self._siblings[one.unit.home].append(one)
        units = project.fact(DeployUnits)
        self._blind, self._coded = set[str](), set[str]()
        for reading in project.readings:
            if reading.file.language in CODE:
                homes = {unit.home for unit in units.around(reading.file.path.rpartition("/")[0])}
                self._coded |= homes if reading.fact(Imports) else set()
                self._blind |= homes if reading.not_read else set()
        self._named = {word for _, words in project.each(Mentions) for word in words}
        self._named |= {word for _, commands in project.each(Commands) for one in commands for word in one.words}
        self._frozen: dict[str, frozenset[str]] = {}

    def is_unused(self, dependency: Dependency) -> bool:
        row, unit = self._table.get(dependency.name), dependency.unit
        if row is None or not row.imports or not row.category or row.runtime_only or row.category in BY_NAME:
            return False
        if dependency.uses or dependency.unclear or unit.home in self._blind or unit.home not in self._coded:
            return False
        if all(one.where.path in self._frozen_of(unit) for one in dependency.core):
            return False
        roots = {module.partition(".")[0] for module in row.imports}
        return self._named.isdisjoint({dependency.name, *roots}) and not self._is_for_others(dependency)

    def _is_for_others(self, dependency: Dependency) -> bool:
        """Another one of the list requires it, or takes it where it is installed."""
        for other in self._siblings[dependency.unit.home]:
            if other.name == dependency.name:
                continue
            companion = self._companions.get(other.name)
            wants = companion is not None and dependency.name in companion.wants
            if wants or dependency.name in closure(other.name, self._sizes):
                return True
        return False

    def _frozen_of(self, unit: Unit) -> frozenset[str]:
        """Manifests that record an environment: long, and nearly everything in them pinned."""
        if unit.home not in self._frozen:
            lines: dict[str, list[Requirement]] = defaultdict(list)
            for one in unit.requirements:
                lines[one.where.path].append(one)
            self._frozen[unit.home] = frozenset(
                path
                for path, asked in lines.items()
                if len(asked) >= FROZEN and sum(bool(one.pinned) for one in asked) >= PINNED * len(asked)
            )
        return self._frozen[unit.home]
