"""Methods and functions of frames and arrays: what they do with rows, by the table of their effects."""

import re
from dataclasses import replace

from mldebt.knowledge import Entities, FrameEffect, FrameOperation, FrameOperations, TimeWords
from mldebt.model import Lend

from .called import Called
from .columns import blurred, masked, taken, transposed, without
from .log import Division, Entity, Log
from .shapes import columns_read, unplaced
from .tools import BY_ORDER, Tools
from .values import (
    NOTHING,
    Event,
    Index,
    Known,
    Part,
    Routine,
    Rows,
    Several,
    Side,
    Statistic,
    Thing,
    Value,
    applied,
    few,
    fewest,
    judged_of,
    names_in,
    on_side,
    rows_of,
    taint_of,
)

TAKES_AWAY = frozenset({"drop", "pop"})
IDENTIFIES = frozenset({"id", "ids", "no", "nr", "num", "number", "code", "name", "key", "uid", "uuid", "ref"})
"""Words in the name of a column that say nothing but that it tells one thing from another."""
MOST_PILES = 20
"""Of so many frames that are put below each other it is asked whether one of them is there twice."""
FILLS = frozenset({"fillna", "dropna"})
AVERAGES = frozenset({"mean", "average", "nanmean"})
OF_GROUPS = frozenset({"agg", "aggregate", "first", "last", "size", "apply"})


class Frames:
    def __init__(self, lend: Lend, log: Log, tools: Tools) -> None:
        self.log = log
        self.tools = tools
        self.operations = lend(FrameOperations)
        self.entities = lend(Entities)
        self.times = lend(TimeWords)
        self.divides = tools.meanings.dividing_methods

    def method(self, frame: Rows | Statistic, called: Called) -> Value:
        """The value of a method of rows, or of a statistic."""
        method = called.method
        operation = self.operations.get("." + method)
        if method == "backward" or (operation is not None and operation.effect == "choose"):
            judged = frame.judged | judged_of(called.everything())
            if method == "backward":
                self.log.learned_by_loss |= {judgement.where for judgement in judged}
            else:
                self.tools.choose(judged, called.where, method)
        if isinstance(frame, Statistic):
            return frame
        used = self.tools.of_unknown(called)
        if used is not None:
            return used
        if method in self.divides:
            return self._divided(frame, called)
        self._note_groups_of(frame, called)
        if operation is not None:
            return self.operation(operation, called, frame, method)
        if method == "transpose" and frame.columnwise:
            return transposed(frame)
        if method == "align":
            return Several((frame, rows_of(called.argument(0, "other")) or frame))
        result = self._kept(frame, called)
        return self._in_place(result, called)

    def _divided(self, frame: Rows, called: Called) -> Value:
        """`frame.randomSplit([0.8, 0.2])` gives both parts, `dataset.train_test_split()` gives them by name."""
        division = self.tools.division(called, called.method, folds=False)
        shuffles = self.tools.shuffles(f"?.{called.method}", called.keywords)
        self.log.divide(division._replace(shuffles=shuffles))
        sides = {side: on_side(frame, Side(called.where, side)) for side in ("train", "test")}
        return Thing(None, {**sides}) if called.method == "train_test_split" else Several(tuple(sides.values()))

    def _in_place(self, result: Value, called: Called) -> Value:
        if called.keywords.get("inplace") == Known(True):
            called.changed = result
        return result

    def _kept(self, frame: Rows, called: Called) -> Rows:
        """The frame with whatever the arguments bring in; dropped columns take their events with them."""
        if called.method in TAKES_AWAY:
            return self._dropped(frame, called)
        if called.before == "groupby" and called.method == "transform":
            return blurred(frame)._replace(taint=frame.taint | {self._of_groups(frame, called)})
        if called.before == "groupby" and called.method in OF_GROUPS:
            groups = frozenset(part._replace(origin=f"{part.origin}/{called.where}") for part in frame.parts)
            return blurred(frame)._replace(parts=groups, taint=frame.taint | {self._of_groups(frame, called)})
        given = called.source and (called.source.args, called.source.keywords)
        some = masked(frame, (called.method, unplaced(given)))
        return blurred(some)._replace(taint=frame.taint | taint_of(called.everything()))

    def _of_groups(self, frame: Rows, called: Called) -> Event:
        """`frame.groupby("town")["churned"].transform("mean")`: a statistic of the groups."""
        first = called.argument(0, "func")
        name = first.value if isinstance(first, Known) and isinstance(first.value, str) else called.method
        return Event(
            "statistic", name, called.where, frame.parts, target_aware=True, grouped=True, column=frame.picked,
            given=called.tool, via=self.log.via,
        )  # fmt: skip

    def _dropped(self, frame: Rows, called: Called) -> Rows:
        gone = names_in(called.argument(0, "columns"))
        first = called.argument(0, "index")
        if isinstance(first, Index) and first.sides:
            return frame._replace(parts=_other_sides(frame.parts, first.sides))
        columns = frozenset(pair for pair in frame.columns if pair[0] not in (gone or ()))
        rest = frame._replace(columns=columns, held=without(frame.held, gone, called.where))
        if called.method == "pop" and gone:
            called.changed = rest
            events = {event for column, event in frame.columns if column in gone}
            column = taken(frame, gone[0], called.where)
            return column._replace(taint=frame.taint | events, columns=frozenset())
        return rest

    def operation(self, operation: FrameOperation, called: Called, subject: Value, name: str) -> Value:
        """What the operation makes of the subject: the receiver of a method, the first argument of a function."""
        effect, rows = operation.effect, rows_of(subject)
        if effect in ("train", "evaluate"):
            return self._used(operation, called, name)
        if effect == "choose":
            judged = judged_of(called.everything()) | judged_of(subject)
            self.tools.choose(judged, called.where, name.rpartition(".")[2])
            return rows or Statistic(taint_of(subject), judged)
        judged = judged_of(subject)
        if effect == "statistic" and operation.chooses:
            self.tools.choose(judged, called.where, name.rpartition(".")[2])
        if effect == "numbers":
            return Index(frozenset())
        if effect == "item":
            return self.log.fresh(called.where)._replace(single=True)
        if rows is None or effect == "nothing":
            taint = taint_of(subject) if effect != "nothing" else frozenset[Event]()
            judged = self.tools.summed_up(rows, called) if rows is not None and called.method == "sum" else judged
            return Statistic(taint, judged) if taint or judged else NOTHING
        return self._statistic(rows, called, name) if effect == "statistic" else self._changed(effect, rows, called)

    def _changed(self, effect: FrameEffect, rows: Rows, called: Called) -> Value:
        """The rows in another order, changed one by one, fewer or more of them."""
        match effect:
            case "sample":
                return self._sampled(rows, called)
            case "distinct":
                return self._in_place(_distinct(rows, called), called)
            case "window" | "lag":
                return rows if _across(called, 1) else self._in_order(rows, called, effect)
            case "sort":
                return self._in_place(self._sorted(rows, called), called)
            case "concat":
                return self._piled(rows, called)
            case "first" | "rest":
                return self._cut(rows, called, "head" if effect == "first" else "tail")
            case "repeat":
                return self._again(rows, called) if called.argument(2, "axis") == Known(0) else rows
        rows = _read_by(rows, called)
        brought = (taint_of(applied(value, called.where)) for value in called.everything().items)
        filled = rows.filled or (called.method in FILLS and not rows.picked and not called.keywords.get("subset"))
        return self._in_place(rows._replace(taint=rows.taint.union(*brought), filled=filled), called)

    def _used(self, operation: FrameOperation, called: Called, name: str) -> Value:
        """`lightgbm.train(parameters, rows)`: the function makes the model."""
        rows = rows_of(called.argument(operation.position, operation.keyword))
        tool = replace(self.tools.made(called, "network"), name=name.partition(".")[0])
        if rows is not None:
            tool.options[BY_ORDER] = Known(operation.by_order)
            tool.trained = self.tools.learn_from(rows, called, tool.name, None, tool)._replace(supervised=True)
        self.tools.hold_out(called, tool)
        return tool

    def _statistic(self, rows: Rows, called: Called, name: str) -> Value:
        if _across(called) or self._within_a_window(called):
            return rows
        if rows.single or rows.guess:
            return Statistic(frozenset(), self.tools.summed_up(rows, called)) if rows.judged else NOTHING
        grouped = called.before == "groupby"
        others = called.args if isinstance(called.receiver, Rows) else called.args[1:]
        aware = grouped or rows_of(Several(others)) is not None  # `frame.corrwith(target)`
        event = Event(
            "statistic", name.rpartition(".")[2], called.where, rows.parts, aware, grouped, rows.picked,
            called.tool if isinstance(called.receiver, Rows) else called.given, via=self.log.via, either=rows.either,
        )  # fmt: skip
        judged = self.tools.summed_up(rows, called) if called.method in AVERAGES else rows.judged
        return Statistic(fewest(rows.events) | {event}, judged)

    def _within_a_window(self, called: Called) -> bool:
        """`rolling(7).mean()` gives every row a value of its own from its neighbours."""
        before = self.operations.get("." + called.before)
        return before is not None and before.effect == "window"

    def _in_order(self, rows: Rows, called: Called, effect: str) -> Rows:
        """A value from neighbouring rows: the order of the rows means something."""
        ahead = called.keywords.get("center") == Known(True) if effect == "window" else _is_negative(called)
        event = Event("look-ahead" if ahead else "lag", called.method, called.where, rows.parts, column=rows.picked,
                      given=called.tool, via=self.log.via)  # fmt: skip
        return blurred(rows)._replace(taint=rows.taint | {event}, picked="")

    def _note_groups_of(self, frame: Rows, called: Called) -> None:
        """`frame.groupby("patient_id")` and `frame["patient_id"].value_counts()` expect several rows of one."""
        if called.method == "groupby":
            by = names_in(called.argument(0, "by")) or ()
            if len(by) == 1:
                self.note_entity(frame, by[0], called)
        elif called.method == "value_counts" and IDENTIFIES & {*_words(frame.picked)}:
            self.note_entity(frame, frame.picked, called)

    def _sorted(self, rows: Rows, called: Called) -> Rows:
        """Sorted by a column, or indexed by it: by time, if its name says so."""
        names = names_in(called.argument(0, "by")) or names_in(called.argument(0, "keys")) or ()
        judged = judged_of(rows)
        self.tools.choose(judged, called.where, called.method)
        if called.method == "set_index":
            rows = rows._replace(held=without(rows.held, names or None, called.where))
        if not names or not self._is_time(names[0]):
            return rows
        event = Event("dated", called.method, called.where, rows.parts, column=names[0], via=self.log.via)
        return rows._replace(taint=rows.taint | {event}, piled=())

    def _is_time(self, column: str) -> bool:
        return any(word in self.times for word in _words(column))

    def note_entity(self, frame: Rows, column: str, called: Called) -> None:
        words = [word for word in _words(column) if word not in IDENTIFIES]
        certain = frame.held is not None and not frame.guess
        if certain and words and all(word in self.entities and not self.entities[word].weak for word in words):
            for part in frame.parts:
                self.log.entities.setdefault(part.origin, Entity(column, called.where))

    def _cut(self, rows: Rows, called: Called, side: str) -> Rows:
        """`dataset.take(n)` and `dataset.skip(n)`: by the same number, they are the two sides of one split."""
        number = called.source.args[0] if called.source and called.source.args else None
        if number is None or isinstance(called.args[0], Index | Several):
            return blurred(masked(rows, (called.method, unplaced(number))))
        mark = self.log.cut(unplaced(number), called.method, called.where)
        return rows._replace(parts=few(on_side(rows, Side(mark, side)).parts), whole=False)

    def _piled(self, rows: Rows, called: Called) -> Rows:
        """Rows put below each other; those that are there twice lie on both sides of any split."""
        joint = rows_of(Several((rows, called.everything()))) or rows
        if isinstance(called.receiver, Rows):
            items: tuple[Value, ...] = (called.receiver, *called.args)
        else:
            given = called.argument(0, "objs")
            items = given.items if isinstance(given, Several) and not _across(called) else ()
        found = [item for item in items[:MOST_PILES] if isinstance(item, Rows) and not item.single and not item.guess]
        if any(_same_rows(one, other) for n, one in enumerate(found) for other in found[n + 1 :]):
            return self._again(joint, called)
        origins = [{part.origin for part in item.parts} for item in found]
        apart = len(items) == len(found) == 2 and not origins[0] & origins[1]
        return joint._replace(piled=tuple(item.parts for item in found)) if apart else joint

    def _again(self, rows: Rows, called: Called) -> Rows:
        if rows.single:
            return rows
        event = Event("repetition", called.method, called.where, rows.parts, given=called.given, via=self.log.via)
        return rows._replace(taint=rows.taint | {event})

    def _sampled(self, rows: Rows, called: Called) -> Rows:
        """`rows.sample(frac=0.8)` is one side of a split if the rest is taken by `drop` later."""
        if called.keywords.get("replace") == Known(True):
            event = Event("resampling", "sample", called.where, rows.parts, given=called.tool, via=self.log.via)
            return rows._replace(taint=rows.taint | {event}, whole=False)
        fraction = called.keywords.get("frac")
        if isinstance(fraction, Known) and fraction.value == 1:
            return rows
        self.log.divide(Division(called.where, "sample", False, called.where, certain=False, shuffles=True))
        return on_side(rows, Side(called.where, "sample"))


def _read_by(rows: Rows, called: Called) -> Rows:
    """`frame.apply(lambda row: row["age"] > 3, axis=1)`: only what it reads goes into the result."""
    function = called.args[0] if called.args else NOTHING
    if called.method != "apply" or rows.picked or not isinstance(function, Routine):
        return rows
    read = columns_read(function.function)
    kept = rows.columns if read is None else {pair for pair in rows.columns if pair[0] in read}
    return blurred(rows)._replace(columns=frozenset(kept))


def _distinct(rows: Rows, called: Called) -> Rows:
    """Rows that are there once; with a choice of columns, one row of each, the last one perhaps."""
    once = rows._replace(taint=frozenset(event for event in rows.taint if event.effect != "repetition"))
    if not called.args and "subset" not in called.keywords:
        return once
    kept = masked(once, unplaced(called.source and called.source.args))
    return kept._replace(taint=frozenset(event for event in kept.taint if event.effect not in ("dated", "lag")))


def _same_rows(one: Rows, other: Rows) -> bool:
    """All rows of one of them are certainly among those of the other, with the same columns."""
    alike = one.picked == other.picked and one.held is not None and one.held == other.held
    return alike and (_among(one, other) or _among(other, one))


def _among(inner: Rows, outer: Rows) -> bool:
    return outer.whole and all(any(part.lies_in(whole) for whole in outer.parts) for part in inner.parts)


def _other_sides(parts: frozenset[Part], sides: frozenset[Side]) -> frozenset[Part]:
    rest = [Side(side.split, "rest") for side in sides]
    return frozenset(part._replace(path=(*part.path, side)) for part in parts for side in rest)


def _across(called: Called, position: int = 0) -> bool:
    """The statistic is taken within each row (`axis=1`), so it learns nothing from other rows."""
    first = called.args[position] if len(called.args) > position else NOTHING
    axis = called.keywords.get("axis", called.keywords.get("dim", first))
    return isinstance(axis, Known) and axis.value in (1, "columns", -1)


def _is_negative(called: Called) -> bool:
    """`shift(-1)` brings values of later rows."""
    by = called.argument(0, "periods")
    return called.method == "shift" and isinstance(by, Known) and isinstance(by.value, int | float) and by.value < 0


def _words(column: str) -> list[str]:
    """`PatientID` and `patient_id` are patient and id."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column)
    return [word for word in re.split(r"[\W_]+", parted.lower()) if word]
