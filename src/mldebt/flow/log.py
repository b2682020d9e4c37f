"""What happened to rows, and which of it is a leak.

A leak is a use, by training or by evaluation, of rows on one side of a split that carry the result of an operation
which looked at rows of both sides. Only the outermost split of a data set counts: what is fitted on a whole training
part before that part is divided again is no concern here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mldebt.model import Place

from .values import Event, Part, Rows, Side

Purpose = Literal["train", "evaluate"]


class Division(NamedTuple):
    """A split: `name` is the function or method that does it, `folds` says that it does so again and again.

    `where` is its identity, `shown` the place to show: two slices at one bound are one split. Where it is not
    `certain` (a slice may be a preview), only rows used on both sides make it one.
    """

    where: Place
    name: str
    folds: bool
    shown: Place
    certain: bool = True


class Leak(NamedTuple):
    """`event` saw rows of both sides of `division`, and its result is used at `use` by `user` for the purpose."""

    event: Event
    division: Division
    use: Place
    user: str
    purpose: Purpose


class Use(NamedTuple):
    rows: Rows
    where: Place
    user: str
    purpose: Purpose
    target: str = ""


@dataclass(slots=True)
class Log:
    """Collects while a program is interpreted; ask `leaks` afterwards."""

    divisions: dict[Place, Division] = field(default_factory=dict)
    uses: dict[Use, None] = field(default_factory=dict)
    folded: list[Leak] = field(default_factory=list)

    def divide(self, division: Division) -> None:
        self.divisions[division.where] = division

    def use(self, rows: Rows, where: Place, user: str, purpose: Purpose, target: str = "") -> None:
        """Rows are trained on, or judged; `target` is the column that is learned, where it is known."""
        self.uses[Use(rows, where, user, purpose, target)] = None

    def evaluate_in_folds(self, rows: Rows, division: Division, user: str) -> None:
        """Rows that the call itself divides into folds: what has seen them whole has seen both sides."""
        self.divisions[division.where] = division
        for event in sorted(rows.events, key=_rank):
            if not event.grouped and any(not part.path and part in event.over for part in rows.parts):
                self.folded.append(Leak(event, division, division.where, user, "evaluate"))

    def leaks(self) -> list[Leak]:
        """Every leak once for each event and kind of division, in the order of the file."""
        used = {(use.purpose, part.origin, side) for use in self.uses for part in use.rows.parts for side in part.path}
        found: dict[tuple[Place, bool], Leak] = {}
        for leak in (*self._divided(used), *self.folded):
            found.setdefault((leak.event.where, leak.division.folds), leak)
        return sorted(found.values(), key=lambda leak: leak.event.where.order)

    def _divided(self, used: set[tuple[Purpose, str, Side]]) -> Iterator[Leak]:
        targets = frozenset(use.target for use in self.uses if use.target)
        told: set[tuple[Place, bool]] = set()  # later uses of the same result say nothing new, and there may be many
        for use in self.uses:
            for division, part in self._across(use.rows):
                if division.certain or _both_sides(part, use.purpose, used):
                    events = [
                        event for event in use.rows.events_beside(targets) if (event.where, division.folds) not in told
                    ]
                    events = [e for e in events if _matters(e, use.target) and _saw_both(e, part, use.purpose)]
                    told.update((event.where, division.folds) for event in events)
                    for event in sorted(events, key=_rank):
                        yield Leak(event, division, use.where, use.user, use.purpose)

    def _across(self, rows: Rows) -> list[tuple[Division, Part]]:
        """The outermost splits that the rows are one side of, in the order of the file."""
        sides = [(self.divisions.get(part.path[0].split), part) for part in rows.parts if part.path]
        found = [(division, part) for division, part in sides if division is not None]
        return sorted(found, key=lambda pair: (pair[0].shown.order, pair[1].origin, str(pair[1].path)))


def _both_sides(part: Part, purpose: Purpose, used: set[tuple[Purpose, str, Side]]) -> bool:
    """Another side of the same split serves the other purpose: one is trained on, the other judged."""
    own = part.path[0]
    return any(
        other != purpose and origin == part.origin and side.split == own.split and side != own
        for other, origin, side in used
    )


def _rank(event: Event) -> tuple[object, ...]:
    """Sets have no order, reports must have one: by place, then what is gravest."""
    return (*event.where.order, not event.target_aware, event.effect, event.name, event.column)


def _matters(event: Event, target: str) -> bool:
    """A statistic of groups leaks only where it is one of the target."""
    return not event.grouped or bool(event.column and event.column == target)


def _saw_both(event: Event, part: Part, purpose: Purpose) -> bool:
    """The event looked at rows on the other side of the split that these rows are one side of."""
    own, sides = (
        part.path[0],
        {seen.path[0] if seen.path else None for seen in event.over if seen.origin == part.origin},
    )
    if None in sides:
        return True
    others = {side for side in sides if side is not None and side.split == own.split and side != own}
    return bool(others) and (purpose == "train" or own in sides)
