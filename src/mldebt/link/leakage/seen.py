"""Is a model judged on rows that it knows, or on rows that were prepared by themselves?"""

from collections.abc import Iterator

from mldebt.flow import HELD_OUT, Event, Judgement, Log, Part, Trained, Use, apart, by_rank, uses_of
from mldebt.model import Confidence, Finding, Hop, Severity

from .claims import Claim, near

NO_FIT = frozenset({"lag", "dated", "windows", "look-ahead", "repetition"})
MOST_HOPS = 4


def knows(judgement: Judgement) -> bool:
    """The model has learned from every row that it is judged on."""
    trained = judgement.trained
    if trained is None or ((trained.either or judgement.either) and trained.parts != judgement.parts):
        return False
    learned = trained.parts
    return bool(learned) and all(any(part.lies_in(seen) for seen in learned) for part in judgement.parts)


def judged_on_training(log: Log, uses: list[Use]) -> Iterator[Claim]:
    """The model learned from all rows and is judged on some of them; or nothing but training rows is ever judged."""
    judgements = list(dict.fromkeys(u.judgement for u in uses if u.judgement and u.purpose == "evaluate"))
    formal = [one for one in judgements if _is_formal(one)]
    parts = {(one.trained, one.parts): (one, part) for one in reversed(formal) if (part := _held_out(log, one))}
    for judgement, part in reversed(parts.values()):
        yield Claim("judged-on-training", _part_of_training(log, judgement, part))
    hidden = log.handed_on or log.folded or any(map(_asks_for_unseen, uses))
    if formal and not parts and not hidden and all(map(knows, judgements)):
        yield Claim("judged-on-training", _only_training(log, formal))


def _is_formal(judgement: Judgement) -> bool:
    """A metric judges a model on rows that it has learned from."""
    named = bool(judgement.metric) and judgement.metric not in HELD_OUT
    return named and knows(judgement) and judgement.trained is not None and judgement.trained.supervised


def _asks_for_unseen(use: Use) -> bool:
    """Held-out rows of the same data set are predicted, so somebody may look at them."""
    one = use.judgement
    return use.purpose == "predict" and one is not None and not knows(one) and any(part.path for part in one.parts)


def _held_out(log: Log, judgement: Judgement) -> Part | None:
    """The judged part that was split off for testing, from rows that the model learned from as a whole."""
    for part in sorted(judgement.parts, key=str):
        for seen in judgement.trained.parts if judgement.trained is not None else ():
            if part.lies_in(seen) and len(part.path) > len(seen.path):
                side = part.path[len(seen.path)]
                folds = side.split in log.divisions and log.divisions[side.split].folds
                real = side.split in log.real_divisions() and (folds or log.divisions[side.split].certain)
                if real and side.side not in ("train", "sample"):
                    return part
    return None


def _part_of_training(log: Log, judgement: Judgement, part: Part) -> Finding:
    trained = judgement.trained
    assert trained is not None
    asked = judgement.asked or "the test part"
    side = next(side for side in part.path if side.side not in ("train", "sample"))
    division = log.divisions[side.split]
    return Finding(
        judgement.where,
        f"{judgement.user} is judged on {asked}, whose rows it has learned from",
        evidence=(
            Hop(trained.where, f"{trained.user} learns from all rows, before and after the split"),
            Hop(division.shown, f"{division.name} takes the test rows from the same rows"),
            Hop(judgement.where, f"{judgement.metric} judges it on them"),
        ),
        subject=f"{judgement.user}>{judgement.metric}",
        severity=Severity.CRITICAL,
        fix=f"fit {judgement.user}{near(judgement.where, trained.where)} on the training part only",
    )


def _only_training(log: Log, formal: list[Judgement]) -> Finding:
    first = formal[0]
    trained = first.trained
    assert trained is not None
    split = [
        log.divisions[side.split]
        for part in sorted(first.parts, key=str)
        for side in part.path[:1]
        if side.split in log.divisions
    ]
    places = sorted({one.where for one in formal}, key=lambda place: place.order)
    more = f", as in {len(places) - 1} more place{'s' * (len(places) > 2)}" if len(places) > 1 else ""
    hops = [Hop(trained.where, f"{trained.user} learns from these rows")]
    hops += [Hop(place, "and is judged on them") for place in places[:MOST_HOPS]]
    if split:
        hops.insert(0, Hop(split[0].shown, f"{split[0].name} sets rows aside that nothing is judged on"))
    rest = "the rows that were set aside" if split else "rows that were split off before the fit"
    return Finding(
        first.where,
        f"{first.user} is judged only on {first.asked or 'the rows'} that it has learned from{more}",
        evidence=tuple(hops),
        subject=f"{first.user}>{first.metric}",
        severity=Severity.HIGH if split else Severity.MEDIUM,
        confidence=Confidence.HIGH if split else Confidence.MEDIUM,
        fix=f"call {first.metric} on {rest}, not on {first.asked or 'the training rows'}",
    )


def fitted_on_test(uses: list[Use]) -> Iterator[Claim]:
    """What prepares the test rows, or the training rows, has learned from the test rows and nothing else."""
    told = set()
    for use in uses:
        judgement = use.judgement
        if judgement is None or judgement.trained is None:
            continue
        trained = judgement.trained
        if not apart(judgement.parts, trained.parts):
            continue
        for event in sorted(judgement.taint | trained.taint, key=by_rank):
            if event.at not in told and _only_saw(event, judgement, trained) and _is_sure(event, use):
                told.add(event.at)
                yield Claim("fitted-on-test", _fitted(event, judgement, trained))


def _only_saw(event: Event, judgement: Judgement, trained: Trained) -> bool:
    if event.effect in NO_FIT or event.grouped or event.either:
        return False
    return event.saw(judgement.parts) and not event.saw(trained.parts)


def _is_sure(event: Event, use: Use) -> bool:
    """Rows that are only predicted may be another matter, unless the training rows got the same treatment. A statistic
    of the test rows that only the training rows are changed by adapts them, and makes nothing of the test rows."""
    judgement = use.judgement
    trained = judgement.trained if judgement is not None else None
    if judgement is None or trained is None or (event.effect == "statistic" and event not in judgement.taint):
        return False
    if event.name == "mode" or (not event.tool and event.effect == "scaling" and use.purpose == "predict"):
        return False  # a mode is nearly always the same; a function has nothing that could be used again
    if event in trained.taint and event.effect != "categories":
        return True
    twin = any(other.name == event.name and other.effect == event.effect for other in trained.taint)
    if event.effect == "categories":
        return twin
    return use.purpose == "evaluate" or (twin and event.effect != "statistic")


def _fitted(event: Event, judgement: Judgement, trained: Trained) -> Finding:
    asked = event.given or judgement.asked or "the test rows"
    weak = event.weak or event.effect in ("statistic", "categories", "discretisation")
    hops = [Hop(event.via, "it is called for the test rows")] if event.via is not None else []
    alike = [one for one in trained.taint if one.name == event.name and one.column == event.column]
    twin = min(alike, key=by_rank, default=None)
    apart = twin is not None and twin.where != event.where
    first = [Hop(twin.where, f"{twin.name} learned from the training rows")] if twin and apart else []
    tool = event.tool if twin is not None and event.tool == twin.tool and "(" not in event.tool else ""
    verb = "is taken of" if event.effect == "statistic" else "is fitted on"
    used = Hop(judgement.where, f"{judgement.user} is asked about the result")
    if event not in judgement.taint:
        used = Hop(trained.where, f"{trained.user} learns from the result")
    return Finding(
        event.at,
        f"{event.name} {verb} {asked}, which are rows to be judged on",
        evidence=(
            *first, *hops, Hop(event.where, f"{event.name} learns from them"), used,
        ),
        subject=f"{event.name}>test",
        severity=Severity.MEDIUM if weak else Severity.CRITICAL if event.target_aware else Severity.HIGH,
        confidence=Confidence.MEDIUM if weak else Confidence.HIGH,
        fix=_sketch(event, asked, tool),
    )  # fmt: skip


def _sketch(event: Event, asked: str, tool: str) -> str:
    if event.effect == "resampling":
        return f"leave {asked} as they are, draw new rows from the training part only"
    if event.effect == "statistic":
        return f"take the {event.name} of the training part and use it for {asked} too"
    if event.effect == "clustering":
        return f"predict {asked} with the {event.name} that was fitted on the training rows"
    if tool:
        return f"{tool}.transform({asked}) here, while {tool} is the one that was fitted on the training rows"
    return f"transform {asked} with the {event.name} that was fitted on the training rows"


def claims(log: Log) -> Iterator[Claim]:
    uses = list(uses_of(log))
    yield from fitted_on_test(uses)
    yield from judged_on_training(log, uses)
