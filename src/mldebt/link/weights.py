"""Which heavy distribution is installed for something that a few lines would do?

The rule is strict, because "few symbols" says nothing: one symbol may be the whole library. A finding needs all of:
everything used of it has a checked replacement and is called plainly; the program itself uses it, unconditionally;
nothing else in the unit brings or wants it; without it the installation shrinks by more than a threshold; and nothing
hints at a use that cannot be seen, such as a pickle that will want its classes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Companions, Distributions, IoFunctions, Replacement, Replacements, Thresholds
from mldebt.model import Call, Calls, Place, Project, ProjectFact, Requirement, Requirements

from .dependencies import Dependency, DependencyUse, SymbolUse
from .exports import is_handed_on
from .footprint import KnownSizes, exclusive_mb
from .locks import LockedVersions
from .units import DeployUnits

FEW = 3
"""More symbols than these are not trivial, however small each of them is."""

OPAQUE = frozenset({"dataframe", "deep-learning"})
"""Categories whose functions return objects of their own, which code then leans on through operators we do not see."""

PICKLED = frozenset({"pickle", "skops", "torch", "mlflow"})
PICKLERS = frozenset({"pickle", "cPickle", "dill", "cloudpickle"})
"""Formats, and modules, that hold whole objects: what is loaded wants its classes back, and no code says which."""


class TrivialUse(NamedTuple):
    """A distribution that could go: `saved_mb` leave with it. `doubtful` are distributions of the unit whose own
    requirements are unknown; if one of them needs it, nothing is saved."""

    name: str
    declared: tuple[Requirement, ...]
    uses: tuple[SymbolUse, ...]
    replacements: tuple[Replacement, ...]
    saved_mb: float
    doubtful: tuple[str, ...]

    @property
    def where(self) -> Place:
        return self.declared[0].where


@dataclass(frozen=True)
class TrivialUses(ProjectFact):
    """All of them; `examined` is how many declared distributions were looked at."""

    looks_at = (Requirements,)

    examined: int
    found: tuple[TrivialUse, ...]

    @classmethod
    def of(cls, project: Project) -> "TrivialUses":
        dependencies = project.fact(DependencyUse).dependencies
        pickling = _homes_with_pickles(project)
        siblings = {(one.unit.home, one.name): one for one in dependencies}
        found = [
            trivial
            for one in dependencies
            if one.unit.home not in pickling
            for trivial in _trivial(one, project)
            if not _is_wanted(one, siblings, project.table(Companions))
        ]
        return cls(len(dependencies), tuple(found))

    def __bool__(self) -> bool:
        return self.examined > 0


def _trivial(dependency: Dependency, project: Project) -> Iterator[TrivialUse]:
    uses = [use for use in dependency.uses if not use.test]
    replacements = _replacements(dependency, uses, project.table(Replacements))
    if not replacements or dependency.unclear or not dependency.core or not any(use.in_program for use in uses):
        return
    row = project.table(Distributions).get(dependency.name)
    if row is None or row.runtime_only or row.category in OPAQUE:
        return
    sizes = project.fact(LockedVersions).sizes(dependency.unit, project)
    others = {*dependency.others, *(one.needs for one in replacements if one.needs != "stdlib")} - {dependency.name}
    saved = exclusive_mb(dependency.name, others, sizes)
    if saved >= project.table(Thresholds)["heavy_exclusive_mb"].value:
        doubtful = tuple(sorted(one for one in others if not _is_understood(one, sizes)))
        if not is_handed_on(dependency, project):
            yield TrivialUse(dependency.name, dependency.core, tuple(uses), replacements, saved, doubtful)


def _replacements(dependency: Dependency, uses: list[SymbolUse], table: Replacements) -> tuple[Replacement, ...]:
    """A checked replacement for every symbol, none where one is missing or one call goes beyond what it covers."""
    rows = {use.symbol: table.get(use.symbol) for use in uses}
    found = [row for row in rows.values() if row is not None and row.checked]
    if len(found) != len(rows) or len(found) > FEW:
        return ()
    by_symbol = {row.name: row for row in found}
    plain = all(_is_covered(call, by_symbol.get(call.name)) for call in dependency.calls)
    return tuple(found) if plain else ()


def _is_wanted(dependency: Dependency, siblings: Mapping[tuple[str, str], Dependency], companions: Companions) -> bool:
    """Another library of the unit imports it at run time, by what the code uses of that library."""
    for name in dependency.others:
        companion = companions.get(name)
        if companion is not None and dependency.name in companion.wants:
            sibling = siblings.get((dependency.unit.home, name))
            if sibling is None or any(companion.asks_for(dependency.name, use.symbol) for use in sibling.uses):
                return True
    return False


def _is_covered(call: Call, replacement: Replacement | None) -> bool:
    """The call passes only what the replacement holds for. A call of anything else, such as a method of what a
    replaceable function returned, is not covered."""
    if replacement is None or call.splat or len(call.args) > len(replacement.covers):
        return False
    return all(name in replacement.covers for name, _ in call.keywords)


def _is_understood(name: str, sizes: KnownSizes) -> bool:
    size = sizes.get(name)
    return size is not None and size.deps_known


def _homes_with_pickles(project: Project) -> frozenset[str]:
    """Units in which something loads whole objects."""
    units, table = project.fact(DeployUnits), project.table(IoFunctions)
    loading = [file.path for file, calls in project.each(Calls) if any(_unpickles(call, table) for call in calls)]
    return frozenset(unit.home for path in loading for unit in units.around(path.rpartition("/")[0]))


def _unpickles(call: Call, table: IoFunctions) -> bool:
    module, _, function = call.name.rpartition(".")
    if module in PICKLERS:
        return function in ("load", "loads", "Unpickler")
    row = table.of(call.name)
    return row is not None and row.reads >= 0 and row.format in PICKLED
