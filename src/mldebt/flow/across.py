"""Which results cross a split?

A leak is a use, by training or by evaluation, of rows on one side of a split that carry the result of an operation
which looked at rows of both sides. Only the outermost split of a data set counts: what is fitted on a whole training
part before that part is divided again is no concern here. Two data sets are a split too, where a model learns from one
and is judged on the other.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.model import Place

from .log import Division, Log, Purpose, Use, uses_of
from .values import Event, Judgement, Part, Rows, by_rank

ONLY_SHUFFLED = frozenset({"lag", "dated", "windows"})
"""Effects that do harm only where the rows are then drawn at random."""
ONLY_KNOWN = frozenset({"categories"})
"""Effects that carry nothing across a split."""


class Leak(NamedTuple):
    """`event` saw rows of both sides of `division`, and its result is used at `use` by `user` for the purpose.

    `judged` is where a model was judged on the other side of the division, if it was. `by_order`: all models that learn
    from the result mind only the order of each column's values.
    """

    event: Event
    division: Division
    use: Place
    user: str
    purpose: Purpose
    judged: Judgement | None = None
    by_order: bool | None = None


def leaks_across(log: Log) -> list[Leak]:
    """Every leak once for each event and kind of division, in the order of the file."""
    judged = _judged(log)
    found = [*_divided(log), *_folded(log), *_between_sources(log)]
    learned = [leak for leak in found if leak.by_order is not None]
    blind = {leak.event.at for leak in learned} - {leak.event.at for leak in learned if not leak.by_order}
    told: dict[object, Leak] = {}
    for leak in found:
        first = leak._replace(judged=judged.get(leak.division.where, leak.judged), by_order=leak.event.at in blind)
        if all(key not in told for key in _keys(leak)):
            told.update((key, first) for key in _keys(leak))
    return sorted({id(leak): leak for leak in told.values()}.values(), key=_in_order)


def _in_order(leak: Leak) -> tuple[object, ...]:
    return leak.event.at.order[:3], leak.event.where.order


def across(log: Log, rows: Rows) -> list[tuple[Division, Part]]:
    """The outermost splits that the rows are one side of, in the order of the file, with the part up to that side.

    Rows of both sides, put together again, are on neither."""
    real = log.real_divisions()
    if not real:
        return []
    found: dict[tuple[str, Place], set[Part]] = defaultdict(set)
    for part in rows.parts:
        number = next((number for number, side in enumerate(part.path) if side.split in real), None)
        if number is not None:
            found[part.origin, part.path[number].split].add(part._replace(path=part.path[: number + 1]))
    once: list[tuple[Division, Part]] = []
    for (_, split), parts in found.items():
        if len({part.path[-1] for part in parts}) == 1:
            once.extend((log.divisions[split], part) for part in parts)
    return sorted(once, key=lambda pair: (pair[0].shown.order, pair[1].origin, str(pair[1].path)))


def _keys(leak: Leak) -> list[object]:
    """What may be told once only: a place where harm is done, and a statistic that is used in many places."""
    event, division = leak.event, leak.division
    if event.effect in ONLY_SHUFFLED:
        return [division.where]
    kind = (division.folds, event.effect in ("repetition", "look-ahead"))
    places = [event.at, event.where] if event.effect == "statistic" else [event.at]
    return [(place, *kind) for place in dict.fromkeys(places)]


def _judged(log: Log) -> dict[Place, Judgement]:
    """The first judgement on a side of each division; one by a metric before one that only looks like it."""
    found: dict[Place, Judgement] = {}
    for use in uses_of(log):
        if use.judgement is not None and use.purpose == "evaluate":
            for division, part in across(log, use.rows):
                if part.path[-1].side != "train":
                    first = found.setdefault(division.where, use.judgement)
                    if use.judgement.metric and not first.metric:
                        found[division.where] = use.judgement
    return found


def _divided(log: Log) -> Iterator[Leak]:
    uses = [use for use in uses_of(log) if use.purpose != "predict"]
    targets = frozenset(use.target for use in uses if use.target)
    told: set[object] = set()  # later uses of the same result say nothing new, and there may be many
    for use in uses:
        for division, part in across(log, use.rows):
            for event in _crossing(log, use, division, part, targets, told):
                yield Leak(event, division, use.where, use.user, use.purpose, None, _of_learner(use))


def _crossing(
    log: Log, use: Use, division: Division, part: Part, targets: frozenset[str], told: set[object]
) -> list[Event]:
    new = [event for event in use.rows.events_beside(targets) if (event.at, division.where, use.by_order) not in told]
    real = log.real_divisions()
    events = [event for event in new if _matters(event, division, use.target) and _saw_both(event, part, real)]
    told.update((event.at, division.where, use.by_order) for event in events)
    return sorted(events, key=by_rank)


def _of_learner(use: Use) -> bool | None:
    """Whether the model minds only the order of values; a judgement does not say."""
    return use.by_order if use.purpose == "train" else None


def _folded(log: Log) -> Iterator[Leak]:
    for use, division in log.folded.items():
        whole = [part for part in use.rows.parts if not part.divided]
        for event in sorted(use.rows.events, key=by_rank):
            if _matters(event, division, "") and event.saw(whole):
                yield Leak(event, division, division.where, use.user, "evaluate", by_order=use.by_order)


def _between_sources(log: Log) -> Iterator[Leak]:
    """Two files are the sides: what has seen both, and is used to judge a model on one that learned from the other."""
    for use in uses_of(log):
        judgement = use.judgement
        if use.purpose != "evaluate" or judgement is None or judgement.trained is None:
            continue
        learned = judgement.trained.parts
        origins = {part.origin for part in learned}
        if any(part.origin in origins for part in judgement.parts):
            continue
        division = _source_as_division(log, judgement)
        for event in sorted(judgement.taint | judgement.trained.taint, key=by_rank):
            if _matters(event, division, "") and event.saw(learned) and event.saw(judgement.parts):
                yield Leak(event, division, use.where, use.user, "evaluate", judgement)


def _source_as_division(log: Log, judgement: Judgement) -> Division:
    part = min(judgement.parts)
    source = log.sources.get(part.origin)
    place = source.where if source is not None else judgement.where
    name = source.name if source is not None and source.name else judgement.asked or "another data set"
    return Division(place, name, False, place)


def _matters(event: Event, division: Division, target: str) -> bool:
    """A statistic of groups leaks only where it is one of the target."""
    if event.effect in ONLY_KNOWN or (event.effect in ONLY_SHUFFLED and not division.shuffles):
        return False
    if event.effect in ("look-ahead", "repetition", "windows") and division.grouped:  # a group lies on one side
        return False
    return not event.grouped or bool(event.column and event.column == target)


def _saw_both(event: Event, part: Part, real: set[Place]) -> bool:
    """The event looked at rows on both sides of the split that these rows are one side of, or at the undivided rows."""
    own, before = part.path[-1], [side for side in part.path if side.split in real]
    paths = [[side for side in seen.path if side.split in real] for seen in event.over if seen.origin == part.origin]
    above = [path == before[: len(path)] and all(side.split != own.split for side in path) for path in paths]
    if event.either:  # it saw one of them, nobody knows which
        return bool(above) and all(above)
    sides = {side for path in paths for side in path if side.split == own.split}
    return any(above) or (own in sides and len(sides) > 1)
