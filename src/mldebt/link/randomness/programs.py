"""Which programs run a file, and what do they seed before it draws?

An entry point is a script, a notebook, or a module that draws at its top level and that nobody imports. What it runs
is what it imports. A generator counts as seeded for a draw when some entry point that reaches the draw, or anything
that entry point runs, seeds it, also through a helper. Code that no entry point reaches, or only examples do, is a
library's: its users decide about seeds, so nothing is said about it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mldebt.knowledge import Metrics
from mldebt.model import Call, Language, ModuleInfo, Order, Place, Project, ProjectFact, Role, SourceFile

from ..imports import ImportGraph
from .alive import Alive
from .draws import OWN, SPARK, Draw, Drawing
from .lives import Lives
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
    _answers: dict[tuple[frozenset[str], str], bool]
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
        return cls(project, graph, values, drawing, Seeding(values), roles, entries, {}, {})

    def unseeded(self, path: str, draws: list[Draw]) -> list[Draw]:
        """Those of the draws of a file from one generator that are made although nothing has seeded it."""
        domain = draws[0].domain
        starts = self.starts(path, at_top=any(not draw.scope for draw in draws))
        starts = frozenset(start for start in starts if self.learns(start))
        if not starts:
            return []
        if domain not in (OWN, SPARK) and self._is_seeded(starts, domain):
            draws = [draw for draw in draws if not draw.scope and not draw.later and self._is_early(draw, starts)]
        return [draw for draw in draws if self._runs(draw, starts)]

    def _runs(self, draw: Draw, starts: frozenset[str]) -> bool:
        where = draw.where
        return any(self._alive.runs(start, where.path, draw.scope, where.line) for start in starts)

    @cached_property
    def _alive(self) -> Alive:
        return Alive(self.project, self.graph, self.values)

    def starts(self, path: str, *, at_top: bool) -> frozenset[str]:
        """The entry points that run the file; examples only where it is one. Itself if nobody else can run its top."""
        backward = self.graph.backward
        starts = frozenset(backward.paths(backward.reached(path) & self._entry_bits)) | (self.entries & {path})
        if self.roles.get(path) is not Role.EXAMPLE:
            starts = frozenset(start for start in starts if self.roles.get(start) is not Role.EXAMPLE)
        itself = at_top and not starts and not self.graph.is_imported(path) and not _is_package(path)
        return frozenset({path}) if itself else starts

    @cached_property
    def _entry_bits(self) -> int:
        return self.graph.backward.of(self.entries)

    def seeds(self, start: str, domain: str) -> bool:
        """It is seeded by what running `start` imports, by the packages around it, or by what those import."""
        return bool(self.graph.onward_with_packages.reached(start) & self._seeding_bits[domain])

    @cached_property
    def _seeding_bits(self) -> dict[str, int]:
        """For each generator the files that seed it."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, sites in self.seeding.sites.items():
            for site in sites:
                for domain in site.domains:
                    found[domain].add(path)
        return defaultdict(int, {domain: self.graph.onward_with_packages.of(paths) for domain, paths in found.items()})

    def seeding_below(self, starts: Iterable[str]) -> Iterator[str]:
        """The files among those that seed which running the starts comes to, in alphabetical order."""
        wide, reached = self.graph.onward_with_packages, 0
        for start in starts:
            reached |= wide.reached(start)
        yield from wide.paths(reached & wide.of(self.seeding.sites))

    def learns(self, start: str, *, or_measures: bool = False) -> bool:
        """Running it fits or divides something; numbers for a benchmark or a trial input may be any."""
        reached = self.graph.onward.reached(start)
        return bool(reached & self._learning_bits) or (or_measures and bool(reached & self._measuring_bits))

    @cached_property
    def _learning_bits(self) -> int:
        return self._calling(lambda name: name.rpartition(".")[2] in LEARNS)

    @cached_property
    def _measuring_bits(self) -> int:
        return self._calling(self.project.table(Metrics).__contains__)

    def _calling(self, is_meant: Callable[[str], bool]) -> int:
        """The files with a call whose name is meant."""
        calls = self.values.calls.items()
        return self.graph.onward.of(path for path, found in calls if any(is_meant(call.name) for call in found))

    def live(self, entry: str) -> frozenset[str]:
        """The bare names of what running the entry calls, or hands on to be called, from function to function."""
        return self._lives.of(entry)

    @cached_property
    def _lives(self) -> Lives:
        return Lives(self.project, self.graph, self.values)

    def _is_seeded(self, starts: frozenset[str], domain: str) -> bool:
        """One of them seeds the domain. Files that are reached from the same ones share the answer."""
        if (starts, domain) not in self._answers:
            self._answers[starts, domain] = any(self.seeds(start, domain) for start in starts)
        return self._answers[starts, domain]

    def _is_early(self, draw: Draw, starts: frozenset[str]) -> bool:
        """The draw stands at the top of its file, and every seed that can be placed is set only after it."""
        key = (starts, draw.domain)
        if key not in self._sites:
            sites = (site for path in self.seeding_below(starts) for site in self.seeding.sites[path])
            self._sites[key] = [site for site in sites if draw.domain in site.domains]
        return all(self._is_after(draw.where, site) for site in self._sites[key])

    def _is_after(self, draw: Place, site: Site) -> bool:
        moments = self.seeding.moments(site)
        return moments is not None and all(self._is_later(draw, path, where) for path, where in moments)

    def _is_later(self, draw: Place, path: str, where: Place) -> bool:
        """The moment, a line of a file, comes after the draw for certain."""
        if path == draw.path:
            return draw.order < where.order
        onward = self.graph.onward
        if not onward.reaches(path, draw.path) or onward.reaches(draw.path, path):
            return False  # another program, or one that the file runs itself
        return any(line < where.order for line in self._imported_at(path, draw.path))

    def _imported_at(self, path: str, wanted: str) -> Iterator[Order]:
        """Where the file imports, at its top level, what runs the other one; nothing where a function might as well."""
        found = []
        for item in self.graph.imports.get(path, ()):
            target = self.graph.resolve(path, f"{item.module}.{item.name}".strip("*").rstrip("."))
            if target is not None and self.graph.onward.reaches(target.path, wanted):
                found.append(item)
        return iter(()) if any(item.scope for item in found) else (item.where.order for item in found)


def _is_package(path: str) -> bool:
    return path.rpartition("/")[2] == "__init__.py"


def _is_program(file: SourceFile, calls: Iterable[Call]) -> bool:
    """Somebody runs it for what it does: no package, and no `python -c` that only prints what a module is."""
    if _is_package(file.path):
        return False
    return file.language in (Language.PYTHON, Language.NOTEBOOK) or any("." in call.name for call in calls)
