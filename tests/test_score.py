"""Does the score keep its promises, on the worked example and on any debts that hypothesis can think of?"""

from collections.abc import Iterable
from dataclasses import replace
from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mldebt.knowledge import (
    Calibration,
    Calibrations,
    Cap,
    Confidences,
    ConfidenceWeight,
    Families,
    Family,
    Grade,
    Grades,
    Severities,
    SeverityWeight,
)
from mldebt.knowledge import lend as shipped
from mldebt.model import Confidence, Debt, FamilyScore, Kind, Place, Score, Severity, Status
from mldebt.score import FamilyScale, Scale, SeverityScale, payback_months, ranked, scale_from, score


def family(weight: float, median: float, p10: float, gap_weight: float, **practices: float) -> FamilyScale:
    return FamilyScale(weight, median, log(9) / log(median / p10), gap_weight, practices)


FAMILIES = {
    "boundaries": family(1.0, 60, 17, 0.5, owners=1, shared=2),
    "data": family(1.2, 40, 11, 0.6, schema=2, versioned=2),
    "feedback": family(1.0, 30, 8, 0.6, variant=2, exposure=1),
    "glue": family(1.2, 100, 28, 0.3, ci=2, orchestrated=2),
    "configuration": family(0.8, 40, 11, 0.5, central=1, validated=1),
    "operations": family(1.0, 30, 8, 0.8, model_monitoring=3, data_monitoring=3),
    "testing": family(1.0, 30, 8, 0.8, data_tests=3),
    "reproducibility": family(1.2, 30, 8, 0.6, pinned=2, seeded=2, tracked=2, model_versioned=2),
    "process": family(0.6, 60, 17, 0.5, tests=3, review=1),
    "accountability": family(1.0, 30, 8, 0.8, card=2, fairness=2, datasheet=1),
}
SCALE = Scale(
    calibration="worked-example",
    calibrated=False,
    families=FAMILIES,
    severities={
        Severity.LOW: SeverityScale(0.5, 30, 0.5),
        Severity.MEDIUM: SeverityScale(1, 120, 0.5),
        Severity.HIGH: SeverityScale(2, 480, 0.5),
        Severity.CRITICAL: SeverityScale(4, 2400, 0.5),
    },
    confidences={Confidence.HIGH: 0.95, Confidence.MEDIUM: 0.75, Confidence.ADVISORY: 0.40},
    grades={"A": 80, "B": 65, "C": 50, "D": 35, "E": 0},
    caps={1: 59, 3: 39},
    blend=0.8,
    worst=0.2,
    floor_kloc=1,
)
ALL = frozenset(FAMILIES)


def debt(
    family: str = "glue",
    minutes: int = 30,
    severity: str = "medium",
    confidence: str = "high",
    practice: str | None = None,
    rule: str = "some-debt",
) -> Debt:
    return Debt(
        rule=rule,
        family=family,
        kind=Kind.SITE if practice is None else Kind.PRACTICE,
        severity=Severity(severity),
        confidence=Confidence(confidence),
        where=Place("train.py"),
        message="the sentence",
        why="the reason",
        minutes=minutes,
        practice=practice,
    )


EXAMPLE = (
    *[debt("glue", 20, "low")] * 22,
    *[debt("glue", 60)] * 6,
    *[debt("glue", 90, "high")] * 2,
    debt("glue", 120, "high", "medium"),
    debt("data", 45, "high"),
    *[debt("data", 60, "medium", "medium")] * 2,
    debt("feedback", 45, "medium", "advisory"),
    debt("feedback", 60, "high", "medium"),
    *[debt("configuration", 25, "low")] * 5,
    *[debt("reproducibility", 5)] * 9,
    debt("accountability", 240, "high", "advisory"),
    debt("accountability", 120, practice="card"),
    debt("accountability", 480, "high", "advisory", "fairness"),
    debt("operations", 960, "high", "medium", "model_monitoring"),
    debt("operations", 480, "high", "medium", "data_monitoring"),
    debt("testing", 240, practice="data_tests"),
    debt("reproducibility", 60, "high", practice="pinned"),
    debt("reproducibility", 240, practice="tracked"),
    debt("reproducibility", 240, "medium", "medium", "model_versioned"),
    debt("glue", 480, "high", "medium", "orchestrated"),
)


def judged(debts: Iterable[Debt], lines: int = 12_400, scale: Scale = SCALE, assessed: frozenset[str] = ALL) -> Score:
    found = score(debts, lines, scale, incomplete=False, assessed=assessed)
    assert found is not None
    return found


def by_family(found: Score) -> dict[str, float]:
    return {row.family: row.score for row in found.families}


@st.composite
def some_debt(draw: st.DrawFn, kind: Kind | None = None) -> Debt:
    name = draw(st.sampled_from(sorted(FAMILIES)))
    practices = sorted(FAMILIES[name].practices)
    missing = st.just(None) if kind is Kind.SITE else st.sampled_from([None, None, *practices])
    drawn = debt(
        name,
        draw(st.sampled_from([2, 5, 10, 20, 30, 60, 120, 240])),
        draw(st.sampled_from(Severity)),
        draw(st.sampled_from(Confidence)),
        draw(missing),
        draw(st.sampled_from(["one", "two", "three"])),
    )
    return replace(drawn, status=draw(st.sampled_from([Status.NEW, Status.NEW, Status.KNOWN, Status.SUPPRESSED])))


debts_of_any_kind = st.lists(some_debt(), max_size=30)
lines_of_any_count = st.sampled_from([0, 50, 500, 1_000, 3_000, 12_400, 80_000, 600_000])


def test_the_worked_example_comes_out_as_published() -> None:
    found = judged(EXAMPLE)

    assert (found.value, found.low, found.high, found.grade) == (58.1, 53.7, 60.4, "C")
    assert by_family(found) == {
        "boundaries": 100.0,
        "data": 85.4,
        "feedback": 88.7,
        "glue": 49.9,
        "configuration": 97.4,
        "operations": 40.0,
        "testing": 24.0,
        "reproducibility": 58.6,
        "process": 100.0,
        "accountability": 42.6,
    }
    assert found.principal_minutes == 5080
    assert found.families[1] == FamilyScore("data", 85.4, 165, 3)


def test_one_critical_leak_moves_its_family_alone() -> None:
    found = judged((*EXAMPLE, debt("data", 60, "critical")))

    assert found.value == 55.5
    assert by_family(found) == by_family(judged(EXAMPLE)) | {"data": 58.7}


def test_paying_back_raises_the_score_as_published() -> None:
    pinned_and_seeded = [one for one in EXAMPLE if one.practice != "pinned" and one.minutes != 5]
    monitored = [one for one in pinned_and_seeded if one.family != "operations"]

    assert judged(pinned_and_seeded).value == 59.6
    assert judged(monitored).value == 64.4


@given(debts_of_any_kind, some_debt(), lines_of_any_count)
def test_a_finding_more_never_raises_and_one_less_never_lowers_the_score(
    debts: list[Debt], extra: Debt, lines: int
) -> None:
    without, with_it = judged(debts, lines), judged([*debts, extra], lines)

    assert with_it.value <= without.value
    assert all(with_it.families[at].score <= row.score for at, row in enumerate(without.families))


@given(debts_of_any_kind, some_debt(), st.sampled_from(Severity), st.sampled_from(Confidence), lines_of_any_count)
def test_a_worse_or_surer_finding_never_raises_the_score(
    debts: list[Debt], one: Debt, severity: Severity, confidence: Confidence, lines: int
) -> None:
    worse = replace(one, severity=max(one.severity, severity, key=lambda level: level.rank))
    surer = replace(one, confidence=max(one.confidence, confidence, key=lambda tier: tier.rank))

    assert judged([*debts, worse], lines).value <= judged([*debts, one], lines).value
    assert judged([*debts, surer], lines).value <= judged([*debts, one], lines).value


@given(debts_of_any_kind, some_debt(), lines_of_any_count)
def test_a_finding_leaves_every_other_family_alone(debts: list[Debt], extra: Debt, lines: int) -> None:
    before, after = by_family(judged(debts, lines)), by_family(judged([*debts, extra], lines))

    assert {name for name in before if before[name] != after[name]} <= {extra.family}


@given(debts_of_any_kind.flatmap(lambda debts: st.tuples(st.just(debts), st.permutations(debts))), lines_of_any_count)
def test_the_order_of_findings_changes_no_digit(pair: tuple[list[Debt], list[Debt]], lines: int) -> None:
    debts, shuffled = pair

    assert judged(debts, lines) == judged(shuffled, lines)


@given(debts_of_any_kind, st.lists(some_debt(), max_size=4), lines_of_any_count)
def test_added_code_never_raises_the_score_on_one_denominator(debts: list[Debt], extra: list[Debt], lines: int) -> None:
    assert judged([*debts, *extra], lines).value <= judged(debts, lines).value


def test_a_denominator_of_its_own_would_let_clean_code_hide_debt() -> None:
    assert judged(EXAMPLE, 62_400).value == 64.9


@given(debts_of_any_kind, lines_of_any_count)
def test_a_certain_critical_finding_caps_the_score_at_any_size(debts: list[Debt], lines: int) -> None:
    leak = debt("glue", 1, "critical")

    assert judged([*debts, leak], lines * 1000).value <= 59
    assert judged([*debts, leak, leak, leak], lines * 1000).value <= 39


def test_without_caps_size_would_hide_a_critical_finding() -> None:
    leak = debt("glue", 60, "critical")

    assert judged([leak], 10**9, replace(SCALE, caps={})).value == 100
    assert judged([leak], 10**9).value == 59
    assert judged([leak, leak, leak], 10**9).value == 39


@pytest.mark.parametrize("confidence", ["medium", "advisory"])
def test_an_uncertain_critical_finding_does_not_cap(confidence: str) -> None:
    assert judged([debt("glue", 1, "critical", confidence)], 10**9).value == 100


def test_a_suppressed_critical_finding_does_not_cap() -> None:
    assert judged([replace(debt("glue", 60, "critical"), status=Status.SUPPRESSED)]).value == 100


@given(debts_of_any_kind, some_debt(), st.sets(st.sampled_from(sorted(ALL)), min_size=1), lines_of_any_count)
def test_a_family_that_becomes_assessed_only_costs_what_is_found_in_it(
    debts: list[Debt], found: Debt, assessed: set[str], lines: int
) -> None:
    first = frozenset(assessed) - {found.family} | {"process"}
    assume(found.family not in first)
    elsewhere = [one for one in debts if one.family in first]
    before = judged(elsewhere, lines, assessed=first).value

    assert judged(elsewhere, lines, assessed=first | {found.family}).value == before
    assert judged([*elsewhere, found], lines, assessed=first | {found.family}).value <= before


def test_leaving_families_out_of_the_mean_would_let_a_finding_raise_the_score() -> None:
    glue_only = replace(SCALE, families={"glue": FAMILIES["glue"]})
    with_feedback = replace(SCALE, families={"glue": FAMILIES["glue"], "feedback": FAMILIES["feedback"]})
    debts = [*[debt("glue", 60)] * 20, debt("feedback", 5, "low")]

    assert judged(debts[:-1], scale=glue_only).value < judged(debts, scale=with_feedback).value
    assert judged(debts[:-1], assessed=frozenset({"glue"})).value >= judged(debts).value


@given(debts_of_any_kind, lines_of_any_count, st.data())
def test_suppressing_never_lowers_the_score(debts: list[Debt], lines: int, data: st.DataObject) -> None:
    allowed = data.draw(st.sets(st.integers(0, 30)))
    fewer = [
        replace(one, status=Status.SUPPRESSED) if position in allowed else one for position, one in enumerate(debts)
    ]

    assert judged(fewer, lines).value >= judged(debts, lines).value


@given(debts_of_any_kind, st.sampled_from(["one", "two", "three"]), lines_of_any_count)
def test_switching_a_rule_off_never_lowers_the_score(debts: list[Debt], rule: str, lines: int) -> None:
    rest = [one for one in debts if one.rule != rule]

    assert judged(rest, lines).value >= judged(debts, lines).value


@given(debts_of_any_kind, lines_of_any_count)
def test_scores_stay_within_bounds_and_within_their_interval(debts: list[Debt], lines: int) -> None:
    found = judged(debts, lines)

    assert 0 <= found.low <= found.value <= found.high <= 100
    assert all(0 <= row.score <= 100 for row in found.families)


def test_only_advisory_findings_open_the_interval() -> None:
    firm, vague = debt("data", 60, "high", "medium"), debt("data", 60, "high", "advisory")

    assert (judged([firm]).low, judged([firm]).high) == (judged([firm]).value,) * 2
    assert judged([firm, vague]).high == judged([firm]).value
    assert judged([firm, vague]).low < judged([firm, vague]).value < judged([firm, vague]).high


def test_nothing_assessed_is_no_score_and_never_a_good_one() -> None:
    assert score([], 0, SCALE, incomplete=False, assessed=frozenset()) is None
    assert score([], 0, SCALE, incomplete=False, assessed=frozenset({"a-plugin-family"})) is None


def test_an_assessed_project_without_debt_is_at_the_top() -> None:
    found = judged([], 400, assessed=frozenset({"glue"}))

    assert (found.value, found.low, found.high, found.grade) == (100, 100, 100, "A")
    assert [row.family for row in found.families if row.assessed] == ["glue"]


@given(st.lists(some_debt(Kind.SITE), max_size=20), st.sampled_from([1_000, 3_000, 12_400, 80_000]))
def test_twice_the_code_with_twice_the_sites_scores_the_same(debts: list[Debt], lines: int) -> None:
    assert by_family(judged(debts * 2, lines * 2)) == by_family(judged(debts, lines))


def test_missing_practices_do_not_shrink_with_size() -> None:
    gaps = [one for one in EXAMPLE if one.kind is Kind.PRACTICE]

    assert judged(gaps, 1_000_000).value == judged(gaps, 1_000).value < 90


def test_one_practice_missed_by_several_checks_is_missed_once_at_the_surest() -> None:
    sure, vague = debt("testing", 60, practice="data_tests"), debt("testing", 60, "high", "advisory", "data_tests")

    assert judged([vague, sure, sure]).value == judged([sure]).value < judged([vague]).value


@given(st.lists(some_debt(Kind.SITE), max_size=20), st.data())
def test_one_low_finding_of_ten_minutes_moves_the_score_by_less_than_a_point(
    debts: list[Debt], data: st.DataObject
) -> None:
    families = ["leakage", "reproducibility", "glue", "pipelines", "dependencies", "process"]
    scale = scale_from(shipped, families)
    name = data.draw(st.sampled_from(families))
    debts = [replace(one, family=name) for one in debts]
    before, after = (
        judged(some, 5_000, scale, frozenset(families)) for some in (debts, [*debts, debt(name, 10, "low")])
    )

    assert before.value - after.value < 1


@given(debts_of_any_kind, lines_of_any_count)
def test_the_minutes_and_findings_of_the_families_add_up(debts: list[Debt], lines: int) -> None:
    found = judged(debts, lines)
    counted = [one for one in debts if one.status is not Status.SUPPRESSED]

    assert sum(row.minutes for row in found.families) == found.principal_minutes == sum(one.minutes for one in counted)
    assert sum(row.findings for row in found.families) == len(counted)


def test_findings_of_plugins_are_reported_but_not_scored() -> None:
    plugin = replace(debt("a-plugin-family", 600, "critical"), scored=False)

    assert judged([*EXAMPLE, plugin]) == judged(EXAMPLE)


def test_small_projects_are_measured_as_if_they_had_a_thousand_lines() -> None:
    assert judged(EXAMPLE, 20) == judged(EXAMPLE, 1_000)


def test_an_incomplete_audit_says_so() -> None:
    found = score(EXAMPLE, 12_400, SCALE, incomplete=True, assessed=ALL)

    assert found == replace(judged(EXAMPLE), incomplete=True)


def test_payback_is_the_months_until_the_work_is_worth_it() -> None:
    leak = debt("data", 100, "critical")

    assert payback_months(leak, SCALE) == 1.0
    assert payback_months(leak, SCALE, fan_in=3) == pytest.approx(1 / 3)
    assert payback_months(leak, SCALE, heat=2.0) == 0.5
    assert payback_months(debt("data", 100, "low"), SCALE) == 80.0


def test_the_todo_list_runs_by_payback_then_severity_then_place() -> None:
    soon = replace(debt(), payback_months=0.5, where=Place("z.py", 9))
    severe = replace(debt(severity="high"), payback_months=2.0, where=Place("y.py", 1))
    earlier = replace(debt(), payback_months=2.0, where=Place("a.py", 2))
    later = replace(debt(), payback_months=2.0, where=Place("a.py", 10))
    unpriced = debt()
    allowed = replace(soon, status=Status.SUPPRESSED)

    assert ranked([unpriced, later, allowed, earlier, soon, severe]) == (soon, severe, earlier, later, unpriced)


def test_a_quick_win_is_short_and_pays_back_within_a_season() -> None:
    win = replace(debt(minutes=30), payback_months=3.0)

    assert win.quick_win
    assert not replace(win, minutes=31).quick_win
    assert not replace(win, payback_months=3.1).quick_win
    assert not replace(win, payback_months=None).quick_win
    assert not replace(win, status=Status.SUPPRESSED).quick_win


def hand_made(kind: type[object]) -> object:
    source = "a test"
    rows = {
        Families: {
            "glue": Family(
                name="glue",
                source=source,
                title="Glue",
                weight=1,
                median=90,
                p10=30,
                gap_weight=0.3,
                practices={"ci": 2},
            ),
            "data": Family(name="data", source=source, title="Data", weight=2, median=9, p10=1, gap_weight=1),
            "flat": Family(name="flat", source=source, title="Flat", weight=1, median=81, p10=1, gap_weight=1),
            "steep": Family(name="steep", source=source, title="Steep", weight=1, median=3, p10=2.5, gap_weight=1),
            "extra": Family(name="extra", source=source, title="Extra", weight=1, median=9, p10=1, gap_weight=1),
        },
        Severities: {"low": SeverityWeight(name="low", source=source, factor=0.5, bite_minutes=30, bites_per_year=0.5)},
        Confidences: {"high": ConfidenceWeight(name="high", source=source, factor=0.9)},
        Grades: {"A": Grade(name="A", source=source, floor=80), "E": Grade(name="E", source=source, floor=0)},
        Calibrations: {
            "prior-1": Calibration(
                name="prior-1",
                source=source,
                blend=0.7,
                worst=0.3,
                caps=(Cap(criticals=1, score=59),),
                floor_kloc=2,
                steepness_least=1,
                steepness_most=3,
                as_of="2025-01-01",
                calibrated=True,
            )
        },
    }
    return kind(rows[kind])  # type: ignore[call-arg]  # a table takes its rows


def test_a_scale_is_made_of_the_tables_for_the_families_named() -> None:
    made = scale_from(hand_made, ["steep", "flat", "glue", "data"])  # type: ignore[arg-type]  # lends by type

    assert made == Scale(
        calibration="prior-1",
        calibrated=True,
        families={
            "glue": FamilyScale(1, 90, log(9) / log(3), 0.3, {"ci": 2}),
            "data": FamilyScale(2, 9, 1, 1, {}),
            "flat": FamilyScale(1, 81, 1, 1, {}),
            "steep": FamilyScale(1, 3, 3, 1, {}),
        },
        severities={Severity.LOW: SeverityScale(0.5, 30, 0.5)},
        confidences={Confidence.HIGH: 0.9},
        grades={"A": 80, "E": 0},
        caps={1: 59},
        blend=0.7,
        worst=0.3,
        floor_kloc=2,
    )
    assert list(made.families) == ["glue", "data", "flat", "steep"]


def test_a_family_is_placed_by_two_points_of_the_population() -> None:
    glue = scale_from(hand_made, ["glue"]).families["glue"]  # type: ignore[arg-type]  # lends by type

    assert [glue.position(0), glue.position(30), glue.position(90)] == [1, pytest.approx(0.9), pytest.approx(0.5)]


def test_the_shipped_tables_make_a_scale_that_keeps_its_promises() -> None:
    made = scale_from(shipped, shipped(Families).names())

    assert set(made.severities) == set(Severity)
    assert set(made.confidences) == set(Confidence)
    assert [made.grade(value) for value in (100, 80, 65, 50, 35, 0)] == ["A", "A", "B", "C", "D", "E"]
    assert made.blend + made.worst == pytest.approx(1)
    assert all(row.p10 < row.median for row in shipped(Families))
