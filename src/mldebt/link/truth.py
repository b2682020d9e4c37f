"""Do the manifests tell the truth: is everything that they ask for used, and everything that is used asked for?

Both answers are given only where they are certain. What is installed for others of the list (a frozen list, a closure,
an engine of pandas), what runs by its name on a command line, and what a file that nobody could read may import, is not
called unused. What a manifest anywhere in the project asks for is not called undeclared.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Companions, Distributions, Sizes
from mldebt.model import (
    UNSHIPPED,
    Commands,
    Confidence,
    Imports,
    Language,
    Mentions,
    Place,
    Project,
    ProjectFact,
    Requirement,
    Role,
    Severity,
    Uses,
)

from .dependencies import Dependency, DependencyUse, SymbolUse
from .footprint import closure
from .providers import Providers, symbols
from .units import DeployUnits, Unit

BY_NAME = frozenset({"dev", "notebook", "db", "app", "web", "orchestration", "serving", "gpu", "interop", "rl"})
"""Categories of what is run, or loaded, by its name rather than imported."""
FROZEN = 30
"""Requirements from which on a list that pins nearly all of them is taken for the record of an environment."""
PINNED = 0.7
CODE = frozenset({Language.PYTHON, Language.NOTEBOOK})
PROGRAM = frozenset({Role.APPLICATION, Role.TRAINING, Role.SERVING})


class Undeclared(NamedTuple):
    """A distribution that the program uses and no manifest asks for. `through` is a declared one that requires it."""

    name: str
    unit: Unit
    uses: tuple[SymbolUse, ...]
    through: str
    confidence: Confidence

    @property
    def where(self) -> Place:
        return self.uses[0].where

    @property
    def severity(self) -> Severity:
        return Severity.LOW if self.through else Severity.MEDIUM

    @property
    def manifest(self) -> str:
        """The file in which the unit asks for most."""
        paths = [one.where.path for one in self.unit.requirements if one.group not in UNSHIPPED]
        return max(sorted(set(paths)), key=paths.count)


@dataclass(frozen=True)
class UnusedDependencies(ProjectFact):
    """Lines of manifests that every installation follows for nothing; `examined` counts the distributions looked at."""

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

    examined: int
    found: tuple[Undeclared, ...]

    @classmethod
    def of(cls, project: Project) -> "UndeclaredDependencies":
        units = project.fact(DeployUnits)
        if not units:
            return cls(0, ())
        examined, used = _used(project)
        sizes: Sizes = project.table(Sizes)
        found = []
        for (home, name), uses in sorted(used.items()):
            unit = units.units[home]
            asked = [one.name for one in unit.requirements if one.group not in UNSHIPPED]
            if asked:
                through = next((one for one in asked if one != name and name in closure(one, sizes)), "")
                known = all((size := sizes.get(one)) is not None and size.deps_known for one in asked)
                sure = Confidence.HIGH if known or through else Confidence.MEDIUM
                found.append(Undeclared(name, unit, tuple(uses), through, sure))
        return cls(examined, tuple(found))

    def __bool__(self) -> bool:
        return self.examined > 0


def _used(project: Project) -> tuple[int, dict[tuple[str, str], list[SymbolUse]]]:
    """How many distributions the program imports, and the uses of those that nothing declares, by unit and name."""
    providers, units = Providers(project), project.fact(DeployUnits)
    seen: set[str] = set()
    found: dict[tuple[str, str], list[SymbolUse]] = defaultdict(list)
    for reading in project.readings:
        if reading.file.role in PROGRAM and reading.file.language is Language.PYTHON:
            folder = reading.file.path.rpartition("/")[0]
            unit = next((one for one in units.around(folder) if one.requirements), None)
            for symbol, where, guarded in symbols(reading.fact(Imports), reading.fact(Uses)):
                seen.update(providers.of(folder, symbol))
                name = providers.undeclared(folder, symbol)
                if name and unit is not None and not guarded and name not in {own.name for own in unit.own}:
                    found[unit.home, name].append(SymbolUse(symbol, where))
    return len(seen), found


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
