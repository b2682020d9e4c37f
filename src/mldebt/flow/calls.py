"""What a call of a library does to rows: the tables of `rules/` as transfer functions on abstract values."""

import builtins
from dataclasses import replace

from mldebt.knowledge import CrossValidator, Metric
from mldebt.model import Lend, Place
from mldebt.model.program import Attr

from .called import Called
from .columns import blurred, transposed
from .frames import Frames
from .log import Log
from .meanings import meanings
from .tools import KEEPS_COLUMNS, Tools
from .values import (
    ANY,
    CARRIES,
    NOTHING,
    Event,
    Held,
    Index,
    Known,
    Rows,
    Several,
    Side,
    Splits,
    Statistic,
    Thing,
    Tool,
    Value,
    collected,
    judged_of,
    listed,
    on_side,
    rows_of,
    taint_of,
)

SAME_ITEMS = frozenset({"list", "tuple", "sorted", "reversed", "map", "tqdm"})
COPIES = frozenset({"clone", "clone_model", "deepcopy"})
LOADS = frozenset({"load_weights", "load_model", "load_state_dict", "load_from_checkpoint", "load_checkpoint"})
BUILT_IN = frozenset(dir(builtins)) - {"open", "eval", "exec", "input", "__import__"}
RANGES = frozenset({"range", "xrange", "trange", "arange"})
BUILT_INS = SAME_ITEMS | COPIES | RANGES | {"zip", "enumerate", "join"}
DOTS = frozenset({"dot", "matmul"})
PAIRWISE = frozenset({"cdist", "pairwise_distances", "pairwise_kernels", "euclidean_distances", "manhattan_distances",
                      "cosine_distances", "cosine_similarity", "rbf_kernel", "linear_kernel", "polynomial_kernel",
                      "distance_matrix"})  # fmt: skip
PRODUCTS = DOTS | PAIRWISE | {"transpose"}
ADDS = frozenset({"append", "extend", "insert"})
SHORTENS = frozenset({"remove", "pop"})
CHANGES_LISTS = ADDS | SHORTENS
HARMLESS = ADDS | {"dump", "save", "save_model", "to_pickle", "log_model", "print", "display", "plot_tree",
                   "export_graphviz", "export_text", "type", "str", "repr"}  # fmt: skip
"""Functions that are given a model and do not judge it."""


class Library:
    """The knowledge tables, and the log that uses and divisions go to."""

    def __init__(self, lend: Lend, log: Log) -> None:
        self.log = log
        self.tools = Tools(lend, log)
        self.frames = Frames(lend, log, self.tools)
        self.meanings = meanings(lend)

    def result(self, called: Called) -> Value:
        """The value of a call that is not one of the project's own functions."""
        receiver = called.receiver
        self._note_handed_on(called)
        if isinstance(receiver, Tool):
            return self.tools.result(receiver, called)
        if isinstance(receiver, CARRIES):
            return self.frames.method(receiver, called)
        if isinstance(receiver, Several) and called.method in CHANGES_LISTS:
            longer = called.method in ADDS
            items = (*receiver.items, *map(collected, called.args))
            called.changed = listed(items) if longer else _shorter(receiver, called)
            return NOTHING
        if isinstance(receiver, Thing) and receiver.blueprint is None and called.method in ("items", "values"):
            return _entries(receiver, called.method)
        if called.method in BUILT_INS:
            if called.method == "join" and isinstance(receiver, Known):
                return _text_of(called)
            built_in = _built_in(called)
            if built_in is not None:
                return built_in
        return self._unknown_method(called) if called.name.startswith("?.") else self._function(called)

    def _note_handed_on(self, called: Called) -> None:
        """A model, or what it says of rows, that is given to somebody unknown may be judged there."""
        if called.method in LOADS:
            self.log.loaded = True
        if self.log.handed_on or not self.log.uses or isinstance(called.receiver, Tool):  # nothing has learned yet
            return
        for values in (called.args, called.keywords.values()):
            for value in values:
                if isinstance(value, Tool) and value.trained and called.method not in HARMLESS:
                    self.log.handed_on = True

    # Functions and constructors

    def _function(self, called: Called) -> Value:
        name = called.name
        known = self.meanings.of(name)
        if known.splits:
            return self._split(called)
        if known.validator is not None:
            return self._validated(called, known.validator)
        if known.metric is not None:
            return self._measured(called, known.metric)
        functional, operation = known.functional, known.operation
        if functional is not None:
            return self._functional(called, functional.effect, functional.keyword, functional.target_aware)
        first, second = called.argument(0), called.argument(1)
        if called.method in PRODUCTS and isinstance(first, Rows):
            if name == "numpy.transpose" and first.columnwise:
                return transposed(first)
            if _is_crossed(called) and isinstance(second, Rows) and first.origins != second.origins:
                return blurred(first)._replace(taint=first.taint | taint_of(second), columnwise=second.parts)
        if called.method == "DataFrame":
            given = called.argument(0, "data")
            if isinstance(given, Thing) and given.blueprint is None:
                return self._frame_of(given, called)
        if operation is not None and operation.effect == "read":
            return self._read(called)
        if operation is not None:
            return self.frames.operation(operation, called, called.argument(0), name)
        return self._constructed(called)

    def _frame_of(self, columns: Thing, called: Called) -> Rows:
        """`pd.DataFrame({"age": ages, "ill": ill})`."""
        found = rows_of(listed(columns.attributes.values())) or self.log.fresh(called.where)
        held = Held(frozenset(columns.attributes)) if ANY not in columns.attributes else None
        taint = found.taint | taint_of(columns)
        return blurred(found)._replace(held=held, of=frozenset(), whole=found.whole, picked="", taint=taint)

    def _validated(self, called: Called, validator: CrossValidator) -> Value:
        rows = rows_of(called.argument(validator.x_position, validator.x))
        if rows is not None:
            division = self.tools.division(called, called.method, cv=called.keywords.get("cv", NOTHING))
            model = called.argument(validator.estimator_position, validator.estimator)
            by_order = isinstance(model, Tool) and self.tools.by_order(model)
            name = model.name.rpartition(".")[2] if isinstance(model, Tool) else ""
            self.log.evaluate_in_folds(rows, division, name, by_order=by_order)
        return NOTHING

    def _measured(self, called: Called, metric: Metric) -> Value:
        """A metric of predictions and truth."""
        if metric.kind == "unsupervised":
            return NOTHING
        truth = rows_of(called.argument(metric.truth, metric.truth_keyword))
        guess = rows_of(called.argument(metric.guess, metric.guess_keyword))
        if guess is None and truth is None:
            return Statistic(frozenset(), judged_of(called.everything()))
        if guess is not None and truth is not None and truth.guess and not guess.guess:
            truth, guess = guess, truth  # in the wrong order, which few metrics mind
        values = [value for value in (guess, truth._replace(guess=None) if truth else None) if value is not None]
        judged = self.tools.compared(values, called.where, called.method)
        if not judged:
            self.log.handed_on = True  # a prediction that came by another way is judged here
        return Statistic(frozenset(), judged)

    def _split(self, called: Called) -> Value:
        name = called.method
        division = self.tools.division(called, name, folds=False)
        self.log.divide(division._replace(shuffles=self.tools.shuffles(called.name, called.keywords)))
        sides = (Side(called.where, "train"), Side(called.where, "test"))
        arrays = called.args if name == "train_test_split" else called.args[:1]
        given = [rows_of(array) or self._unknown(called.where) for array in arrays] or [self._unknown(called.where)]
        return Several(tuple(on_side(rows, side) for rows in given for side in sides))

    def _unknown(self, where: Place) -> Rows:
        return self.log.fresh(where)._replace(held=None)

    def _functional(self, called: Called, effect: str, keyword: str, aware: bool) -> Value:
        rows = rows_of(called.argument(0, keyword))
        if rows is None or rows.guess or effect in ("none", "categories", "undersampling"):
            return rows or NOTHING
        if effect == "resampling" and called.keywords.get("replace") == Known(False):
            return rows._replace(whole=False)
        event = Event(
            effect, called.method, called.where, rows.parts, aware, False, rows.picked, called.given, via=self.log.via
        )
        changed = (rows if effect in KEEPS_COLUMNS else blurred(rows))._replace(taint=rows.taint | {event})
        if effect == "resampling" and len(called.args) > 1:
            return Several(tuple(changed for _ in called.args))
        return changed

    def _constructed(self, called: Called) -> Value:
        """An object of a class, or the rows that went into an unknown function."""
        kind = self.meanings.of(called.name).kind
        if kind is not None:
            return self.tools.made(called, kind)
        everything = called.everything()
        judged = self.tools.compared(everything.items, called.where, "") | judged_of(everything)
        rows = rows_of(everything)
        if rows is not None and called.method[:1].isupper():  # a data set of a library: rows, labels, and what not
            first = next(found for found in map(rows_of, everything.items) if found is not None)
            rows = first._replace(taint=rows.taint)
        if rows is not None:
            return blurred(rows if rows.judged == judged else rows._replace(judged=judged))
        taint = taint_of(everything)
        if judged or taint:
            return Statistic(taint, judged)
        if called.method[:1].isupper():
            return self.tools.made(called, "unknown")
        return _nothing_new(called) or self._read(called)

    def _read(self, called: Called) -> Rows:
        """Rows that come from outside: known by the file they are in, if it is a constant."""
        given = called.argument(0)
        name = str(given.value) if isinstance(given, Known) and isinstance(given.value, str) else ""
        rows = self.log.fresh(called.where, name)
        chosen = called.keywords.get("usecols")
        return rows if chosen is None else rows._replace(held=None)

    def _unknown_method(self, called: Called) -> Value:
        used = self.tools.of_unknown(called)
        if used is not None:
            return used
        operation = self.frames.operations.get("." + called.method)
        if operation is not None and operation.effect == "numbers":
            return Index(frozenset())
        everything = called.everything()
        judged, taint = judged_of(everything), taint_of(everything)
        found = rows_of(everything)
        if found is not None:
            return blurred(found)._replace(taint=found.taint | taint)
        if judged or taint:
            return Statistic(taint, judged)
        return self.log.fresh(called.where)


def _is_crossed(called: Called) -> bool:
    """A number for each row of the first and each row of the second: `numpy.dot(first, second.T)`, `cdist`."""
    if called.method not in DOTS:
        return called.method in PAIRWISE
    turned = called.source.args[1] if called.source is not None and len(called.source.args) > 1 else None
    return isinstance(turned, Attr) and turned.name == "T"


def _built_in(called: Called) -> Value | None:
    """What Python itself does with items; None for any other function."""
    given = called.argument(1 if called.name == "map" else 0)
    if called.method in SAME_ITEMS and isinstance(given, Several | Index) and not judged_of(given):
        return given
    if called.method in RANGES:
        return _range(called)
    if called.method in COPIES and isinstance(given, Tool):
        return replace(given, where=called.where, learned=frozenset(), trained=None)
    if called.name in ("zip", "enumerate") and called.args:
        return _zipped(called.args) if called.name == "zip" else _numbered(called.args[0])
    return None


def _text_of(called: Called) -> Value:
    """Words become a text, which has no windows."""
    everything = called.everything()
    taint = frozenset(event for event in taint_of(everything) if event.effect != "windows")
    found = rows_of(everything)
    return blurred(found)._replace(taint=taint) if found is not None else Statistic(taint)


def _entries(thing: Thing, method: str) -> Value:
    """`models.items()` gives pairs of name and value."""
    if method == "values":
        return listed(thing.attributes.values())
    return listed(listed((Known(key), value)) for key, value in thing.attributes.items())


def _shorter(value: Several, called: Called) -> Value:
    """The list without the item; which one is gone is unknown unless it says so."""
    given = called.argument(0)
    if called.method == "pop" and not called.args:
        return listed(value.items[:-1])
    if called.method == "remove" and isinstance(given, Known) and given in value.items:
        return listed(item for item in value.items if item != given)
    return NOTHING


def _zipped(values: tuple[Value, ...]) -> Value:
    """Tuples: each of the items at one place, or one that stands for all."""
    if all(isinstance(value, Several) for value in values):
        lists = [value.items for value in values if isinstance(value, Several)]
        return listed(map(listed, zip(*lists, strict=False)))
    return listed([listed(value._replace(single=True) if isinstance(value, Rows) else value for value in values)])


def _range(called: Called) -> Index:
    step = called.args[2] if len(called.args) > 2 else Known(1)
    return Index(frozenset(), step.value if isinstance(step, Known) and isinstance(step.value, int) else 0)


def _numbered(value: Value) -> Value:
    """`enumerate(items)`: pairs of a number and an item."""
    if isinstance(value, Several):
        return listed(listed((NOTHING, item)) for item in value.items)
    if isinstance(value, Splits):
        sides = (Index(frozenset({Side(value.where, side)})) for side in ("train", "test"))
        return listed([listed((NOTHING, listed(sides)))])
    return listed([listed((NOTHING, value._replace(single=True) if isinstance(value, Rows) else value))])


def _nothing_new(called: Called) -> Value | None:
    """What Python itself computes of constants is a constant; only a call that could read something gives rows."""
    return (called.args[0] if called.args else NOTHING) if called.name in BUILT_IN else None
