"""Which distribution does a dotted name in a file come from, and which manifest answers for it?"""

import sys
from collections.abc import Iterator
from posixpath import dirname

from mldebt.knowledge import Distributions, canonical_name
from mldebt.model import Imports, Place, Project, Uses

from .imports import ImportGraph
from .units import DeployUnits, Unit


class Providers:
    """Answers for one project; lives as long as somebody asks."""

    def __init__(self, project: Project) -> None:
        self._units = project.fact(DeployUnits)
        self._graph = project.fact(ImportGraph)
        self._table: Distributions = project.table(Distributions)
        self._names = {unit.home: frozenset(one.name for one in unit.requirements) for unit in self._units.all()}
        self._declared = frozenset[str]().union(*self._names.values())
        self._homes: dict[tuple[str, str], list[Unit]] = {}
        self._local: dict[tuple[str, str], bool] = {}
        self.roots = self._import_roots()

    def of(self, path: str, dotted: str) -> tuple[str, ...]:
        """The distributions that provide the name: the declared ones of several; none for our own and Python's own.

        A name that no table knows belongs to the distribution of that name, if one is declared.
        """
        root = dotted.partition(".")[0]
        if not root or root in sys.stdlib_module_names or self._is_local(path, root):
            return ()
        rows = self._table.by_import(dotted)
        declared = tuple(row.name for row in rows if row.name in self._declared)
        if declared:
            near = [unit.home for unit in self._units.above(path)]
            return tuple(name for name in declared if any(name in self._names[home] for home in near)) or declared
        if not rows:
            return (canonical_name(root),) if canonical_name(root) in self._declared else ()
        return () if rows[0].ambiguous_import else (rows[0].name,)

    def homes(self, path: str, name: str) -> list[Unit]:
        """The units that answer for a distribution used in a file: the nearest one around the file that declares it;
        where none does, every unit that declares it, since any may ship the file."""
        key = (dirname(path), name)
        if key not in self._homes:
            near = next(([unit] for unit in self._units.above(path) if name in self._names[unit.home]), None)
            self._homes[key] = near or [unit for unit in self._units.all() if name in self._names[unit.home]]
        return self._homes[key]

    def _is_local(self, path: str, root: str) -> bool:
        key = (dirname(path), root)
        if key not in self._local:
            self._local[key] = self._graph.resolve(path, root) is not None
        return self._local[key]

    def _import_roots(self) -> dict[str, tuple[str, ...]]:
        """Roots of import names, each with the declared distributions behind it."""
        roots: dict[str, tuple[str, ...]] = {}
        for name in sorted(self._declared):
            row = self._table.get(name)
            for module in row.imports if row is not None else (name.replace("-", "_"),):
                root = module.partition(".")[0]
                roots[root] = (*roots.get(root, ()), name)
        return roots


def symbols(imports: Imports, uses: Uses) -> Iterator[tuple[str, Place, bool]]:
    """(dotted name, place, guarded) of all that a file uses of other modules, and of what it imports without use."""
    targets = [(f"{one.module}.{one.name}" if one.name else one.module, one) for one in imports if one.name != "*"]
    needed = {target for target, one in targets if not one.guarded}
    guarded = {target for target, one in targets if one.guarded} - needed
    used: set[str] = set()
    for use in uses:
        around = list(_parents(use.name))
        used.update(around)
        yield use.name, use.where, not guarded.isdisjoint(around) and needed.isdisjoint(around)
    yield from ((target, one.where, one.guarded) for target, one in targets if target not in used)


def _parents(dotted: str) -> Iterator[str]:
    """`a.b.c`, `a.b`, `a`."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]
