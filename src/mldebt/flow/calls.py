"""What a call of a library does to rows: the tables of `rules/` as transfer functions on abstract values."""

from collections.abc import Sequence
from dataclasses import dataclass

from mldebt.knowledge import (
    CrossValidators,
    Estimators,
    FrameOperation,
    FrameOperations,
    FunctionalTransforms,
    Splitters,
    Transformer,
    Transformers,
)
from mldebt.model import Lend, Place

from .log import Division, Log
from .values import (
    NOTHING,
    Event,
    Index,
    Known,
    Part,
    Rows,
    Several,
    Side,
    Splits,
    Statistic,
    Tool,
    Value,
    collected,
    fewest,
    listed,
    names_in,
    rows_of,
    taint_of,
)

FITS = frozenset({"fit", "partial_fit", "fit_generator", "train_on_batch"})
JUDGES = frozenset({"predict", "predict_proba", "predict_log_proba", "decision_function", "score", "evaluate",
                    "predict_generator", "evaluate_generator", "predict_classes", "score_samples"})  # fmt: skip
SCORES = frozenset({"score", "evaluate", "evaluate_generator"})
CHANGES = frozenset({"transform", "inverse_transform", "texts_to_sequences", "texts_to_matrix", "__call__"})
RESAMPLES = frozenset({"fit_resample", "fit_sample"})
FITS_AND_RESULTS = frozenset({"fit_transform", "fit_predict"})
SAME_ITEMS = frozenset({"list", "tuple", "sorted", "reversed", "enumerate", "map"})
TAKES_AWAY = frozenset({"drop", "pop"})


@dataclass(slots=True)
class Called:
    """A call with its values. `before` is the method whose result it is called on; `changed` is set when the call
    changes the receiver itself."""

    name: str
    receiver: Value
    args: tuple[Value, ...]
    keywords: dict[str, Value]
    where: Place
    before: str = ""
    changed: Value | None = None

    @property
    def method(self) -> str:
        return self.name.rpartition(".")[2]

    def argument(self, position: int, keyword: str = "") -> Value:
        """By keyword, else by position; NOTHING where it is not given."""
        if keyword and keyword in self.keywords:
            return self.keywords[keyword]
        return self.args[position] if 0 <= position < len(self.args) else NOTHING

    def everything(self) -> Several:
        return Several((*self.args, *self.keywords.values()))


def fresh(origin: str) -> Rows:
    """A data set that nothing is known about but where it comes from."""
    return Rows(frozenset({Part(origin)}))


class Library:
    """The knowledge tables, and the log that uses and divisions go to."""

    def __init__(self, lend: Lend, log: Log) -> None:
        self.log = log
        self.transformers = lend(Transformers)
        self.functional = lend(FunctionalTransforms)
        self.estimators = lend(Estimators)
        self.splitters = lend(Splitters)
        self.validators = lend(CrossValidators)
        self.frames = lend(FrameOperations)

    def result(self, called: Called) -> Value:
        """The value of a call that is not one of the project's own functions."""
        receiver = called.receiver
        if isinstance(receiver, Tool):
            return self._tool(receiver, called)
        if isinstance(receiver, Rows | Statistic):
            return self._frame(receiver, called)
        if isinstance(receiver, Several) and called.method in ("append", "extend", "insert"):
            called.changed = listed((*receiver.items, *map(collected, called.args)))
            return NOTHING
        given = called.argument(1 if called.name == "map" else 0)
        if called.name in SAME_ITEMS and isinstance(given, Several):
            return given
        if called.name.startswith("?."):
            return self._unknown_method(called)
        return self._function(called)

    # Functions and constructors

    def _function(self, called: Called) -> Value:
        name = called.name
        splitter = self.splitters.get(name)
        if splitter is not None and splitter.kind == "function":
            return self._split(called)
        validator = self.validators.get(name)
        if validator is not None and validator.kind == "function":
            rows = rows_of(called.argument(validator.x_position, validator.x))
            if rows is not None:
                self.log.evaluate_in_folds(rows, _division(called, name.rpartition(".")[2]), "")
            return NOTHING
        functional = self.functional.get(name)
        if functional is not None:
            return self._functional(called, functional.effect, functional.keyword, functional.target_aware)
        operation = self.frames.get(name)
        if operation is not None:
            return self._operation(operation, called, called.argument(0), name)
        return self._constructed(called)

    def _split(self, called: Called) -> Value:
        name = called.name.rpartition(".")[2]
        self.log.divide(_division(called, name, folds=False))
        sides = (Side(called.where, "train"), Side(called.where, "test"))
        arrays: list[Rows | None] = [rows for rows in map(rows_of, called.args) if rows is not None]
        return Several(tuple(_on_side(rows, side, called.where) for rows in arrays or [None] for side in sides))

    def _functional(self, called: Called, effect: str, keyword: str, aware: bool) -> Value:
        rows = rows_of(called.argument(0, keyword))
        if rows is None or effect in ("none", "categories"):
            return rows or NOTHING
        event = Event(effect, called.name.rpartition(".")[2], called.where, rows.parts, aware)
        changed = rows._replace(taint=rows.taint | {event})
        if effect == "resampling" and len(called.args) > 1:
            return Several(tuple(changed for _ in called.args))
        return changed

    def _constructed(self, called: Called) -> Value:
        """An object of a class, or the rows that went into an unknown function."""
        everything = called.everything()
        self.compared(everything.items, called.where)
        rows = rows_of(everything)
        kind = self.kind(called.name)
        if kind is None:
            if rows is not None:
                return rows
            if called.method[:1].isupper():
                return Tool(called.name, "unknown", called.where)
            return _nothing_new(called) or fresh(str(called.where))
        return Tool(called.name, kind, called.where, tuple(_tools(called.everything())))

    def kind(self, name: str) -> str | None:
        """What kind of tool a class makes; None for everything that is no class of a tool."""
        if name in self.transformers:
            return "transformer"
        splitter = self.splitters.get(name)
        if splitter is not None:
            return "splitter"
        validator = self.validators.get(name)
        if validator is not None:
            return validator.kind
        estimator = self.estimators.get(name)
        if estimator is not None:
            return "pipeline" if estimator.kind == "pipeline" else estimator.kind
        return {"make_pipeline": "pipeline", "Pipeline": "pipeline", "make_column_transformer": "transformer",
                "make_union": "transformer"}.get(name.rpartition(".")[2])  # fmt: skip

    # Methods of objects that learn

    def _tool(self, tool: Tool, called: Called) -> Value:
        method, rows = called.method, rows_of(called.argument(0, "X"))
        if tool.kind == "splitter":
            if method == "split":
                self.log.divide(_division(called, f"{tool.name.rpartition('.')[2]}.split"))
                return Splits(called.where)
            return NOTHING
        if rows is None:
            return tool if method in FITS or method == "set_output" else self._made(called)
        learners = list(self._learners(tool))
        learns = method in RESAMPLES or any(method in row.fit_methods for _, row in learners)
        if learns and not self._predicts(tool):
            return self._learn(tool, learners, rows, called)
        if method in FITS:
            return self._train(tool, rows, called)
        if method in FITS_AND_RESULTS:
            return self._clustered(tool, rows, called)
        if method in JUDGES:
            return self._judged(rows, called, tool.name.rpartition(".")[2])
        return rows._replace(taint=rows.taint | tool.learned)

    def _made(self, called: Called) -> Value:
        """`model.fit(train_generator)`, `tokenizer.texts_to_matrix(texts)`: nothing is known of what comes out."""
        return fresh(str(called.where)) if called.method in CHANGES | FITS_AND_RESULTS else NOTHING

    def _learners(self, tool: Tool) -> list[tuple[Tool, Transformer]]:
        row = self.transformers.get(tool.name)
        if row is not None and row.leaks:
            return [(tool, row)]
        return [pair for part in tool.parts for pair in self._learners(part)] or ([(tool, row)] if row else [])

    def _predicts(self, tool: Tool) -> bool:
        """The object is a model, or a pipeline or a search that ends in one."""
        if tool.kind in ("search", "estimator", "classifier", "regressor", "unknown"):
            return True
        return tool.kind == "pipeline" and bool(tool.parts) and self._predicts(tool.parts[-1])

    def _learn(self, tool: Tool, learners: list[tuple[Tool, Transformer]], rows: Rows, called: Called) -> Value:
        events = frozenset(
            Event(row.effect, part.name.rpartition(".")[2], called.where, rows.parts, row.target_aware)
            for part, row in learners
            if row.leaks
        )
        tool.learned = events | rows.taint
        if called.method in FITS or called.method in ("adapt", "fit_on_texts"):
            return tool
        changed = rows._replace(taint=rows.taint | events)
        return Several((changed, changed)) if called.method in RESAMPLES else changed

    def _train(self, tool: Tool, rows: Rows, called: Called) -> Value:
        user = tool.name.rpartition(".")[2]
        if tool.kind in ("search", "estimator"):
            self.log.evaluate_in_folds(rows, _division(called, f"{user}.fit"), user)
        if tool.kind == "clusterer":
            tool.learned = frozenset({Event("clustering", user, called.where, rows.parts)})
            return tool
        if isinstance(called.keywords.get("validation_split"), Known):
            self.log.evaluate_in_folds(rows, _division(called, "validation_split", folds=False), user)
        self._learned_from(rows, called, user)
        for held_out in ("validation_data", "eval_set"):
            judged = rows_of(called.keywords.get(held_out, NOTHING))
            if judged is not None:
                self.log.use(judged, called.where, user, "evaluate")
        return tool

    def _learned_from(self, rows: Rows, called: Called, user: str) -> None:
        target = rows_of(called.argument(1, "y"))
        self.log.use(rows, called.where, user, "train", target.picked if target is not None else "")

    def _judged(self, rows: Rows, called: Called, user: str) -> Value:
        """A score is an evaluation at once; a prediction becomes one where it meets the truth."""
        if called.method in SCORES:
            self.log.use(rows, called.where, user, "evaluate")
            return NOTHING
        return rows._replace(guess=True, columns=frozenset(), picked="")

    def compared(self, values: Sequence[Value], where: Place) -> None:
        """Predictions beside rows that nobody predicted: somebody judges the model."""
        rows = [value for value in values if isinstance(value, Rows)]
        if any(not value.guess for value in rows):
            for value in rows:
                if value.guess:
                    self.log.use(value, where, "a metric", "evaluate")

    def _clustered(self, tool: Tool, rows: Rows, called: Called) -> Value:
        if tool.kind != "clusterer":
            return rows
        event = Event("clustering", tool.name.rpartition(".")[2], called.where, rows.parts)
        return rows._replace(taint=rows.taint | {event})

    def _unknown_method(self, called: Called) -> Value:
        """A method of something unknown: a model taken from a list, a wrapper. Fitting and judging are still uses."""
        rows = rows_of(called.argument(0, "X"))
        if rows is not None and called.method in FITS:
            self._learned_from(rows, called, "the model")
            return NOTHING
        if rows is not None and called.method in JUDGES:
            return self._judged(rows, called, "the model")
        found = rows_of(called.everything())
        return found if found is not None else fresh(str(called.where))

    # Methods and functions of frames and arrays

    def _frame(self, frame: Rows | Statistic, called: Called) -> Value:
        if isinstance(frame, Statistic):
            return frame
        if called.method in FITS or called.method in JUDGES:
            return self._unknown_method(called)
        operation = self.frames.get("." + called.method)
        if operation is not None:
            return self._operation(operation, called, frame, called.method)
        result = self._kept(frame, called)
        inplace = called.keywords.get("inplace")
        if isinstance(inplace, Known) and inplace.value is True:
            called.changed = result
        return result

    def _kept(self, frame: Rows, called: Called) -> Rows:
        """The frame with whatever the arguments bring in; dropped columns take their events with them."""
        if called.method in TAKES_AWAY:
            gone = names_in(called.argument(0, "columns")) or ()
            first = called.argument(0, "index")
            if isinstance(first, Index) and first.sides:
                return frame._replace(parts=_other_sides(frame.parts, first.sides))
            return frame._replace(columns=frozenset(pair for pair in frame.columns if pair[0] not in gone))
        return frame._replace(taint=frame.taint | taint_of(called.everything()))

    def _operation(self, operation: FrameOperation, called: Called, subject: Value, name: str) -> Value:
        rows = rows_of(subject)
        if operation.effect in ("train", "evaluate"):
            used = rows_of(called.argument(operation.position, operation.keyword))
            if used is not None:
                self.log.use(used, called.where, name, "train" if operation.effect == "train" else "evaluate")
            return NOTHING
        if rows is None or operation.effect == "nothing":
            return NOTHING
        if operation.effect == "statistic":
            if _across(called) or self._within_a_window(called):
                return rows
            if rows.single:
                return NOTHING
            grouped = called.before == "groupby"
            others = called.args if isinstance(called.receiver, Rows) else called.args[1:]
            aware = grouped or rows_of(Several(others)) is not None  # `frame.corrwith(target)`
            event = Event("statistic", name.rpartition(".")[2], called.where, rows.parts, aware, grouped, rows.picked)
            return Statistic(fewest(rows.events) | {event})
        if operation.effect == "sample":
            return self._sampled(rows, called)
        joint = rows_of(Several((rows, called.everything())))
        return joint if joint is not None else rows

    def _within_a_window(self, called: Called) -> bool:
        """`rolling(7).mean()` gives every row a value of its own from its neighbours."""
        before = self.frames.get("." + called.before)
        return before is not None and before.effect == "window"

    def _sampled(self, rows: Rows, called: Called) -> Rows:
        """`rows.sample(frac=0.8)` is one side of a split if the rest is taken by `drop` later."""
        fraction = called.keywords.get("frac")
        if isinstance(fraction, Known) and fraction.value == 1:
            return rows
        self.log.divide(_division(called, "sample", folds=False, certain=False))
        side = Side(called.where, "sample")
        return rows._replace(parts=frozenset(part._replace(path=(*part.path, side)) for part in rows.parts))


def _division(called: Called, name: str, *, folds: bool = True, certain: bool = True) -> Division:
    return Division(called.where, name, folds, called.where, certain)


def _on_side(rows: Rows | None, side: Side, where: Place) -> Rows:
    if rows is None:
        rows = fresh(str(where))
    return rows._replace(parts=frozenset(part._replace(path=(*part.path, side)) for part in rows.parts))


def _other_sides(parts: frozenset[Part], sides: frozenset[Side]) -> frozenset[Part]:
    rest = [Side(side.split, "rest") for side in sides]
    return frozenset(part._replace(path=(*part.path, side)) for part in parts for side in rest)


def _across(called: Called) -> bool:
    """The statistic is taken within each row (`axis=1`), so it learns nothing from other rows."""
    axis = called.keywords.get("axis", called.args[0] if called.args else NOTHING)
    return isinstance(axis, Known) and axis.value in (1, "columns", -1)


def _nothing_new(called: Called) -> Value | None:
    """Constants in, constant out: `range(10)`, `float(x)`; only a call that could read something gives rows."""
    if called.name in ("dict", "list", "tuple", "set", "str", "int", "float", "bool", "zip", "enumerate", "sorted"):
        return called.args[0] if called.args else NOTHING
    return None


def _tools(value: Value) -> list[Tool]:
    if isinstance(value, Tool):
        return [value]
    return [tool for item in value.items for tool in _tools(item)] if isinstance(value, Several) else []
