"""What draws random numbers in this project that no entry point seeds?

An entry point is a script, a notebook, or a module that draws at its top level and that nobody imports. What it runs
is what it imports. A generator counts as seeded for a draw when some entry point that reaches the draw, or anything
that entry point runs, seeds it, also through a helper. Code that no entry point reaches, or only examples do, is a
library's: its users decide about seeds, so nothing is said about it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Estimator, Estimators, RandomDraws, Seeders, Splitters
from mldebt.model import (
    Call,
    Calls,
    Finding,
    Functions,
    Hop,
    ModuleInfo,
    Place,
    Project,
    ProjectFact,
    Role,
    Value,
)

from .imports import ImportGraph

CLOCKS = frozenset({"time.time", "time.time_ns", "datetime.datetime.now", "os.getpid", "os.urandom"})
SHOWN = 6
"""Draws listed as evidence; the rest are counted in the message."""
UNJUDGED = frozenset({Role.TEST, Role.DOCS})
LEARNS = frozenset({
    "fit", "fit_transform", "fit_predict", "fit_resample", "partial_fit", "fit_generator", "backward", "train",
    "minimize", "apply_gradients", "train_test_split", "KFold", "StratifiedKFold", "ShuffleSplit",
    "cross_val_score", "cross_validate", "random_split",
})  # fmt: skip
"""Functions and methods by which something is learned from rows, or rows are divided for it."""
OWN = "own"
"""The domain of a generator made without a seed: no global seed reaches it."""


class Draw(NamedTuple):
    """A call that draws from a global generator (`domain`), or makes a generator that is never the same."""

    name: str
    domain: str
    where: Place
    scope: str


@dataclass(frozen=True)
class UnseededDraws(ProjectFact):
    """Draws that nothing seeds, one group for each file and generator.

    `able` counts the calls that draw, or would without their seed; falsy when there is none.
    """

    able: int
    groups: tuple[tuple[Draw, ...], ...]

    @classmethod
    def of(cls, project: Project) -> "UnseededDraws":
        linked = _Linked(project)
        drawn = {file.path: list(_draws(project, calls)) for file, calls in project.each(Calls)}
        able = sum(_is_able(project, call.name) for _, calls in project.each(Calls) for call in calls)
        groups = []
        for path, draws in sorted(drawn.items()):
            by_domain: dict[str, list[Draw]] = defaultdict(list)
            for draw in draws:
                by_domain[draw.domain].append(draw)
            for domain, group in sorted(by_domain.items()):
                if linked.runs_unseeded(path, domain, any(not draw.scope for draw in group)):
                    groups.append(tuple(group))
        return cls(able, tuple(groups))

    def __bool__(self) -> bool:
        return self.able > 0


class _Linked:
    """Which entry points reach a file, and what each of them seeds. Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.graph = project.fact(ImportGraph)
        self.calls = {file.path: calls for file, calls in project.each(Calls)}
        self.run = self._run_functions()
        self.seeds = {path: frozenset(self._seeds(calls)) for path, calls in self.calls.items()}
        self.roles = {file.path: file.role for file in project.repository.files}
        self.entries = frozenset(
            file.path
            for file, modules in project.each(ModuleInfo)
            if file.role not in UNJUDGED and any(module.entry_point for module in modules)
        )
        self.seeded: dict[str, frozenset[str]] = {}
        self.learning: dict[str, bool] = {}
        self.learners = {
            path for path, calls in self.calls.items() if any(c.name.rpartition(".")[2] in LEARNS for c in calls)
        }
        self.answers: dict[tuple[frozenset[str], str], bool] = {}

    def runs_unseeded(self, path: str, domain: str, at_top: bool) -> bool:
        """Some entry point runs the file, and none of those that do seeds the domain."""
        starts = self.entries & self.graph.reached_from(path)
        if self.roles.get(path) is not Role.EXAMPLE:
            starts = frozenset(start for start in starts if self.roles.get(start) is not Role.EXAMPLE)
        if at_top and not starts and not self.graph.is_imported(path):
            starts = frozenset({path})
        starts = frozenset(start for start in starts if self._learns(start))
        return bool(starts) and (domain == OWN or not self._seed(starts, domain))

    def _learns(self, start: str) -> bool:
        """Running it fits or divides something; numbers for a benchmark or a trial input may be any."""
        if start not in self.learning:
            self.learning[start] = any(path in self.learners for path in self.graph.reach(start))
        return self.learning[start]

    def _seed(self, starts: frozenset[str], domain: str) -> bool:
        """One of them seeds the domain. Files that are reached from the same ones share the answer."""
        if (starts, domain) not in self.answers:
            self.answers[starts, domain] = any(domain in self._seeded(start) for start in starts)
        return self.answers[starts, domain]

    def _seeded(self, start: str) -> frozenset[str]:
        """What is seeded by what running `start` imports, by the packages around it, and by what those import."""
        if start not in self.seeded:
            reach = self.graph.reach(start)
            wider = self.graph.reach(*reach, *self.graph.packages(reach))
            self.seeded[start] = frozenset().union(*(self.seeds.get(path, frozenset()) for path in wider))
        return self.seeded[start]

    def _seeds(self, calls: Calls) -> Iterator[str]:
        """Domains that these calls seed with a value; those in a function that nobody runs do not count."""
        table = self.project.table(Seeders)
        for call in calls:
            row = table.get(call.name)
            runs = not call.scope or "." in call.scope or call.scope in self.run
            if row is not None and runs and _is_given(call, row.seed, row.seed_position):
                yield from row.domains

    def _run_functions(self) -> frozenset[str]:
        """Those functions that seed and are called, handed on to be called, or decorated, hence called by a library."""
        table = self.project.table(Seeders)
        wanted = {call.scope for calls in self.calls.values() for call in calls if call.scope and call.name in table}
        functions = (function for _, found in self.project.each(Functions) for function in found)
        found = {function.name for function in functions if function.decorated}
        for calls in self.calls.values() if wanted else ():
            for call in calls:
                if call.name not in table:  # `np.random.seed` calls no helper named `seed`
                    found.add(call.name.rpartition(".")[2])
                found.update(str(value.value) for value in call.args if value.kind == "name")
                found.update(str(value.value) for _, value in call.keywords if value.kind == "name")
        return frozenset(wanted & {name.rpartition(".")[2] for name in found})


def _is_able(project: Project, name: str) -> bool:
    if project.table(RandomDraws).get(name) is not None:
        return True
    row = project.table(Estimators).get(name) or project.table(Splitters).get(name)
    return row is not None and bool(row.seed)


def _draws(project: Project, calls: Calls) -> Iterator[Draw]:
    table = project.table(RandomDraws)
    for call in calls:
        row = table.get(call.name)
        if row is not None:
            if not (row.seed and _is_given(call, row.seed, row.seed_position)) and not call.splat:
                yield Draw(call.name, OWN if row.generator else row.domain, call.where, call.scope)
        elif _draws_without_state(project, call):
            yield Draw(call.name, "numpy", call.where, call.scope)


def _draws_without_state(project: Project, call: Call) -> bool:
    """A scikit-learn estimator or splitter that will use NumPy's global generator."""
    if call.splat:
        return False
    estimator = project.table(Estimators).get(call.name)
    if estimator is not None and estimator.seed:
        draws = estimator.randomness == "always" or (estimator.randomness == "when" and _asked_to(call, estimator))
        return draws and not _is_given(call, estimator.seed, -1)
    splitter = project.table(Splitters).get(call.name)
    if splitter is None or splitter.kind == "method" or not splitter.seed:
        return False
    flag = call.keyword(splitter.flag) if splitter.flag else None
    shuffles = splitter.shuffles == "always" or (
        splitter.shuffles == "flag" and (splitter.flag_default if flag is None else flag == Value("literal", True))
    )
    return shuffles and not _is_given(call, splitter.seed, splitter.seed_position)


def _asked_to(call: Call, estimator: Estimator) -> bool:
    given = [(name, call.keyword(name)) for name in estimator.when]
    if all(value is None for _, value in given):
        return bool(estimator.by_default)
    return any(value.kind == "literal" and value.value in estimator.when[name] for name, value in given if value)


def _is_given(call: Call, name: str, position: int) -> bool:
    """A seed is there and is neither None nor the clock. A variable is somebody's decision, hence a seed."""
    value = call.argument(position, name) if name else None
    if value is None:
        return call.splat
    return value.kind != "none" and not (value.kind == "call" and value.value in CLOCKS)


SPOKEN = {"numpy": "NumPy's global generator", "python": "Python's global generator", "torch": "torch's generator",
          "tensorflow": "TensorFlow's generator", "mxnet": "MXNet's generator"}  # fmt: skip


def finding(group: tuple[Draw, ...]) -> Finding:
    """One finding for all draws of a file from one generator, at the first of them."""
    first = group[0]
    names = list(dict.fromkeys(draw.name.rpartition(".")[2] for draw in group))
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    if first.domain == OWN:
        message = f"{names[0]}{others} makes a generator without a seed"
    else:
        generator = SPOKEN.get(first.domain, f"the generator of {first.domain}")
        verb = "draw" if others else "draws"
        message = f"{names[0]}{others} {verb} from {generator}, which nothing seeds"
    hops = tuple(Hop(draw.where, f"{draw.name} draws") for draw in group[:SHOWN])
    return Finding(first.where, message, hops if len(group) > 1 else (), f"{first.domain}:{names[0]}")
