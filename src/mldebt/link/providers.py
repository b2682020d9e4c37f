"""Which distribution does a dotted name in a file come from, and which manifest answers for it?"""

import sys
from collections.abc import Iterator

from mldebt.knowledge import Distributions, canonical_name
from mldebt.model import Imports, Place, Project, ProjectFact, Uses

from .imports import ImportGraph
from .units import DeployUnits, Unit


class Providers(ProjectFact):
    """Answers for one project, each once for everybody who asks."""

    def __init__(self, project: Project) -> None:
        self._units = project.fact(DeployUnits)
        self._graph = project.fact(ImportGraph)
        self._table: Distributions = project.table(Distributions)
        self._names = {unit.home: frozenset(one.name for one in unit.requirements) for unit in self._units.all()}
        self._declared = frozenset[str]().union(*self._names.values())
        self._built = frozenset(own.name for unit in self._units.all() for own in unit.own)
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        self._homes: dict[tuple[str, str], list[Unit]] = {}
        self._local: dict[tuple[str, str], bool] = {}
        self.roots = self._import_roots()

    @classmethod
    def of(cls, project: Project) -> "Providers":
        return cls(project)

    def behind(self, folder: str, dotted: str) -> tuple[str, ...]:
        """The distributions that provide a name written in a file of the folder: the declared ones of several; none
        for our own and Python's own. What no table knows belongs to the declared distribution that is called like it.
        """
        key = (folder, dotted)
        if key not in self._found:
            self._found[key] = self._providers(folder, dotted)
        return self._found[key]

    def undeclared(self, folder: str, dotted: str) -> str:
        """The distribution behind a name that no manifest declares; empty where several provide it and none is called
        like it, since nobody can tell which of them is meant."""
        found = self.behind(folder, dotted)
        if len(found) != 1 or found[0] in self._declared:
            return ""
        rows = [row for row in self._table.by_import(dotted) if not row.stub]
        root = canonical_name(dotted.partition(".")[0])
        return found[0] if len(rows) == 1 or found[0] == root else ""

    def builds_itself(self, name: str) -> bool:
        """Some manifest of the project builds the distribution."""
        return name in self._built

    def homes(self, folder: str, name: str) -> list[Unit]:
        """The units that answer for a distribution used in a folder: the nearest one around it that declares it;
        where none does, every unit that declares it, since any may ship the file."""
        key = (folder, name)
        if key not in self._homes:
            near = next(([unit] for unit in self._units.around(folder) if name in self._names[unit.home]), None)
            self._homes[key] = near or [unit for unit in self._units.all() if name in self._names[unit.home]]
        return self._homes[key]

    def _providers(self, folder: str, dotted: str) -> tuple[str, ...]:
        root = dotted.partition(".")[0]
        if not root or root in sys.stdlib_module_names or self._is_local(folder, root):
            return ()
        rows = self._table.by_import(dotted)
        declared = tuple(row.name for row in rows if row.name in self._declared)
        if declared:
            near = [unit.home for unit in self._units.around(folder)]
            return tuple(name for name in declared if any(name in self._names[home] for home in near)) or declared
        if not rows:
            alike = (canonical_name(part) for part in parents(dotted))
            return tuple(name for name in alike if name in self._declared)[:1]
        root = canonical_name(root)
        likely = next((row for row in rows if row.name == root and not row.stub), rows[0])
        return () if likely.ambiguous_import else (likely.name,)

    def _is_local(self, folder: str, root: str) -> bool:
        key = (folder, root)
        if key not in self._local:
            self._local[key] = self._graph.resolve(f"{folder}/?".lstrip("/"), root) is not None
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
        around = list(parents(use.name))
        used.update(around)
        yield use.name, use.where, not guarded.isdisjoint(around) and needed.isdisjoint(around)
    yield from ((target, one.where, one.guarded) for target, one in targets if target not in used)


def parents(dotted: str) -> Iterator[str]:
    """The name and what it lies in: `a.b.c`, `a.b`, `a`."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]
