"""The abstract values: which rows of which data set, and what has looked at which rows on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from mldebt.model import Place
from mldebt.model.program import DefineClass, Function

MASKED = "masked"
UNKNOWN = "?"
"""Among the columns that rows were computed from: something else as well."""


ANY = "*"
"""The key of what was stored in a dictionary under an unknown key."""


class Side(NamedTuple):
    """One side of a split: `split` is where it happens; `side` train, test, head, tail, rest. What a mask lets through
    is a side too, `masked`, though nobody knows what the others are."""

    split: Place
    side: str


class Part(NamedTuple):
    """Some rows of a data set: where the set comes from, and the sides of the splits that lead to these rows."""

    origin: str
    path: tuple[Side, ...] = ()

    def touches(self, other: "Part") -> bool:
        """They may share rows: no split of the same name puts them on different sides."""
        if self.origin != other.origin:
            return False
        for own, others in zip(self.divided, other.divided, strict=False):
            if own != others:
                return own.split != others.split
        return True

    @property
    def divided(self) -> tuple[Side, ...]:
        """The sides of splits, without the masks."""
        return tuple(side for side in self.path if side.side != MASKED)

    def lies_in(self, other: "Part") -> bool:
        """All these rows are among the other's."""
        return self.origin == other.origin and self.path[: len(other.path)] == other.path


class Event(NamedTuple):
    """Something that looked at many rows at once: what, where, at which rows.

    A statistic of groups (`column` is what it was taken of) says of a row only what its own group says, which is no
    leak unless the column is the target. `given` and `tool` are the user's names of the rows and of what looks at
    them; `via` is the call that led into the function it stands in; a `weak` one carries little over; of the rows of
    `over` it may have seen only some if it is an `either`. A statistic is `applied` where it meets rows.
    """

    effect: str
    name: str
    where: Place
    over: frozenset[Part]
    target_aware: bool = False
    grouped: bool = False
    column: str = ""
    given: str = ""
    tool: str = ""
    via: Place | None = None
    weak: bool = False
    either: bool = False
    applied: Place | None = None

    @property
    def at(self) -> Place:
        """Where the harm is done."""
        return self.applied or self.where

    @property
    def rank(self) -> tuple[object, ...]:
        """Sets have no order, reports must have one: by place, then what is gravest, then by all that tells apart."""
        via = self.via.order if self.via is not None else ("", 0, (0, 0), 0)
        said = (self.effect, self.name, self.column, self.given, self.tool)
        at = self.at  # two expressions may begin at one place, and a line may have several
        last = (at.column, at.end_line, at.end_column)
        return (*at.order[:3], *self.where.order, not self.target_aware, *said, *via, *last)

    def saw(self, parts: Iterable[Part]) -> bool:
        """It looked at some of these rows."""
        return not apart(self.over, parts)


class Trained(NamedTuple):
    """A model as one `fit` left it: `made` is where it was constructed, `where` it was fitted, on the rows of `parts`.

    `turn` tells turns of loops apart, as far as they matter: it is the innermost loop around the fit.
    """

    user: str
    made: Place
    where: Place
    parts: frozenset[Part]
    taint: frozenset[Event]
    supervised: bool
    turn: int = 0
    either: bool = False


class Judgement(NamedTuple):
    """Rows on which a model was judged: by `metric`, at `where`; `trained` is None where nobody saw it learn.

    `asked` is the user's name of the rows, `turn` the innermost loop around it.
    """

    where: Place
    metric: str
    user: str
    parts: frozenset[Part]
    taint: frozenset[Event]
    trained: Trained | None
    asked: str = ""
    turn: int = 0
    either: bool = False

    @property
    def rank(self) -> tuple[object, ...]:
        """By place, then by all that tells apart."""
        trained = self.trained.where.order if self.trained is not None else ("", 0, (0, 0), 0)
        return (
            *self.where.order,
            self.user,
            self.metric,
            self.asked,
            self.turn,
            *trained,
            str(sorted(map(str, self.parts))),
        )


class Guess(NamedTuple):
    """What a model said of rows that are called `asked`."""

    user: str
    trained: Trained | None
    asked: str


class Made(NamedTuple):
    """`column` was computed from `source`, row by row."""

    column: str
    source: str
    where: Place


class Held(NamedTuple):
    """The columns of a frame: `only` these (None: all that the data set has) and not those in `without`.

    `where` is the last choice among the columns.
    """

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    made: frozenset[Made] = frozenset()
    where: Place | None = None

    def has(self, column: str) -> bool:
        return (self.only is None or column in self.only) and column not in self.without


NO_COLUMNS = frozenset[str]()


class Rows(NamedTuple):
    """A value with an entry for each row. `taint` are the events whose result went into it; `columns` those that went
    into one named column only. `single`: it is one row, met in a loop over the rows; `guess`: a model said it;
    `picked`: the name of the one column it is; `held`: its columns, None where they are not known; `of`: the columns
    it was computed from row by row; `judged`: the judgements it holds row by row (right or wrong, an error);
    `whole`: no row of the parts was left out; `piled`: what lies below what, where two data sets were put together;
    `filled`: no gap is left in them; `either`: they are the ones or the others, as a branch decides; `turns`: the
    variables of loops over columns by which their columns were chosen; `columnwise`: the parts that lie in its columns,
    where they are known to be rows of something too; `mingled`: each row comes from rows of several data sets."""

    parts: frozenset[Part]
    taint: frozenset[Event] = frozenset()
    columns: frozenset[tuple[str, Event]] = frozenset()
    single: bool = False
    guess: Guess | None = None
    picked: str = ""
    held: Held | None = None
    of: frozenset[str] = frozenset()
    judged: frozenset[Judgement] = frozenset()
    whole: bool = False
    piled: tuple[frozenset[Part], ...] = ()
    filled: bool = False
    either: bool = False
    turns: frozenset[str] = NO_COLUMNS
    columnwise: frozenset[Part] = frozenset()
    mingled: bool = False

    @property
    def is_unsure(self) -> bool:
        """Somebody who has seen these rows may not have seen all that their parts say."""
        return self.either or self.mingled

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(part.origin for part in self.parts)

    @property
    def events(self) -> frozenset[Event]:
        return self.events_beside(NO_COLUMNS)

    def events_beside(self, targets: frozenset[str]) -> frozenset[Event]:
        """What went into the rows, not counting these columns: how a label is defined is no leak."""
        if not self.columns:
            return self.taint
        return self.taint | {event for column, event in self.columns if column not in targets}


class Statistic(NamedTuple):
    """A value computed from many rows that has no rows itself; a score, if it holds judgements."""

    taint: frozenset[Event]
    judged: frozenset[Judgement] = frozenset()


class Known(NamedTuple):
    """A constant."""

    value: str | int | float | bool | None


class Index(NamedTuple):
    """Row numbers or labels: those of one side of a split, or of no split yet; `step` is from one to the next, 0 where
    it is not known."""

    sides: frozenset[Side]
    step: int = 0


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

    @property
    def is_dataset(self) -> bool:
        """Its instances are rows to a loader: a `torch.utils.data.Dataset`."""
        return any(base.endswith("Dataset") for base in self.definition.bases)


@dataclass(eq=False, slots=True)
class Tool:
    """An object of a library that learns: transformer, estimator, search, splitter, pipeline. `learned` grows;
    `carried` is what its layers had learned when it was made; `called` is the user's name for it."""

    name: str
    kind: str
    where: Place
    parts: tuple["Tool", ...] = ()
    learned: frozenset[Event] = frozenset()
    options: dict[str, "Value"] = field(default_factory=dict)
    carried: frozenset[Event] = frozenset()
    trained: Trained | None = None
    called: str = ""


@dataclass(eq=False, slots=True)
class Thing:
    """An instance of a class of the project, or a dictionary."""

    blueprint: Blueprint | None
    attributes: dict[str, "Value"] = field(default_factory=dict)


CARRIES = (Rows, Statistic)
"""Values that events went into."""
Value = Rows | Statistic | Known | Index | Splits | Several | Routine | Blueprint | Tool | Thing

NOTHING = Known(None)
NO_EVENTS = frozenset[Event]()
NO_JUDGEMENTS = frozenset[Judgement]()
MOST_ITEMS = 200
"""A list that grows in a loop stays this short; its items are much alike."""
MOST_INSIDE = 400
"""Items at any depth of a list of lists; beyond, it is no longer kept apart."""
FIRST = 8
"""Items that stand for all where a list grew beyond MOST_INSIDE."""
MOST_PARTS = 40
"""Parts that one value is made of."""
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
        return together(first, second)._replace(either=first.parts != second.parts or first.either or second.either)
    if isinstance(first, Several) and isinstance(second, Several) and len(first.items) == len(second.items):
        return listed(map(joined, first.items, second.items))
    if isinstance(first, Index) and isinstance(second, Index):
        return Index(first.sides | second.sides)
    if isinstance(first, Statistic) and isinstance(second, Statistic):
        return Statistic(first.taint | second.taint, first.judged | second.judged)
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
    held = [value for value in values if not isinstance(value, Known)]  # the others say nothing
    if not held:
        return NOTHING
    rows = [value for value in held if isinstance(value, Rows)]
    if len(rows) == len(held) == 1 and not rows[0].columns:
        return rows[0]
    taint: frozenset[Event] = NO_EVENTS.union(*map(taint_of, held))
    judged: frozenset[Judgement] = NO_JUDGEMENTS.union(*map(judged_of, held))
    if rows:
        found = rows[0]
        for other in rows[1:]:
            found = together(found, other)
        mingled = found.mingled or any(other.origins != found.origins for other in rows)
        return found._replace(taint=found.taint | taint, judged=found.judged | judged, mingled=mingled)
    if taint or judged:
        return Statistic(taint, judged)
    lists = [value for value in held if isinstance(value, Several)]
    if len(lists) == len(held) > 1:
        return listed(item for value in lists for item in value.items)  # `features + [target]`
    return held[-1]


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


by_rank = attrgetter("rank")
"""Sorts events, or judgements."""


def apart(parts: frozenset[Part], others: Iterable[Part]) -> bool:
    """They certainly share no row."""
    return not any(part.touches(other) for other in others for part in parts)


def on_side(rows: Rows, side: Side) -> Rows:
    """The rows of one side of a split."""
    return rows._replace(parts=frozenset(part._replace(path=(*part.path, side)) for part in rows.parts))


def few(parts: frozenset[Part]) -> frozenset[Part]:
    """Not more than MOST_PARTS: beyond, masks no longer tell parts apart, and the last by name are forgotten."""
    if len(parts) <= MOST_PARTS:
        return parts
    bare = frozenset(part._replace(path=part.divided) for part in parts)
    return bare if len(bare) <= MOST_PARTS else frozenset(sorted(bare, key=str)[:MOST_PARTS])


def fewest(taint: frozenset[Event]) -> frozenset[Event]:
    """Not more than MOST_EVENTS, the first ones in the text: enough to tell, and a bound for what is told."""
    if len(taint) <= MOST_EVENTS:
        return taint
    return frozenset(sorted(taint, key=lambda event: event.rank)[:MOST_EVENTS])


def taint_of(value: Value) -> frozenset[Event]:
    """Every event whose result is in the value."""
    if isinstance(value, Known):
        return NO_EVENTS
    if isinstance(value, Rows):
        return value.events
    if isinstance(value, Statistic):
        return value.taint
    if isinstance(value, Several):
        return NO_EVENTS.union(*map(taint_of, value.items))
    if isinstance(value, Thing) and value.blueprint is None:
        return NO_EVENTS.union(*(taint_of(inner) for inner in _plain(value)))
    return NO_EVENTS


def applied(value: "Value", where: Place) -> "Value":
    """A statistic at the moment when it meets rows."""
    if not isinstance(value, Statistic) or not value.taint:
        return value
    met = (e._replace(applied=where) if e.effect == "statistic" and e.applied is None else e for e in value.taint)
    return value._replace(taint=frozenset(met))


def judged_of(value: Value) -> frozenset[Judgement]:
    """Every judgement that is in the value: a score, a list or a dictionary of scores."""
    if isinstance(value, Known):
        return NO_JUDGEMENTS
    if isinstance(value, CARRIES):
        return value.judged
    if isinstance(value, Several):
        return NO_JUDGEMENTS.union(*map(judged_of, value.items))
    if isinstance(value, Thing) and value.blueprint is None:
        return NO_JUDGEMENTS.union(*(inner.judged for inner in _plain(value)))
    return NO_JUDGEMENTS


def _plain(thing: Thing) -> list[Rows | Statistic]:
    """The entries of a dictionary, and the items of lists in it, that cannot hold the dictionary itself."""
    lists = (value.items if isinstance(value, Several) else (value,) for value in thing.attributes.values())
    return [inner for values in lists for inner in values if isinstance(inner, CARRIES)]


def rows_of(value: Value) -> Rows | None:
    """The rows in a value, those of all items of a list taken together; None if it holds none."""
    if isinstance(value, Rows):
        return value
    if isinstance(value, Known):
        return None
    found: Rows | None = None
    if isinstance(value, Thing) and value.blueprint is not None and value.blueprint.is_dataset:
        value = Several(tuple(_plain(value)))
    if isinstance(value, Several):
        for item in value.items:
            if isinstance(item, Known):
                continue
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
        few(first.parts | second.parts), first.taint | second.taint, first.columns | second.columns,
        first.single and second.single, first.guess if second.guess is not None else None,
        first.picked if first.picked == second.picked else "",
        first.held if first.held == second.held else None, first.of | second.of, first.judged | second.judged,
        first.whole and second.whole, either=first.either or second.either, turns=first.turns | second.turns,
        mingled=first.mingled or second.mingled,
    )  # fmt: skip


def names_in(value: Value) -> tuple[str, ...] | None:
    """Column names, if the value is a constant string or a list of them."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return (value.value,)
    if isinstance(value, Several):
        names = tuple(item.value for item in value.items if isinstance(item, Known) and isinstance(item.value, str))
        return names if len(names) == len(value.items) else None
    return None
