"""Which programs run a file, and what do they seed before it draws?

An entry point is a script, a notebook, or a module that draws at its top level and that nobody imports. What it runs
is what it imports. A generator counts as seeded for a draw when some entry point that reaches the draw, or anything
that entry point runs, seeds it, also through a helper. Code that no entry point reaches, or only examples do, is a
library's: its users decide about seeds, so nothing is said about it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mldebt.knowledge import Metrics
from mldebt.model import Call, Functions, Language, ModuleInfo, Order, Place, Project, ProjectFact, Role, SourceFile

from ..imports import ImportGraph
from .alive import Alive
from .draws import OWN, SPARK, Draw, Drawing
from .seeds import Seeding, Site
from .values import Values

UNJUDGED = frozenset({Role.TEST, Role.DOCS})
LEARNS = frozenset({
    "fit", "fit_transform", "fit_predict", "fit_resample", "partial_fit", "fit_generator", "backward", "train",
    "minimize", "apply_gradients", "train_test_split", "KFold", "StratifiedKFold", "ShuffleSplit",
    "cross_val_score", "cross_validate", "random_split", "randomSplit",
})  # fmt: skip
"""Functions and methods by which something is learned from rows, or rows are divided for it."""


@dataclass(frozen=True, eq=False)
class Programs(ProjectFact):
    """Asked by the facts of this folder, never by a check."""

    project: Project
    graph: ImportGraph
    values: Values
    drawing: Drawing
    seeding: Seeding
    roles: dict[str, Role]
    entries: frozenset[str]
    _seeded: dict[str, frozenset[str]]
    _learning: dict[str, bool]
    _answers: dict[tuple[frozenset[str], str], bool]
    _lives: dict[str, frozenset[str]]
    _sites: dict[tuple[frozenset[str], str], list[Site]]

    @classmethod
    def of(cls, project: Project) -> "Programs":
        values = Values(project)
        roles = {file.path: file.role for file in project.repository.files}
        entries = frozenset(
            file.path
            for file, modules in project.each(ModuleInfo)
            if file.role not in UNJUDGED and any(module.entry_point for module in modules)
            if _is_program(file, values.calls.get(file.path, ()))
        )
        graph, drawing = project.fact(ImportGraph), Drawing(project, values)
        return cls(project, graph, values, drawing, Seeding(values), roles, entries, {}, {}, {}, {}, {})

    def unseeded(self, path: str, draws: list[Draw]) -> list[Draw]:
        """Those of the draws of a file from one generator that are made although nothing has seeded it."""
        domain = draws[0].domain
        starts = self.starts(path, at_top=any(not draw.scope for draw in draws))
        starts = frozenset(start for start in starts if self.learns(start))
        draws = [draw for draw in draws if self._runs(draw, starts)]
        if not starts or not draws:
            return []
        if domain in (OWN, SPARK) or not self._is_seeded(starts, domain):
            return draws
        return [draw for draw in draws if not draw.scope and not draw.later and self._is_early(draw, starts)]

    def _runs(self, draw: Draw, starts: frozenset[str]) -> bool:
        where = draw.where
        return any(self._alive.runs(start, where.path, draw.scope, where.line) for start in starts)

    @cached_property
    def _alive(self) -> Alive:
        return Alive(self.project, self.graph, self.values)

    def starts(self, path: str, *, at_top: bool) -> frozenset[str]:
        """The entry points that run the file; examples only where it is one. Itself if nobody else can run its top."""
        starts = self.entries & self.graph.reached_from(path)
        if self.roles.get(path) is not Role.EXAMPLE:
            starts = frozenset(start for start in starts if self.roles.get(start) is not Role.EXAMPLE)
        itself = at_top and not starts and not self.graph.is_imported(path) and not _is_package(path)
        return frozenset({path}) if itself else starts

    def seeded(self, start: str) -> frozenset[str]:
        """What is seeded by what running `start` imports, by the packages around it, and by what those import."""
        if start not in self._seeded:
            sites = (site for path in self.wider(start) for site in self.seeding.sites.get(path, ()))
            self._seeded[start] = frozenset().union(*(site.domains for site in sites))
        return self._seeded[start]

    def wider(self, start: str) -> frozenset[str]:
        reach = self.graph.reach(start)
        return self.graph.reach(*reach, *self.graph.packages(reach))

    def learns(self, start: str, *, or_measures: bool = False) -> bool:
        """Running it fits or divides something; numbers for a benchmark or a trial input may be any."""
        if start not in self._learning:
            self._learning[start] = any(self._has(path, LEARNS) for path in self.graph.reach(start))
        if self._learning[start] or not or_measures:
            return self._learning[start]
        metrics = self.project.table(Metrics)
        calls = (call for path in self.graph.reach(start) for call in self.values.calls.get(path, ()))
        return any(call.name in metrics for call in calls)

    def live(self, entry: str) -> frozenset[str]:
        """The bare names of what running the entry calls, or hands on to be called, from function to function."""
        if entry in self._lives:
            return self._lives[entry]
        by_scope: dict[str, list[Call]] = defaultdict(list)
        for path in self.graph.reach(entry):
            for call in self.values.calls.get(path, ()):
                if not call.scope and path != entry and self.values.is_guarded(path, call.where.line):
                    continue
                by_scope[call.scope.rpartition(".")[2] if call.scope else ""].append(call)
                if call.scope.endswith((".__init__", ".__call__", ".forward")):
                    by_scope[call.scope.split(".")[-2]].append(call)
        live: set[str] = set()
        todo = ["", *self._decorated(entry)]
        while todo:
            for call in by_scope.pop(todo.pop(), ()):
                values = (*call.args, *(value for _, value in call.keywords))
                handed = [str(value.value) for value in values if value.kind in ("name", "call")]
                for name in (call.name, *handed):
                    bare = name.rpartition(".")[2]
                    if bare not in live:
                        live.add(bare)
                        todo.append(bare)
        self._lives[entry] = frozenset(live | {""})
        return self._lives[entry]

    def _decorated(self, entry: str) -> list[str]:
        """Functions of the entry that a library may call: commands, hooks."""
        return [one.name.rpartition(".")[2] for one in self._functions.get(entry, ()) if one.decorated]

    @cached_property
    def _functions(self) -> dict[str, Functions]:
        return {file.path: functions for file, functions in self.project.each(Functions)}

    def _has(self, path: str, names: Iterable[str]) -> bool:
        return any(call.name.rpartition(".")[2] in names for call in self.values.calls.get(path, ()))

    def _is_seeded(self, starts: frozenset[str], domain: str) -> bool:
        """One of them seeds the domain. Files that are reached from the same ones share the answer."""
        if (starts, domain) not in self._answers:
            self._answers[starts, domain] = any(domain in self.seeded(start) for start in starts)
        return self._answers[starts, domain]

    def _is_early(self, draw: Draw, starts: frozenset[str]) -> bool:
        """The draw stands at the top of its file, and every seed that can be placed is set only after it."""
        key = (starts, draw.domain)
        if key not in self._sites:
            paths = sorted({path for start in starts for path in self.wider(start)})
            sites = (site for path in paths for site in self.seeding.sites.get(path, ()))
            self._sites[key] = [site for site in sites if draw.domain in site.domains]
        return all(self._is_after(draw.where, site) for site in self._sites[key])

    def _is_after(self, draw: Place, site: Site) -> bool:
        moments = self.seeding.moments(site)
        return moments is not None and all(self._is_later(draw, path, where) for path, where in moments)

    def _is_later(self, draw: Place, path: str, where: Place) -> bool:
        """The moment, a line of a file, comes after the draw for certain."""
        if path == draw.path:
            return draw.order < where.order
        if draw.path not in self.graph.reach(path) or path in self.graph.reach(draw.path):
            return False  # another program, or one that the file runs itself
        return any(line < where.order for line in self._imported_at(path, draw.path))

    def _imported_at(self, path: str, wanted: str) -> Iterator[Order]:
        """Where the file imports, at its top level, what runs the other one; nothing where a function might as well."""
        found = []
        for item in self.graph.imports.get(path, ()):
            target = self.graph.resolve(path, f"{item.module}.{item.name}".strip("*").rstrip("."))
            if target is not None and wanted in self.graph.reach(target.path):
                found.append(item)
        return iter(()) if any(item.scope for item in found) else (item.where.order for item in found)


def _is_package(path: str) -> bool:
    return path.rpartition("/")[2] == "__init__.py"


def _is_program(file: SourceFile, calls: Iterable[Call]) -> bool:
    """Somebody runs it for what it does: no package, and no `python -c` that only prints what a module is."""
    if _is_package(file.path):
        return False
    return file.language in (Language.PYTHON, Language.NOTEBOOK) or any("." in call.name for call in calls)
