"""The abstract values: which rows of which data set, and what has looked at which rows on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mldebt.model import Place
from mldebt.model.program import DefineClass, Function


class Side(NamedTuple):
    """One side of a split: `split` is where it happens; `side` train, test, head, tail, rest."""

    split: Place
    side: str


class Part(NamedTuple):
    """Some rows of a data set: where the set comes from, and the sides of the splits that lead to these rows."""

    origin: str
    path: tuple[Side, ...] = ()


class Event(NamedTuple):
    """Something that looked at many rows at once: what, where, at which rows.

    A statistic of groups (`column` is what it was taken of) says of a row only what its own group says, which is no
    leak unless the column is the target.
    """

    effect: str
    name: str
    where: Place
    over: frozenset[Part]
    target_aware: bool = False
    grouped: bool = False
    column: str = ""


class Rows(NamedTuple):
    """A value with an entry for each row. `taint` are the events whose result went into it; `columns` those that went
    into one named column only. `single`: it is one row, met in a loop over the rows; `guess`: a model said it;
    `picked`: the name of the one column it is."""

    parts: frozenset[Part]
    taint: frozenset[Event] = frozenset()
    columns: frozenset[tuple[str, Event]] = frozenset()
    single: bool = False
    guess: bool = False
    picked: str = ""

    @property
    def events(self) -> frozenset[Event]:
        return self.events_beside(frozenset())

    def events_beside(self, targets: frozenset[str]) -> frozenset[Event]:
        """What went into the rows, not counting these columns: how a label is defined is no leak."""
        return self.taint | {event for column, event in self.columns if column not in targets}


class Statistic(NamedTuple):
    """A value computed from many rows that has no rows itself."""

    taint: frozenset[Event]


class Known(NamedTuple):
    """A constant."""

    value: str | int | float | bool | None


class Index(NamedTuple):
    """Row numbers or labels: those of one side of a split."""

    sides: frozenset[Side]


class Splits(NamedTuple):
    """What `KFold().split(X)` gives: pairs of indices, again and again."""

    where: Place


class Several(NamedTuple):
    """A tuple or a list of known items; `listed` makes one and keeps it small. `size` counts what is inside, at any
    depth."""

    items: tuple["Value", ...]
    size: int = 0


class Routine(NamedTuple):
    """A function of the project; `names` is its closure, `path` the file it stands in."""

    function: Function
    names: "Names"
    path: str
    owner: "Thing | None" = None


class Blueprint(NamedTuple):
    """A class of the project."""

    definition: DefineClass
    names: "Names"
    path: str


@dataclass(eq=False, slots=True)
class Tool:
    """An object of a library that learns: transformer, estimator, search, splitter, pipeline. `learned` grows."""

    name: str
    kind: str
    where: Place
    parts: tuple["Tool", ...] = ()
    learned: frozenset[Event] = frozenset()


@dataclass(eq=False, slots=True)
class Thing:
    """An instance of a class of the project, or a dictionary."""

    blueprint: Blueprint | None
    attributes: dict[str, "Value"] = field(default_factory=dict)


Value = Rows | Statistic | Known | Index | Splits | Several | Routine | Blueprint | Tool | Thing

NOTHING = Known(None)
MOST_ITEMS = 200
"""A list that grows in a loop stays this short; its items are much alike."""
MOST_INSIDE = 400
"""Items at any depth of a list of lists; beyond, it is no longer kept apart."""
FIRST = 8
"""Items that stand for all where a list grew beyond MOST_INSIDE."""
MOST_EVENTS = 100
"""Events one value carries."""


class Names:
    """Variables of one scope."""

    __slots__ = ("outer", "values")

    def __init__(self, outer: "Names | None" = None, values: dict[str, Value] | None = None) -> None:
        self.outer = outer
        self.values = {} if values is None else values

    def find(self, name: str) -> Value | None:
        scope: Names | None = self
        while scope is not None:
            found = scope.values.get(name)
            if found is not None:
                return found
            scope = scope.outer
        return None


def joined(first: Value, second: Value) -> Value:
    """A value that may be either; where the kinds differ, the one that says more about rows."""
    if first is second or first == second:
        return first
    if isinstance(first, Rows) and isinstance(second, Rows):
        return together(first, second)
    if isinstance(first, Several) and isinstance(second, Several) and len(first.items) == len(second.items):
        return listed(map(joined, first.items, second.items))
    if isinstance(first, Index) and isinstance(second, Index):
        return Index(first.sides | second.sides)
    if isinstance(first, Statistic) and isinstance(second, Statistic):
        return Statistic(first.taint | second.taint)
    if isinstance(second, Known) or (rows_of(second) is None and rows_of(first) is not None):
        return first
    return second


def added(old: Value, new: Value) -> Value:
    """`old += new`: a longer list, or row by row something of both."""
    if isinstance(old, Several) and isinstance(new, Several):
        return listed((*old.items, *new.items))
    return mixed([old, new]) if isinstance(old, Rows) else joined(old, new)


def mixed(values: list[Value]) -> Value:
    """Row by row something of all of them."""
    rows = [value for value in values if isinstance(value, Rows)]
    taint: frozenset[Event] = frozenset().union(*map(taint_of, values))
    if rows:
        found = rows[0]
        for other in rows[1:]:
            found = together(found, other)
        return found._replace(taint=found.taint | taint)
    if taint:
        return Statistic(taint)
    held = [value for value in values if not isinstance(value, Known)]
    lists = [value for value in held if isinstance(value, Several)]
    if len(lists) == len(held) > 1:
        return listed(item for value in lists for item in value.items)  # `features + [target]`
    return held[-1] if held else NOTHING


def dealt(value: Several, number: int, count: int) -> Rows | None:
    """The part at a place where a split is unpacked into more parts than its arrays are known to have.

    `X_train, X_test, y_train, y_test = train_test_split(X, [0, 1])` gives train and test in turn; an odd number of
    parts (train, validation, test) are so many sides.
    """
    rows = rows_of(value)
    splits = {part.path[-1].split if part.path else None for part in rows.parts} if rows is not None else set()
    if rows is None or len(splits) != 1 or None in splits:
        return None
    name = ("train", "test")[number % 2] if count % 2 == 0 else f"part {number}"
    parts = {part._replace(path=(*part.path[:-1], part.path[-1]._replace(side=name))) for part in rows.parts}
    return rows._replace(parts=frozenset(parts))


def listed(items: Iterable[Value]) -> Value:
    """A list of the items. One that would grow beyond all bounds, as lists of lists of lists do, becomes the rows in
    its first items, taken together."""
    kept = tuple(items)[:MOST_ITEMS]
    size = sum(1 + item.size if isinstance(item, Several) else 1 for item in kept)
    if size <= MOST_INSIDE:
        return Several(kept, size)
    return rows_of(Several(kept[:FIRST])) or NOTHING


def fewest(taint: frozenset[Event]) -> frozenset[Event]:
    """Not more than MOST_EVENTS, the first ones in the text: enough to tell, and a bound for what is told."""
    if len(taint) <= MOST_EVENTS:
        return taint
    return frozenset(sorted(taint, key=lambda event: (event.where.order, event.effect, event.name))[:MOST_EVENTS])


def taint_of(value: Value) -> frozenset[Event]:
    """Every event whose result is in the value."""
    if isinstance(value, Rows):
        return value.events
    if isinstance(value, Statistic):
        return value.taint
    if isinstance(value, Several):
        return frozenset().union(*map(taint_of, value.items))
    return frozenset()


def rows_of(value: Value) -> Rows | None:
    """The rows in a value, those of all items of a list taken together; None if it holds none."""
    if isinstance(value, Rows):
        return value
    found: Rows | None = None
    if isinstance(value, Several):
        for item in value.items:
            inner = rows_of(item)
            if inner is not None:
                found = inner if found is None else together(found, inner)
    return found


def collected(value: Value) -> Value:
    """The value as an item of a collection: one row among many."""
    return value._replace(single=False) if isinstance(value, Rows) else value


def together(first: Rows, second: Rows) -> Rows:
    """Rows that hold what both hold."""
    return Rows(
        first.parts | second.parts, first.taint | second.taint, first.columns | second.columns,
        first.single and second.single, first.guess and second.guess,
        first.picked if first.picked == second.picked else "",
    )  # fmt: skip


def names_in(value: Value) -> tuple[str, ...] | None:
    """Column names, if the value is a constant string or a list of them."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return (value.value,)
    if isinstance(value, Several):
        names = tuple(item.value for item in value.items if isinstance(item, Known) and isinstance(item.value, str))
        return names if len(names) == len(value.items) else None
    return None
