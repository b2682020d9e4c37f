"""What do the tables of `rules/` say of a full name? Each name is looked up once, whatever the number of its calls."""

from functools import lru_cache
from typing import NamedTuple

from mldebt.knowledge import (
    CrossValidator,
    CrossValidators,
    Estimators,
    FrameOperation,
    FrameOperations,
    FunctionalTransform,
    FunctionalTransforms,
    Metric,
    Metrics,
    Splitters,
    Transformers,
    Watchers,
)
from mldebt.model import Lend

PREDICTORS = frozenset({"classifier", "regressor"})
BY_LAST_NAME = {
    "make_pipeline": "pipeline", "Pipeline": "pipeline", "make_column_transformer": "transformer",
    "make_union": "transformer",
}  # fmt: skip


class Meaning(NamedTuple):
    """`kind`: what kind of tool a class makes; None for everything that is no class of a tool."""

    splits: bool = False
    validator: CrossValidator | None = None
    metric: Metric | None = None
    functional: FunctionalTransform | None = None
    operation: FrameOperation | None = None
    kind: str | None = None


NO_MEANING = Meaning()


class Meanings:
    def __init__(self, lend: Lend) -> None:
        self._splitters = lend(Splitters)
        self._validators = lend(CrossValidators)
        self._metrics = lend(Metrics)
        self._functional = lend(FunctionalTransforms)
        self._operations = lend(FrameOperations)
        self._transformers = lend(Transformers)
        self._estimators = lend(Estimators)
        self._watchers = lend(Watchers)
        methods = (row.name for row in self._splitters if row.kind == "method")
        self.dividing_methods = frozenset(name.removeprefix("?.") for name in methods if name.startswith("?."))
        self._known: dict[str, Meaning] = {}

    def of(self, name: str) -> Meaning:
        known = self._known.get(name)
        if known is None:
            found = self._looked_up(name)
            known = self._known[name] = found if any(found) else NO_MEANING
        return known

    def _looked_up(self, name: str) -> Meaning:
        splitter, validator = self._splitters.get(name), self._validators.get(name)
        return Meaning(
            splitter is not None and splitter.kind == "function",
            validator if validator is not None and validator.kind == "function" else None,
            self._metrics.get(name),
            self._functional.get(name),
            self._operations.get(name),
            self._kind(name),
        )

    def _kind(self, name: str) -> str | None:
        estimator = self._estimators.get(name)
        if name in self._transformers and (estimator is None or estimator.kind not in PREDICTORS):
            return "transformer"
        if name in self._watchers:
            return "watcher"
        if name in self._splitters:
            return "splitter"
        validator = self._validators.get(name)
        if validator is not None:
            return validator.kind
        if estimator is not None:
            return estimator.kind
        return BY_LAST_NAME.get(name.rpartition(".")[2])


def meanings(lend: Lend) -> Meanings:
    """One for all programs that are followed with the same tables."""
    return _meanings(lend)  # type: ignore[arg-type]  # whatever lends has a hash


@lru_cache(maxsize=4)
def _meanings(lend: Lend) -> Meanings:
    return Meanings(lend)
