"""Which conditions are not met? In this order: completeness, criticals, new debt, practices, families, the rest."""

from collections.abc import Callable, Collection, Iterator

from mldebt.model import Condition, Debt, Verdict

from .case import Case, Rescore
from .remedy import cheapest_minutes, cheapest_score

FEW_LINES = 20
"""Below so many changed lines the score says nothing about the change (SonarQube's fudge factor)."""


def judge(case: Case) -> Verdict:
    """The verdict; each failed condition names its distance and the least work that would meet it."""
    failed = (
        *_completeness(case),
        *_severity(case),
        *_new_findings(case),
        *_new_minutes(case),
        *_score_drop(case),
        *_practices(case),
        *_families(case),
        *_minutes(case),
        *_score(case),
    )
    return Verdict(not failed, tuple(one.sentence for one in failed), failed)


def _completeness(case: Case) -> Iterator[Condition]:
    """A gate that was asked for is not met by what nobody could read."""
    if not case.gate.is_asked:
        return
    if case.coverage is not None and not case.coverage.files_read:
        yield Condition("complete", "no file could be read, so no gate can be met", 1)
    elif case.score is not None and case.score.incomplete:
        yield Condition("complete", "less than nine tenths of the code could be read, so no gate can be met", 1)
    unseen = case.comparison.unseen if case.comparison and _is_relative(case) else ()
    if unseen:
        files = {missing.path: missing for missing in reversed(unseen)}
        first = unseen[0]
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        told = f"{first.path}{more} cannot be read since this change ({first.reason}), so its new debt is not known"
        yield Condition("complete", told, len(files))


def _is_relative(case: Case) -> bool:
    gate = case.gate
    return any(limit is not None for limit in (gate.fail_on_new, gate.max_new_minutes, gate.score_drop))


def _severity(case: Case) -> Iterator[Condition]:
    limit = case.gate.fail_on
    guilty = [debt for debt in case.firm if limit is not None and debt.severity.rank >= limit.rank]
    if guilty:
        reached = "1 finding reaches" if len(guilty) == 1 else f"{len(guilty)} findings reach"
        told = f"{reached} severity {limit} where fail-on allows none, first {_first(guilty)}"
        yield Condition("fail-on", told, len(guilty), tuple(guilty))


def _new_findings(case: Case) -> Iterator[Condition]:
    limit = case.gate.fail_on_new
    if limit is None or case.comparison is None:
        return
    guilty = [debt for debt in case.new if debt.severity.rank >= limit.rank]
    if guilty:
        reached = "1 new finding reaches" if len(guilty) == 1 else f"{len(guilty)} new findings reach"
        told = f"{reached} severity {limit} where fail-on-new allows none, first {_first(guilty)}"
        yield Condition("fail-on-new", told + _excused(case, guilty), len(guilty), tuple(guilty))


def _new_minutes(case: Case) -> Iterator[Condition]:
    limit, comparison = case.gate.max_new_minutes, case.comparison
    if limit is None or comparison is None:
        return
    added = comparison.added
    grown = [debt for debt in case.firm if added.get(debt.fingerprint)]
    minutes = sum(added[debt.fingerprint] for debt in grown)
    if minutes > limit:
        told = f"{minutes} minutes of new debt are {minutes - limit} more than max-new-minutes {limit} allows"
        remedy = cheapest_minutes(grown, lambda debt: added[debt.fingerprint], minutes - limit)
        yield Condition("max-new-minutes", told + _excused(case, grown), minutes - limit, remedy)


def _score_drop(case: Case) -> Iterator[Condition]:
    limit, comparison = case.gate.score_drop, case.comparison
    if limit is None or comparison is None or comparison.score_before is None:
        return
    if comparison.changed_lines is not None and comparison.changed_lines < FEW_LINES:
        return
    before, now = comparison.score_before, comparison.score_now
    if now is None:
        yield Condition("score-drop", "there is no score any more, so score-drop cannot be met", 1)
        return
    drop = round(before - now, 1)
    if drop > limit:
        told = (
            f"the change lowers the score from {before:.1f} to {now:.1f} over the size of the base,"
            f" {drop - limit:.4g} more than score-drop {limit:g} allows"
        )
        grown = [debt for debt in case.debts if debt.fingerprint in comparison.added]
        others = [debt for debt in case.debts if debt.fingerprint not in comparison.added]

        def passes(debts: Collection[Debt]) -> bool:
            score = case.rescore_on_base((*others, *debts))
            return score is not None and round(before - score.value, 1) <= limit

        gain = _value(lambda debts: case.rescore_on_base((*others, *debts)))
        yield Condition("score-drop", told, drop - limit, cheapest_score(grown, passes, gain))


def _practices(case: Case) -> Iterator[Condition]:
    limit, comparison = case.gate.practice_lost, case.comparison
    if limit is None or comparison is None or len(comparison.lost) <= limit:
        return
    lost = comparison.lost
    names = ", ".join(sorted({debt.practice or debt.rule for debt in lost}))
    given = "1 practice is" if len(lost) == 1 else f"{len(lost)} practices are"
    told = f"{given} given up ({names}) where practice-lost allows {limit}"
    cheapest = sorted(lost, key=lambda debt: (debt.minutes, debt.rule))[: len(lost) - limit]
    yield Condition("practice-lost", told, len(lost) - limit, tuple(cheapest))


def _families(case: Case) -> Iterator[Condition]:
    rows = {row.family: row for row in case.score.families} if case.score else {}
    for name, limit in sorted(case.gate.family_min.items()):
        row = rows.get(name)
        if row is None or (not row.assessed and case.was_in_doubt(name)):
            told = f"{name} was not assessed, so family-min {limit:g} cannot be met"
            yield Condition("family-min", told, limit)
        elif row.score < limit:
            told = f"{name} scores {row.score:.1f}, {limit - row.score:.4g} below family-min {limit:g}"
            own = [debt for debt in case.debts if debt.open and debt.family == name]
            yield Condition("family-min", told, limit - row.score, _raising(case, own, name, limit))


def _raising(case: Case, own: list[Debt], name: str, limit: float) -> tuple[Debt, ...]:
    others = [debt for debt in case.debts if debt.family != name]

    def value(debts: Collection[Debt]) -> float:
        score = case.rescore((*others, *debts))
        return next((row.score for row in score.families if row.family == name), 0.0) if score else 0.0

    return cheapest_score(own, lambda debts: value(debts) >= limit, value)


def _minutes(case: Case) -> Iterator[Condition]:
    limit = case.gate.max_debt_minutes
    minutes = sum(debt.minutes for debt in case.firm)
    if limit is not None and minutes > limit:
        excess = minutes - limit
        counted = f"{minutes} minutes of debt, advisory findings aside"
        told = f"{counted}, are {excess} more than max-debt-minutes {limit} allows"
        remedy = cheapest_minutes(case.firm, lambda debt: debt.minutes, excess)
        yield Condition("max-debt-minutes", told, excess, remedy)


def _score(case: Case) -> Iterator[Condition]:
    limit, score = case.gate.fail_under, case.score
    if limit is None:
        return
    if score is None:
        yield Condition("fail-under", f"nothing was assessed, so fail-under {limit:g} cannot be met", limit)
    elif score.value < limit:
        distance = limit - score.value
        told = f"score {score.value:.1f} is {distance:.4g} below fail-under {limit:g}"
        own = [debt for debt in case.debts if debt.open]
        gain = _value(case.rescore)
        remedy = cheapest_score(own, lambda debts: gain(debts) >= limit, gain)
        yield Condition("fail-under", told, distance, remedy)


def _value(rescore: Rescore) -> Callable[[Collection[Debt]], float]:
    return lambda debts: score.value if (score := rescore(debts)) else 0.0


def _first(debts: list[Debt]) -> str:
    worst = min(debts, key=lambda debt: (-debt.severity.rank, debt.where.order, debt.rule))
    return f"{worst.rule} ({worst.severity}) at {worst.where}"


def _excused(case: Case, debts: list[Debt]) -> str:
    """A finding that a comment covers, and that still counts, would puzzle its author."""
    allowed = {debt.fingerprint for debt in case.comparison.allowed} if case.comparison else set()
    number = sum(debt.fingerprint in allowed for debt in debts)
    return f" ({number} allowed by comments of this change, which count once they are merged)" if number else ""
