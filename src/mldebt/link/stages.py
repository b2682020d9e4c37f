"""Which functions, and which scripts without functions, do the work of several stages of a pipeline?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.knowledge import (
    Estimators,
    FunctionalTransforms,
    IoFunctions,
    Metrics,
    ModelStores,
    Stage,
    StageSigns,
    SurfaceSigns,
    Thresholds,
    Transformers,
)
from mldebt.model import (
    AUDITED,
    Call,
    Calls,
    Commands,
    Function,
    Functions,
    Hop,
    Language,
    Place,
    Project,
    ProjectFact,
    Reading,
    record,
)

from .artefact_python import python_accesses, rows_of

ORDER: tuple[Stage, ...] = ("ingest", "prepare", "train", "evaluate", "deploy")
VERBS = {
    "ingest": "reads data", "prepare": "prepares features", "train": "trains", "evaluate": "evaluates",
    "deploy": "saves or serves the model",
}  # fmt: skip
FITTED = frozenset({"classifier", "regressor", "search", "clusterer", "outlier-detector", "density", "network",
                    "pipeline"})  # fmt: skip
ROWS_AND_TARGET = frozenset({"y", "epochs", "validation_data", "eval_set", "batch_size"})
"""Keywords of a `fit` that learns a target, whatever it belongs to."""


class Mixed(NamedTuple):
    """A unit of code and the first call of each of its stages. `name` is empty for a script or a notebook as a
    whole."""

    where: Place
    name: str
    statements: int
    stages: tuple[Stage, ...]
    hops: tuple[Hop, ...]

    @property
    def told(self) -> str:
        """What it does, in the order of a pipeline."""
        *verbs, last = [VERBS[stage] for stage in self.stages]
        return f"{', '.join(verbs)} and {last}"


@record
class MixedStages(ProjectFact):
    """`units` counts those that belong to some stage; falsy when there is none."""

    looks_at = (Calls,)

    units: int
    mixed: tuple[Mixed, ...]

    @classmethod
    def of(cls, project: Project) -> "MixedStages":
        tables, run = _Tables(project), frozenset(_run_notebooks(project))
        units, mixed = 0, list[Mixed]()
        for reading in project.readings:
            if reading.file.role in AUDITED and reading.facts.get(Calls):
                found = tables.stages(reading.fact(Calls))
                units += len(found)
                mixed += _mixed(reading, found, project.table(Thresholds), reading.file.path.rpartition("/")[2] in run)
        return cls(units, tuple(mixed))

    def __bool__(self) -> bool:
        return self.units > 0


_Found = dict[str, dict[Stage, Hop]]
"""Scope to stage to the first call that shows it."""


class _Tables:
    """Each name is looked up once; the tables speak of names, and most calls share them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.rows = rows_of(project.table(IoFunctions))
        self.known: dict[str, Stage | None] = {}

    def stages(self, calls: Calls) -> _Found:
        found: _Found = defaultdict(dict)
        for access in python_accesses(calls, self.rows):
            if access.mode == "reads" and access.kind != "model":
                found[access.scope].setdefault("ingest", Hop(access.where, "it reads data"))
        for call in calls:
            stage = self._stage(call)
            if stage is not None:
                found[call.scope].setdefault(
                    stage, Hop(call.where, f"it {VERBS[stage]} ({call.name.rpartition('.')[2]})")
                )
        return found

    def _stage(self, call: Call) -> Stage | None:
        name = call.name
        if name == "?.fit":
            given = len(call.args) + sum(key in ROWS_AND_TARGET for key, _ in call.keywords)
            return "train" if given > 1 else None
        if name not in self.known:
            self.known[name] = self._by_name(name)
        return self.known[name]

    def _by_name(self, name: str) -> Stage | None:
        table = self.project.table
        owner, _, method = name.rpartition(".")
        estimator = table(Estimators).get(owner)
        if estimator is not None and estimator.kind in FITTED:
            if method in ("fit", "fit_predict", "partial_fit"):
                return "train"
            if method in ("score", "evaluate"):
                return "evaluate"
        if name in table(Transformers) or owner in table(Transformers) or name in table(FunctionalTransforms):
            return "prepare"
        metric = table(Metrics).get(name)
        if metric is not None and (metric.kind != "loss" or name.startswith("sklearn.")):
            return "evaluate"  # the other losses are what a training makes smaller
        store = table(ModelStores).get(name)
        saves = store is not None and store.mode == "save" and store.known_by == "method"
        if saves or table(SurfaceSigns).of(name) == "serving":
            return "deploy"
        stage: Stage | None = table(StageSigns).of(name)
        return stage


def _mixed(reading: Reading, found: _Found, limits: Thresholds, is_run: bool) -> Iterator[Mixed]:
    functions = {function.name: function for function in reading.fact(Functions)}
    for scope, hops in found.items():
        function = functions.get(scope)
        if scope and function is None:
            continue
        name = "stage_function_statements" if function else "stage_script_statements"
        statements = function.statements if function else _at_top(reading, functions)
        stages = tuple(stage for stage in ORDER if stage in hops)
        if statements < limits[name].value or len(stages) < limits["stages_mixed"].value or not _is_flow(stages):
            continue
        if reading.file.language is Language.NOTEBOOK and not (is_run or "deploy" in stages):
            continue
        shown = tuple(hops[stage] for stage in stages)
        where = function.where if function else min((hop.where for hop in shown), key=lambda place: place.order)
        yield Mixed(where, scope, statements, stages, shown)


def _is_flow(stages: tuple[Stage, ...]) -> bool:
    """From rows to a model: to cross-validate is to prepare, train and evaluate in one loop, and a loop that reads
    batches, trains and keeps the best state is what training is."""
    return len(stages) > 3 or ("prepare" in stages and "train" in stages and "evaluate" not in stages)


def _at_top(reading: Reading, functions: dict[str, Function]) -> int:
    """Statements that belong to no function."""
    return reading.logical_lines - sum(one.statements + 1 for one in functions.values())


def _run_notebooks(project: Project) -> Iterator[str]:
    """Names of notebooks that some command runs."""
    for _, commands in project.each(Commands):
        for command in commands:
            yield from (word.rpartition("/")[2] for word in command.words if word.endswith(".ipynb"))
