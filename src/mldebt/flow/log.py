"""What happened to rows while a program was interpreted: how they were divided, learned from, predicted and judged."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mldebt.model import Place

from .values import Held, Judgement, Part, Rows

Purpose = Literal["train", "evaluate", "predict"]


class Division(NamedTuple):
    """A split: `name` is the function or method that does it, `folds` says that it does so again and again.

    `where` is its identity, `shown` the place to show: two slices at one bound are one split. Where it is not
    `certain` (a slice may be a preview), only rows used on both sides make it one. `shuffles`: it draws the rows at
    random; `looped`: it stands in a loop, so there are many of it; `grouped`: it may keep the rows of one entity
    together.
    """

    where: Place
    name: str
    folds: bool
    shown: Place
    certain: bool = True
    shuffles: bool = False
    grouped: bool = False
    looped: bool = False


class Use(NamedTuple):
    """Rows that a model learns from, predicts or is judged on; `target` is the column that is learned, if known;
    `by_order`: the model minds only the order of each column's values."""

    rows: Rows
    where: Place
    user: str
    purpose: Purpose
    target: str = ""
    judgement: Judgement | None = None
    by_order: bool = False


class Watch(NamedTuple):
    """Training that `how` stops, or whose best state it `keeps` in a file, by a score on the rows of `judgement`."""

    how: str
    judgement: Judgement
    keeps: bool = False


class Choice(NamedTuple):
    """One of several is chosen by scores: at `where`, by `how` (`max`, `if`)."""

    where: Place
    how: str
    judgements: frozenset[Judgement]


class Among(NamedTuple):
    """The target is among the features of a model trained at `where`, as `column`.

    `how`: the very column, a column computed from it, or what it is itself computed from; `made` is where that, or
    the choice of the columns, stands.
    """

    where: Place
    user: str
    target: str
    column: str
    how: Literal["itself", "computed", "source"]
    made: Place


class Source(NamedTuple):
    """Where a data set comes from, and what the user calls it."""

    where: Place
    name: str


class Entity(NamedTuple):
    """A column by which the program itself takes several rows for one thing, and where that shows."""

    column: str
    where: Place


@dataclass(slots=True)
class Log:
    """Collects while a program is interpreted."""

    divisions: dict[Place, Division] = field(default_factory=dict)
    sides: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    uses: dict[Use, None] = field(default_factory=dict)
    folded: dict[Use, Division] = field(default_factory=dict)
    watches: dict[Watch, None] = field(default_factory=dict)
    choices: dict[Choice, None] = field(default_factory=dict)
    among: dict[Among, None] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    learned_by_loss: set[Place] = field(default_factory=set)
    real: set[Place] | None = None
    handed_on: bool = False
    loaded: bool = False
    calls: list[Place | None] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    each_column: set[str] = field(default_factory=set)
    """The variables that are now one column after the other, and what is chosen by them."""

    @property
    def via(self) -> Place | None:
        """The call that led into the function that is being followed."""
        return self.calls[-1] if self.calls else None

    @property
    def turn(self) -> int:
        return self.turns[-1] if self.turns else 0

    def fresh(self, where: Place, name: str = "", origin: str = "") -> Rows:
        """A data set that nothing is known about but where it comes from."""
        origin = origin or "".join(f"{place}:{place.column} " for place in (where, self.via) if place is not None)
        self.sources.setdefault(origin, Source(where, name))
        return Rows(frozenset({Part(origin)}), held=Held(), whole=not self.turns)  # in a loop there are many of them

    def name_source(self, rows: Rows, where: Place, name: str) -> None:
        """A data set that has no name of its own is called as the variable that it is read into."""
        for part in rows.parts:
            source = self.sources.get(part.origin)
            if source is not None and not source.name and source.where == where:
                self.sources[part.origin] = source._replace(name=name)

    def real_divisions(self) -> set[Place]:
        """The splits that are certain, and those of which one side serves training and another to judge. Ask when all
        is followed: the answer is kept."""
        if self.real is not None:
            return self.real
        purposes: dict[tuple[Place, str], set[tuple[bool, str]]] = defaultdict(set)
        for use in uses_of(self):
            for part in use.rows.parts:
                for side in part.path:
                    if use.purpose != "predict" or self._is_fold(side.split):
                        purposes[side.split, part.origin].add((use.purpose == "train", side.side))
        served = {split for (split, _), found in purposes.items() if _both(found)}
        self.real = {place for place, division in self.divisions.items() if division.certain or place in served}
        return self.real

    def _is_fold(self, split: Place) -> bool:
        return split in self.divisions and self.divisions[split].folds

    def divide(self, division: Division) -> None:
        self.divisions[division.where] = division._replace(looped=bool(self.turns))

    def cut(self, by: object, name: str, where: Place) -> Place:
        """The name of a split that is known by what both of its sides are written with: a mask, a bound, a number."""
        mark = Place(f"{where.path}[{by}]")
        if mark not in self.divisions:
            self.divide(Division(mark, name, False, where, certain=False))
        return mark

    def train(self, rows: Rows, where: Place, user: str, target: str = "", *, by_order: bool = False) -> None:
        self.uses[Use(_bare(rows), where, user, "train", target, None, by_order)] = None

    def predict(self, rows: Rows, where: Place, user: str, judgement: Judgement) -> None:
        self.uses[Use(_bare(rows), where, user, "predict", "", judgement)] = None

    def judge(self, rows: Rows, judgement: Judgement) -> None:
        self.uses[Use(_bare(rows), judgement.where, judgement.user, "evaluate", "", judgement)] = None

    def evaluate_in_folds(self, rows: Rows, division: Division, user: str, *, by_order: bool = False) -> None:
        """Rows that the call itself divides into folds: what has seen them whole has seen both sides."""
        self.divisions[division.where] = division
        self.folded[Use(_bare(rows), division.where, user, "evaluate", "", None, by_order)] = division


def uses_of(log: Log) -> Iterator[Use]:
    """The uses; a loss that was followed back is no judgement but training."""
    for use in log.uses:
        trains = use.purpose == "evaluate" and use.where in log.learned_by_loss
        yield use._replace(purpose="train", judgement=None) if trains else use


def _both(found: set[tuple[bool, str]]) -> bool:
    return any(trains and not other and side != another for trains, side in found for other, another in found)


def _bare(rows: Rows) -> Rows:
    return rows._replace(judged=frozenset(), guess=None, held=None)
