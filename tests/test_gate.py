"""Does the gate say no when it should, and by how much?"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mldebt.gate import Case, cheapest_minutes, judge
from mldebt.model import (
    Cell,
    Comparison,
    Condition,
    Confidence,
    Coverage,
    Debt,
    FamilyScore,
    GateSettings,
    Kind,
    NotRead,
    Place,
    Score,
    Severity,
    Status,
    Verdict,
)

LEAK = Debt(
    rule="fit-before-split",
    family="leakage",
    kind=Kind.SITE,
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    where=Place("train.py", 12, 5),
    message="StandardScaler is fitted before the split",
    why="the reason",
    minutes=45,
)
SEED = replace(
    LEAK,
    rule="unseeded-randomness",
    family="reproducibility",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    where=Place("eda.ipynb", 40, 1, cell=Cell(3, 2)),
    minutes=5,
)
VAGUE = replace(LEAK, rule="resort-after-rank", confidence=Confidence.ADVISORY, minutes=1000)
SCORE = Score(58.1, 53.7, 60.4, "C", 50, (), "prior-1")


def judged(score: Score | None, debts: Iterable[Debt], gate: GateSettings, since: Comparison | None = None) -> Verdict:
    """The verdict without the parts of its conditions."""
    return replace(judge(Case(gate, tuple(debts), score, since)), conditions=())


def test_without_conditions_everything_passes() -> None:
    assert judged(SCORE, [LEAK, SEED, VAGUE], GateSettings()) == Verdict(True)
    assert judged(None, [LEAK], GateSettings()) == Verdict(True)


def test_a_gate_is_not_met_by_what_nobody_could_read() -> None:
    failure = "less than nine tenths of the code could be read, so no gate can be met"
    half_read = replace(SCORE, incomplete=True)

    assert judged(half_read, [], GateSettings(fail_on=Severity.CRITICAL)) == Verdict(False, (failure,))
    assert judged(half_read, [], GateSettings()) == Verdict(True)


def test_met_conditions_pass() -> None:
    gate = GateSettings(fail_under=58.1, fail_on=Severity.HIGH, max_debt_minutes=5)

    assert judged(SCORE, [SEED], gate) == Verdict(True)


def test_a_score_below_the_floor_fails_with_its_distance() -> None:
    failure = "score 58.1 is 6.9 below fail-under 65"

    assert judged(SCORE, [], GateSettings(fail_under=65)) == Verdict(False, (failure,))


def test_a_small_distance_is_not_rounded_away() -> None:
    failure = "score 58.1 is 0.04 below fail-under 58.14"

    assert judged(SCORE, [], GateSettings(fail_under=58.14)) == Verdict(False, (failure,))


def test_nothing_assessed_never_passes_a_floor_not_even_a_floor_of_zero() -> None:
    failure = "nothing was assessed, so fail-under 0 cannot be met"

    assert judged(None, [], GateSettings(fail_under=0)) == Verdict(False, (failure,))


def test_a_finding_of_the_severity_or_above_fails() -> None:
    leak = "where fail-on allows none, first fit-before-split (critical) at train.py:12"
    seed = "where fail-on allows none, first unseeded-randomness (medium) at eda.ipynb:cell 3:2"
    one = f"1 finding reaches severity critical {leak}"
    two = f"2 findings reach severity medium {leak}"
    cell = f"1 finding reaches severity low {seed}"

    assert judged(SCORE, [SEED, LEAK], GateSettings(fail_on=Severity.CRITICAL)) == Verdict(False, (one,))
    assert judged(SCORE, [SEED, LEAK], GateSettings(fail_on=Severity.MEDIUM)) == Verdict(False, (two,))
    assert judged(SCORE, [SEED], GateSettings(fail_on=Severity.LOW)) == Verdict(False, (cell,))


def test_severity_is_compared_by_rank_and_not_by_spelling() -> None:
    assert judged(SCORE, [SEED], GateSettings(fail_on=Severity.HIGH)).passed
    assert not judged(SCORE, [LEAK], GateSettings(fail_on=Severity.LOW)).passed


def test_too_many_minutes_fail_with_the_excess() -> None:
    failure = "50 minutes of debt, advisory findings aside, are 10 more than max-debt-minutes 40 allows"

    assert judged(SCORE, [LEAK, SEED], GateSettings(max_debt_minutes=40)) == Verdict(False, (failure,))
    assert judged(SCORE, [LEAK, SEED], GateSettings(max_debt_minutes=50)) == Verdict(True)


def test_advisory_and_suppressed_findings_never_gate() -> None:
    allowed = replace(LEAK, status=Status.SUPPRESSED)
    gate = GateSettings(fail_on=Severity.LOW, max_debt_minutes=0)

    assert judged(SCORE, [VAGUE, allowed], gate) == Verdict(True)


def test_known_findings_and_those_of_plugins_gate_like_any_other() -> None:
    known, plugin = replace(LEAK, status=Status.KNOWN), replace(LEAK, scored=False)
    gate = GateSettings(fail_on=Severity.CRITICAL)

    assert not judged(SCORE, [known], gate).passed
    assert not judged(SCORE, [plugin], gate).passed


def test_every_failed_condition_is_named() -> None:
    verdict = judged(None, [LEAK], GateSettings(fail_under=50, fail_on=Severity.HIGH, max_debt_minutes=0))

    assert [failure.split()[0] for failure in verdict.failures] == ["1", "45", "nothing"]
    assert not verdict.passed


def since(*new: Debt, **more: object) -> Comparison:
    added = {debt.fingerprint: debt.minutes for debt in new}
    return replace(Comparison("the base", new, added=added), **more)  # type: ignore[arg-type]  # by name


OLD = replace(LEAK, status=Status.KNOWN, fingerprint="old:1")
NEW = replace(LEAK, fingerprint="new:1")
SMALL = replace(SEED, fingerprint="small:1")


def test_only_new_findings_fail_a_gate_on_new_ones() -> None:
    gate = GateSettings(fail_on_new=Severity.HIGH)
    failure = (
        "1 new finding reaches severity high where fail-on-new allows none,"
        " first fit-before-split (critical) at train.py:12"
    )

    assert judged(SCORE, [OLD, SMALL], gate, since(SMALL)) == Verdict(True)
    assert judged(SCORE, [OLD, NEW, SMALL], gate, since(NEW, SMALL)) == Verdict(False, (failure,))
    assert judged(SCORE, [replace(NEW, confidence=Confidence.ADVISORY)], gate, since(NEW)) == Verdict(True)


def test_without_a_past_nothing_is_judged_as_new() -> None:
    gate = GateSettings(fail_on_new=Severity.LOW, max_new_minutes=0, score_drop=0, practice_lost=0)

    assert judged(SCORE, [NEW], gate) == Verdict(True)


def test_new_minutes_are_those_that_came_with_the_change() -> None:
    grown = replace(OLD, minutes=60)
    gate = GateSettings(max_new_minutes=10)
    failure = "20 minutes of new debt are 10 more than max-new-minutes 10 allows"

    assert judged(SCORE, [grown, SMALL], gate, since(SMALL, added={"old:1": 5, "small:1": 5})) == Verdict(True)
    assert judged(SCORE, [grown, SMALL], gate, since(SMALL, added={"old:1": 15, "small:1": 5})).failures == (failure,)


def test_a_comment_of_the_same_change_excuses_nothing_and_the_author_is_told() -> None:
    verdict = judged(SCORE, [NEW], GateSettings(fail_on_new=Severity.LOW), since(NEW, allowed=(NEW,)))

    assert "(1 allowed by comments of this change, which count once they are merged)" in verdict.failures[0]


def test_a_change_may_not_lower_the_score_further_than_allowed() -> None:
    gate = GateSettings(score_drop=0.5)
    fell = since(NEW, score_before=60.0, score_now=58.5, changed_lines=20)
    failure = (
        "the change lowers the score from 60.0 to 58.5 over the size of the base, 1 more than score-drop 0.5 allows"
    )

    assert judged(SCORE, [NEW], gate, fell) == Verdict(False, (failure,))
    assert judged(SCORE, [NEW], gate, replace(fell, score_now=59.5)) == Verdict(True)
    assert judged(SCORE, [NEW], gate, replace(fell, changed_lines=19)) == Verdict(True)
    assert judged(SCORE, [NEW], gate, replace(fell, score_before=None)) == Verdict(True)
    assert not judged(SCORE, [NEW], gate, replace(fell, score_now=None)).passed


def test_few_changed_lines_excuse_no_finding() -> None:
    gate = GateSettings(fail_on_new=Severity.LOW, max_new_minutes=0)

    assert len(judged(SCORE, [NEW], gate, since(NEW, changed_lines=1)).failures) == 2


def test_a_practice_that_is_given_up_fails() -> None:
    lost = replace(NEW, kind=Kind.PRACTICE, practice="ci", minutes=120)
    gate = GateSettings(practice_lost=0)

    assert judged(SCORE, [lost], gate, since(lost, lost=(lost,))).failures == (
        "1 practice is given up (ci) where practice-lost allows 0",
    )
    assert judged(SCORE, [lost], replace(gate, practice_lost=1), since(lost, lost=(lost,))) == Verdict(True)


def test_a_family_below_its_minimum_fails_with_its_distance() -> None:
    score = replace(SCORE, families=(FamilyScore("leakage", 31.2, 45, 1), FamilyScore("glue", 100.0, 0, 0, False)))
    gate = GateSettings(family_min={"leakage": 40, "glue": 99, "feedback": 10})

    assert judged(score, [], gate).failures == (
        "feedback was not assessed, so family-min 10 cannot be met",
        "leakage scores 31.2, 8.8 below family-min 40",
    )


def test_what_cannot_be_read_since_the_change_fails_a_gate_on_what_is_new() -> None:
    broken = since(unseen=(NotRead("a.py", "not valid Python at line 3", 3, 9), NotRead("b.py", "binary", 0, 2)))
    failure = (
        "a.py and 1 more cannot be read since this change (not valid Python at line 3), so its new debt is not known"
    )

    assert judged(SCORE, [], GateSettings(fail_on_new=Severity.HIGH), broken).failures == (failure,)
    assert judged(SCORE, [], GateSettings(fail_on=Severity.HIGH), broken) == Verdict(True)


def test_nothing_read_meets_no_gate() -> None:
    nothing = Case(GateSettings(fail_on=Severity.HIGH), (), None, coverage=Coverage(3, 0, (), ()))

    assert judge(nothing).failures == ("no file could be read, so no gate can be met",)
    assert judge(replace(nothing, gate=GateSettings())) == Verdict(True)


def test_conditions_come_in_the_order_of_their_weight() -> None:
    gate = GateSettings(
        fail_under=90, fail_on=Severity.HIGH, max_debt_minutes=0, fail_on_new=Severity.HIGH, max_new_minutes=0,
        score_drop=0, practice_lost=0, family_min={"glue": 50},
    )  # fmt: skip
    lost = since(NEW, lost=(NEW,), score_before=60.0, score_now=10.0)
    verdict = judge(Case(gate, (NEW,), replace(SCORE, incomplete=True), lost))

    assert [one.name for one in verdict.conditions] == [
        "complete", "fail-on", "fail-on-new", "max-new-minutes", "score-drop", "practice-lost", "family-min",
        "max-debt-minutes", "fail-under",
    ]  # fmt: skip
    assert [one.sentence for one in verdict.conditions] == list(verdict.failures)


def priced(*minutes: int) -> list[Debt]:
    return [
        replace(SEED, minutes=cost, where=Place("a.py", at + 1), fingerprint=f"{at}:1")
        for at, cost in enumerate(minutes)
    ]


def test_the_cheapest_set_is_named() -> None:
    debts = priced(45, 30, 20, 5, 5)
    condition = judge(Case(GateSettings(max_debt_minutes=77), tuple(debts), SCORE)).conditions[0]

    assert condition == Condition("max-debt-minutes", condition.sentence, 28, (debts[1],))
    assert condition.minutes == 30


@given(st.lists(st.integers(0, 60), max_size=9), st.integers(1, 200))
def test_no_other_set_of_findings_would_be_cheaper(minutes: list[int], excess: int) -> None:
    debts = priced(*minutes)
    found = sum(debt.minutes for debt in cheapest_minutes(debts, lambda debt: debt.minutes, excess))
    sums = (sum(debt.minutes for debt in some) for size in range(len(debts) + 1) for some in combinations(debts, size))

    assert found == min((one for one in sums if one >= excess), default=sum(minutes))


def test_the_least_work_that_lifts_a_score_leaves_out_what_is_not_needed() -> None:
    debts = tuple(priced(45, 30, 20, 5))

    def rescore(some: Iterable[Debt]) -> Score:
        return replace(SCORE, value=100.0 - sum(debt.minutes for debt in some))

    case = Case(GateSettings(fail_under=45), debts, rescore(debts), rescore=rescore)
    condition = judge(case).conditions[0]

    assert condition.sentence == "score 0.0 is 45 below fail-under 45"
    assert rescore(debt for debt in debts if debt not in condition.remedy).value >= 45
    assert all(rescore([one, *(debt for debt in debts if debt not in condition.remedy)]).value < 45
               for one in condition.remedy)  # fmt: skip
