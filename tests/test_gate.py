"""Does the gate say no when it should, and by how much?"""

from dataclasses import replace

from mldebt.gate import judge
from mldebt.model import (
    Cell,
    Confidence,
    Debt,
    GateSettings,
    Kind,
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


def test_without_conditions_everything_passes() -> None:
    assert judge(SCORE, [LEAK, SEED, VAGUE], GateSettings()) == Verdict(True)
    assert judge(None, [LEAK], GateSettings()) == Verdict(True)


def test_a_gate_is_not_met_by_what_nobody_could_read() -> None:
    failure = "less than nine tenths of the code could be read, so no gate can be met"
    half_read = replace(SCORE, incomplete=True)

    assert judge(half_read, [], GateSettings(fail_on=Severity.CRITICAL)) == Verdict(False, (failure,))
    assert judge(half_read, [], GateSettings()) == Verdict(True)


def test_met_conditions_pass() -> None:
    gate = GateSettings(fail_under=58.1, fail_on=Severity.HIGH, max_debt_minutes=5)

    assert judge(SCORE, [SEED], gate) == Verdict(True)


def test_a_score_below_the_floor_fails_with_its_distance() -> None:
    failure = "score 58.1 is 6.9 below fail-under 65"

    assert judge(SCORE, [], GateSettings(fail_under=65)) == Verdict(False, (failure,))


def test_a_small_distance_is_not_rounded_away() -> None:
    failure = "score 58.1 is 0.04 below fail-under 58.14"

    assert judge(SCORE, [], GateSettings(fail_under=58.14)) == Verdict(False, (failure,))


def test_nothing_assessed_never_passes_a_floor_not_even_a_floor_of_zero() -> None:
    failure = "nothing was assessed, so fail-under 0 cannot be met"

    assert judge(None, [], GateSettings(fail_under=0)) == Verdict(False, (failure,))


def test_a_finding_of_the_severity_or_above_fails() -> None:
    leak = "where fail-on allows none, first fit-before-split (critical) at train.py:12"
    seed = "where fail-on allows none, first unseeded-randomness (medium) at eda.ipynb:cell 3:2"
    one = f"1 finding reaches severity critical {leak}"
    two = f"2 findings reach severity medium {leak}"
    cell = f"1 finding reaches severity low {seed}"

    assert judge(SCORE, [SEED, LEAK], GateSettings(fail_on=Severity.CRITICAL)) == Verdict(False, (one,))
    assert judge(SCORE, [SEED, LEAK], GateSettings(fail_on=Severity.MEDIUM)) == Verdict(False, (two,))
    assert judge(SCORE, [SEED], GateSettings(fail_on=Severity.LOW)) == Verdict(False, (cell,))


def test_severity_is_compared_by_rank_and_not_by_spelling() -> None:
    assert judge(SCORE, [SEED], GateSettings(fail_on=Severity.HIGH)).passed
    assert not judge(SCORE, [LEAK], GateSettings(fail_on=Severity.LOW)).passed


def test_too_many_minutes_fail_with_the_excess() -> None:
    failure = "50 minutes of debt, advisory findings aside, are 10 more than max-debt-minutes 40 allows"

    assert judge(SCORE, [LEAK, SEED], GateSettings(max_debt_minutes=40)) == Verdict(False, (failure,))
    assert judge(SCORE, [LEAK, SEED], GateSettings(max_debt_minutes=50)) == Verdict(True)


def test_advisory_and_suppressed_findings_never_gate() -> None:
    allowed = replace(LEAK, status=Status.SUPPRESSED)
    gate = GateSettings(fail_on=Severity.LOW, max_debt_minutes=0)

    assert judge(SCORE, [VAGUE, allowed], gate) == Verdict(True)


def test_known_findings_and_those_of_plugins_gate_like_any_other() -> None:
    known, plugin = replace(LEAK, status=Status.KNOWN), replace(LEAK, scored=False)
    gate = GateSettings(fail_on=Severity.CRITICAL)

    assert not judge(SCORE, [known], gate).passed
    assert not judge(SCORE, [plugin], gate).passed


def test_every_failed_condition_is_named() -> None:
    verdict = judge(None, [LEAK], GateSettings(fail_under=50, fail_on=Severity.HIGH, max_debt_minutes=0))

    assert [failure.split()[0] for failure in verdict.failures] == ["1", "45", "nothing"]
    assert not verdict.passed
