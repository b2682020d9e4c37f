"""Is something chosen by a score on the test rows, so that the score is no longer one of unknown rows?"""

from collections.abc import Iterator
from itertools import groupby

from mldebt import patterns as re
from mldebt.flow import HELD_OUT, OPTIMISERS, Choice, Judgement, Log, Part, Side, Watch, apart, uses_of
from mldebt.model import Confidence, Finding, Hop, Severity

from .claims import Claim, names_of
from .seen import knows

VALIDATION = re.compile(r"val|dev|oof|cv\b|fold|hold|(?:^|[\W_])va?(?:_|\d|\W|$)", re.IGNORECASE)
"""Names of rows that are there to choose by."""
TEST = re.compile(r"test|eval", re.IGNORECASE)
MANY = 3
MOST_SETS = 50
MOST_HOPS = 5


def claims(log: Log) -> Iterator[Claim]:
    uses = list(uses_of(log))
    judgements = list(dict.fromkeys(u.judgement for u in uses if u.judgement and u.purpose == "evaluate"))
    learned = frozenset(part for use in uses if use.purpose == "train" for part in use.rows.parts)
    held_out = [one for one in judgements if _is_test(log, one, learned)]
    # A test part that is judged beside another one, apart from it, was there to choose by.
    sets = list(dict.fromkeys(one.parts for one in judgements if not knows(one)))[:MOST_SETS]
    last = [one for one in held_out if not any(apart(one.parts, other) for other in sets)]
    found = [*_watched(log, last), *_chosen(log, last)]
    yield from found
    if not found and not log.folded:
        yield from _compared(log, last)


def _is_test(log: Log, judgement: Judgement, learned: frozenset[Part]) -> bool:
    """The rows were kept from the model, and their name does not say that they are there to choose by."""
    sides = {side for part in judgement.parts for side in part.path}
    divisions = [log.divisions[side.split] for side in sides if side.split in log.divisions]
    names = f"{judgement.asked} {names_of(log, judgement.parts)} {_side_names(log, sides)}"
    tests = bool(TEST.search(names))
    if any(division.folds for division in divisions) or _is_validation(judgement.asked, names):
        return False
    if judgement.trained is None:
        tests = tests or any(side.side == "test" for side in sides)
        return tests and bool(learned) and apart(judgement.parts, learned)
    return apart(judgement.parts, judgement.trained.parts) and (bool(sides) or tests)


def _side_names(log: Log, sides: set[Side]) -> str:
    """What the user calls the test side of the splits: every other name that a split gives."""
    names = [name for side in sides if side.side == "test" for name in log.sides.get(side.split, ())[1::2]]
    return " ".join(names)


def _is_validation(asked: str, names: str) -> bool:
    return bool(VALIDATION.search(asked) or (VALIDATION.search(names) and not TEST.search(names)))


def _watched(log: Log, last: list[Judgement]) -> Iterator[Claim]:
    tuned = {one.where for choice in log.choices if choice.how in OPTIMISERS for one in choice.judgements}
    told = set()
    for watch in log.watches:
        if watch.judgement not in last or watch.judgement.where in told or (watch.keeps and not log.loaded):
            continue
        for later in sorted(last, key=lambda one: one.trained != watch.judgement.trained):
            same = not apart(later.parts, watch.judgement.parts) and later.user == watch.judgement.user
            if later.metric not in HELD_OUT and later.where not in tuned and same and watch.judgement.where not in told:
                told.add(watch.judgement.where)
                yield Claim("reused", _stopped(watch, later))


def _stopped(watch: Watch, later: Judgement) -> Finding:
    rows = watch.judgement.asked or "the test rows"
    return Finding(
        watch.judgement.where,
        f"{watch.how} minds the score of {watch.judgement.user} on {rows}, which it is then judged on",
        evidence=(
            Hop(watch.judgement.where, f"{watch.how} watches the score on {rows}"),
            Hop(later.where, f"{later.user} is judged on the same rows"),
        ),
        subject=f"{watch.how}>{watch.judgement.user}",
        fix=f"split a validation part off the training part and give it as {watch.judgement.metric} instead of {rows}",
    )


def _chosen(log: Log, last: list[Judgement]) -> Iterator[Claim]:
    told = set()
    for choice in log.choices:
        formal = [one for one in choice.judgements if one.metric]
        judged = sorted((one for one in formal if one in last), key=_in_order)
        if choice.how in OPTIMISERS and not any(_is_final(one, choice) for one in last):
            continue
        several = len({one.trained for one in judged}) > 1
        compared = several or any(one.turn or one.metric.endswith("_curve") for one in judged)
        if len(judged) < len(formal) or not compared:
            continue
        where = choice.where if choice.how == "if" else judged[0].where
        if where not in told:
            told.add(where)
            yield Claim("reused", _by_score(choice, judged))


def _in_order(judgement: Judgement) -> str:
    """Of equal places the same one comes first, whatever the order of sets."""
    path, line, cell, column = judgement.where.order
    return str((path, f"{line:9}", cell and f"{cell[0]:9}{cell[1]:9}", f"{column:9}", judgement.rank))


def _is_final(judgement: Judgement, choice: Choice) -> bool:
    """The winner is judged on the same rows, outside of what the tuner calls."""
    inside = {one.where for one in choice.judgements}
    formal = judgement.metric not in HELD_OUT and judgement.where not in inside
    return formal and any(not apart(judgement.parts, one.parts) for one in choice.judgements)


def _by_score(choice: Choice, judged: list[Judgement]) -> Finding:
    first = judged[0]
    rows = first.asked or "the test rows"
    place = choice.where if choice.how == "if" else first.where
    return Finding(
        place,
        f"The best is chosen by its score on {rows}, so that score is too good",
        evidence=(
            *(Hop(one.where, f"{one.user} is judged on {one.asked or rows}") for one in judged[:MOST_HOPS]),
            Hop(choice.where, f"{choice.how} keeps the best of them"),
        ),
        subject=f"{choice.how}>{first.user}",
        fix=f"choose by cross-validation on the training part, and judge the winner on {rows} once",
    )


def _is_looped(log: Log, side: Side) -> bool:
    """The split is drawn anew in a loop, so its scores are averaged."""
    return side.split in log.divisions and log.divisions[side.split].looped


def _compared(log: Log, last: list[Judgement]) -> Iterator[Claim]:
    """Many models on one test part: somebody will keep the best."""
    formal = [one for one in last if one.metric and one.metric not in HELD_OUT and one.trained is not None]
    formal = [one for one in formal if not any(_is_looped(log, side) for part in one.parts for side in part.path)]
    formal.sort(key=lambda one: (sorted(map(str, one.parts)), _in_order(one)))
    for _, group in groupby(formal, key=lambda one: one.parts):
        judged = list(group)
        fits = {(one.user, one.trained.where) for one in judged if one.trained is not None}
        again = any(one.turn and one.trained is not None and one.trained.turn == one.turn for one in judged)
        if len(fits) >= MANY or again:
            yield Claim("reused", _side_by_side(judged, len(fits), again=again))


def _side_by_side(judged: list[Judgement], count: int, *, again: bool) -> Finding:
    first = judged[0]
    rows = first.asked or "the test rows"
    many = "A model is fitted again and again" if again and count < MANY else f"{count} models are fitted"
    one_each = {one.trained: one for one in reversed(judged)}.values()
    places = sorted(one_each, key=_in_order)
    return Finding(
        first.where,
        f"{many} and judged on {rows}, so the best of their scores is too good",
        evidence=tuple(Hop(one.where, f"{one.user} is judged on {one.asked or rows}") for one in places[:MOST_HOPS]),
        subject=f"{rows}>models",
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM,
        fix=f"compare them by cross-validation on the training part, and judge the winner on {rows} once",
    )
