"""What does the project use of each distribution that it declares, and where?"""

from collections import defaultdict
from dataclasses import dataclass
from posixpath import dirname
from typing import NamedTuple

from mldebt.model import (
    UNSHIPPED,
    Call,
    Calls,
    Hop,
    Imports,
    Language,
    Place,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
    Role,
    SourceFile,
    Uses,
    record,
)

from .locks import LockedVersions
from .providers import Providers, symbols
from .units import DeployUnits, Unit

TESTS = frozenset({Role.TEST, Role.DOCS})
DYNAMIC = frozenset({"importlib.import_module", "__import__", "hydra.utils.instantiate", "pydoc.locate"})
"""Calls that import what a string names."""


class SymbolUse(NamedTuple):
    """A dotted name of a distribution in the code. `guarded`: the program lives without it; `test`: only tests and
    documentation see it; `aside`: a notebook or an example, not the program itself."""

    symbol: str
    where: Place
    guarded: bool = False
    test: bool = False
    aside: bool = False

    @property
    def in_program(self) -> bool:
        return not (self.guarded or self.test or self.aside)


@record
class Dependency:
    """A declared distribution in one deploy unit.

    `requirements` are the manifest lines that ask for it, pinned to what a lock or a constraint chose; `uses` the names
    of it in the code. Tests aside, `calls` are the calls of those names and of methods of what they return, `unclear`
    says why there may be uses that nobody sees, and `needed` are all distributions that the unit needs.
    """

    unit: Unit
    name: str
    requirements: tuple[Requirement, ...]
    uses: tuple[SymbolUse, ...] = ()
    calls: tuple[Call, ...] = ()
    unclear: tuple[Hop, ...] = ()
    needed: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The distributions that the unit needs besides; itself and what the unit builds are none."""
        own = {self.name, *(one.name for one in self.unit.own)}
        return tuple(name for name in self.needed if name not in own)

    @property
    def core(self) -> tuple[Requirement, ...]:
        """The lines by which every installation gets it, those that pin a version first."""
        core = [one for one in self.requirements if not one.group]
        return tuple(sorted(core, key=lambda one: (not one.pinned, one.where.path.count("/"), one.where.order)))


@dataclass(frozen=True)
class DependencyUse(ProjectFact):
    """Every declared distribution of every unit. Falsy when nothing is declared."""

    looks_at = (Requirements,)

    dependencies: tuple[Dependency, ...]

    @classmethod
    def of(cls, project: Project) -> "DependencyUse":
        seen = _Seen(project)
        units = project.fact(DeployUnits).all()
        return cls(tuple(seen.dependency(unit, name) for unit in units for name in _declared(unit)))

    def __bool__(self) -> bool:
        return bool(self.dependencies)


def _declared(unit: Unit) -> list[str]:
    """Names in the order of the manifests; what the unit itself builds is no dependency."""
    own = {one.name for one in unit.own}
    return [name for name in dict.fromkeys(one.name for one in unit.requirements) if name not in own]


class _Seen:
    """All uses by unit and distribution. Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self._units = project.fact(DeployUnits)
        self._providers = project.fact(Providers)
        self._locked = project.fact(LockedVersions)
        self._uses: dict[tuple[str, str], list[SymbolUse]] = defaultdict(list)
        self._calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
        self._unclear: dict[tuple[str, str], list[Hop]] = defaultdict(list)
        self._imported: dict[str, list[str]] = defaultdict(list)
        self._needed: dict[str, tuple[str, ...]] = {}
        self._asked: dict[tuple[str, str], list[Requirement]] = defaultdict(list)
        for reading in project.readings:
            self._names(reading.file, reading.fact(Imports), reading.fact(Uses))
            if reading.file.role not in TESTS:
                self._called(reading.file, reading.fact(Calls))

    def dependency(self, unit: Unit, name: str) -> Dependency:
        key, everything = (unit.home, name), (unit.home, "")
        if unit.home not in self._needed:
            shipped = [one.name for one in unit.requirements if one.group not in UNSHIPPED]
            self._needed[unit.home] = tuple(dict.fromkeys(shipped + self._imported[unit.home]))
            for one in unit.requirements:
                self._asked[unit.home, one.name].append(one)
        asked = tuple(self._locked.pinned(unit, one) for one in self._asked[key])
        return Dependency(
            unit, name, asked, tuple(self._uses[key]), tuple(self._calls[key]),
            (*self._unclear[key], *self._unclear[everything]), self._needed[unit.home],
        )  # fmt: skip

    def _names(self, file: SourceFile, imports: Imports, uses: Uses) -> None:
        folder = dirname(file.path)
        test, aside = file.role in TESTS, file.language is Language.NOTEBOOK or file.role is Role.EXAMPLE
        for symbol, where, guarded in symbols(imports, uses):
            for name in self._providers.behind(folder, symbol):
                units = self._providers.homes(folder, name)
                for unit in units:
                    self._uses[unit.home, name].append(SymbolUse(symbol, where, guarded, test, aside))
                if not units and not test:
                    self._imported_in(folder, name)
        for star in (one for one in imports if one.name == "*" and not test):
            told = Hop(star.where, f"imports everything of {star.module}, so what is used of it cannot be told")
            for name in self._providers.behind(folder, star.module):
                self._doubt(self._providers.homes(folder, name), name, told)

    def _imported_in(self, folder: str, name: str) -> None:
        unit = next(self._units.around(folder), None)
        if unit is not None:
            self._imported[unit.home].append(name)

    def _called(self, file: SourceFile, calls: Calls) -> None:
        folder, roots = dirname(file.path), self._providers.roots
        for call in calls:
            if call.name.partition(".")[0] in roots:
                for name in self._providers.behind(folder, call.name):
                    for unit in self._providers.homes(folder, name):
                        self._calls[unit.home, name].append(call)
            for value in (*call.args, *(value for _, value in call.keywords)):
                if value.kind in ("literal", "template") and isinstance(value.value, str):
                    for name in roots.get(value.value.partition(".")[0], ()):
                        told = Hop(call.where, f"names {value.value} in a string")
                        self._doubt(self._providers.homes(folder, name), name, told)
            if call.name in DYNAMIC and not _names_module(call):
                told = Hop(call.where, f"{call.name} imports what only the run can tell")
                self._doubt(list(self._units.around(folder)), "", told)

    def _doubt(self, units: list[Unit], name: str, told: Hop) -> None:
        """Something may be used that nobody sees: of one distribution, or of any if `name` is empty."""
        for unit in units:
            self._unclear[unit.home, name].append(told)


def _names_module(call: Call) -> bool:
    """The first argument is a string that begins with something known."""
    given = call.args[0].value if call.args and call.args[0].kind in ("literal", "template") else None
    return isinstance(given, str) and given[:1] != "*"
