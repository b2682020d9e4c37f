"""Is the audit told completely, readably, and without letting the audited project write on the terminal?"""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib.resources import files
from random import Random

import pytest
from jsonschema import Draft202012Validator, ValidationError

from mldebt import __version__
from mldebt.model import (
    Audit,
    Cell,
    CheckResult,
    Confidence,
    Coverage,
    Debt,
    FamilyScore,
    Hop,
    Kind,
    NotRead,
    Outcome,
    Place,
    ProjectInfo,
    Score,
    Severity,
    Status,
    Suppression,
    UserError,
    Verdict,
)
from mldebt.report import FORMATS, render
from mldebt.report.words import duration, payback, plain

LEAK = Debt(
    rule="fit-before-split",
    family="leakage",
    kind=Kind.SITE,
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    where=Place("src/train.py", 48, 5, 48, 40),
    message="StandardScaler is fitted on rows that later become the test set of train_test_split",
    why="The test score is too good",
    minutes=45,
    evidence=(
        Hop(Place("src/load.py", 12), "rows come from read_csv"),
        Hop(Place("eda.ipynb", 90, cell=Cell(3, 2)), "StandardScaler.fit_transform(rows)"),
    ),
    fingerprint="f1",
    payback_months=0.225,
)
SEED = replace(
    LEAK,
    rule="unseeded-randomness",
    family="reproducibility",
    severity=Severity.MEDIUM,
    where=Place("eda.ipynb", 120, 9, cell=Cell(4, 12)),
    message="train_test_split draws without a seed",
    minutes=5,
    evidence=(),
    fingerprint="f2",
    payback_months=0.1,
)
SEED_IN_TRAIN = replace(SEED, where=Place("src/train.py", 50, 1), fingerprint="f3")
NO_CI = replace(
    SEED,
    rule="no-ci",
    family="process",
    kind=Kind.PRACTICE,
    severity=Severity.LOW,
    confidence=Confidence.ADVISORY,
    where=Place("."),
    message="no CI configuration runs anything on a change",
    minutes=120,
    fingerprint="f4",
    payback_months=14.0,
)
ALLOWED = replace(
    LEAK,
    where=Place("src/old.py", 3),
    status=Status.SUPPRESSED,
    suppression=Suppression(
        Place("src/old.py", 2), ("fit-before-split",), "kept for the paper", 3, 3, date(2027, 1, 31)
    ),
    evidence=(),
    fingerprint="f5",
)
FULL = Audit(
    project=ProjectInfo("churn", "a1b2c3d4e5f6", ("training", "serving"), 12_400),
    coverage=Coverage(
        files_seen=43,
        files_read=41,
        not_read=(NotRead("src/broken.py", "invalid syntax", 14, 1), NotRead("big.ipynb", "it holds 4,212 kB")),
        checks=(
            CheckResult("unseeded-randomness", "reproducibility", Outcome.DEBT),
            CheckResult("fit-before-split", "leakage", Outcome.DEBT),
            CheckResult("no-ci", "process", Outcome.DEBT),
            CheckResult("satd-tag", "process", Outcome.CLEAN),
            CheckResult("sql-in-shell", "pipelines", Outcome.NOT_APPLICABLE, "no shell script"),
            CheckResult("complexity-growth", "glue", Outcome.UNKNOWN, "the folder is not a git repository"),
            CheckResult("glue-module", "glue", Outcome.CRASHED, "KeyError: 'name'", "Traceback: /home/me"),
        ),
        remarks=("git is not installed, so ignored files were read too",),
    ),
    debts=(NO_CI, SEED_IN_TRAIN, ALLOWED, LEAK, SEED),
    score=Score(
        value=54.3,
        low=51.0,
        high=55.2,
        grade="C",
        principal_minutes=175,
        families=(
            FamilyScore("leakage", 31.2, 45, 1),
            FamilyScore("reproducibility", 99.6, 10, 2),
            FamilyScore("process", 80.0, 120, 1),
            FamilyScore("pipelines", 100.0, 0, 0, assessed=False),
            FamilyScore("glue", 100.0, 0, 0),
        ),
        calibration="prior-1",
        incomplete=True,
    ),
    verdict=Verdict(False, ("score 54.3 is 10.7 below fail-under 65",)),
    ruleset="abc123",
    todo=(SEED, SEED_IN_TRAIN, LEAK, NO_CI),
    timings={"read": 1.25},
)
EMPTY = Audit(
    project=ProjectInfo("empty", None, (), 0),
    coverage=Coverage(0, 0, (), ()),
    debts=(),
    score=None,
    verdict=Verdict(True),
    unscored="Nothing to audit: no file here is of a kind that mldebt reads",
)
CLEAN = Audit(
    project=ProjectInfo("tidy", None, ("library",), 1),
    coverage=Coverage(12, 12, (), (CheckResult("satd-tag", "process", Outcome.CLEAN),)),
    debts=(),
    score=Score(100.0, 100.0, 100.0, "A", 0, (FamilyScore("process", 100.0, 0, 0),), "1", calibrated=True),
    verdict=Verdict(True),
)


def of(*debts: Debt) -> Audit:
    """The audit with only these debts."""
    return replace(FULL, debts=debts, todo=tuple(debt for debt in debts if debt.open))


def lines(text: str) -> list[str]:
    return text.splitlines()


def section(text: str, title: str) -> list[str]:
    """The lines below a title, up to the next blank line."""
    below = lines(text)[lines(text).index(title) + 1 :]
    return below[: below.index("")] if "" in below else below


def test_the_terminal_shows_the_whole_audit_on_one_screen() -> None:
    assert (
        render("terminal", FULL, width=80)
        == """\
churn
a1b2c3d · training · serving · 12,400 logical lines

  54.3  C  ━━━━━━━━━━━━━━━━━━━━━───────────────────
  2 h 55 min of debt in 4 findings: 1 critical, 2 medium, 1 low
  51.0 to 55.2 depending on advisory findings · uncalibrated (prior-1)
  incomplete: not everything could be read or checked, see Coverage

Families
  leakage           31  ━━━━━━━─────────────────   45 min   1 finding
  process           80  ━━━━━━━━━━━━━━━━━━━─────      2 h   1 finding
  reproducibility   99  ━━━━━━━━━━━━━━━━━━━━━━━─   10 min  2 findings
  glue             100  ━━━━━━━━━━━━━━━━━━━━━━━━  no debt
  pipelines             not assessed

Findings, worst first
  critical  fit-before-split  src/train.py:48
            StandardScaler is fitted on rows that later become the test set of
            train_test_split
            │ src/load.py:12      rows come from read_csv
            │ eda.ipynb:cell 3:2  StandardScaler.fit_transform(rows)
  medium    unseeded-randomness  eda.ipynb:cell 4:12
            train_test_split draws without a seed
            and 1 more in src/train.py:50
  low       no-ci (advisory)  the project
            no CI configuration runs anything on a change

Do first
  1  unseeded-randomness  10 min  pays back in 1 week     2 files
  2  fit-before-split     45 min  pays back in 1 week     src/train.py:48
  3  no-ci                   2 h  pays back in 14 months  the project
  2 quick wins, 10 min of debt: each at most 30 min, paid back in 3 months

Coverage
  read 41 of 43 files, 2 not fully read
    big.ipynb      it holds 4,212 kB
    src/broken.py  line 14: invalid syntax
  4 checks ran, 1 not applicable, 1 unknown, 1 crashed
    glue-module        crashed: KeyError: 'name'
    complexity-growth  unknown: the folder is not a git repository
  1 finding suppressed, 45 min
  git is not installed, so ignored files were read too

Gate failed
  score 54.3 is 10.7 below fail-under 65
"""
    )


def test_a_narrow_terminal_loses_bars_but_no_words() -> None:
    narrow = render("terminal", FULL, width=40)

    assert narrow.startswith(
        """\
churn
a1b2c3d · training · serving · 12,400
logical lines

  54.3  C  ━━━━━━━━━━━━━───────────
  2 h 55 min of debt in 4 findings: 1
  critical, 2 medium, 1 low
  51.0 to 55.2 depending on advisory
  findings · uncalibrated (prior-1)
  incomplete: not everything could be
  read or checked, see Coverage

Families
  leakage           31        45 min
  process           80           2 h
  reproducibility   99        10 min
  glue             100       no debt
  pipelines             not assessed

Findings, worst first
  critical  fit-before-split
            src/train.py:48
            StandardScaler is fitted on
            rows that later become the
            test set of train_test_split
            │ src/load.py:12
            │   rows come from read_csv
            │ eda.ipynb:cell 3:2
            │   StandardScaler.fit_transform(rows)
  medium    unseeded-randomness
            eda.ipynb:cell 4:12
            train_test_split draws
            without a seed
            and 1 more in src/train.py:50
  low       no-ci (advisory)
            the project
            no CI configuration runs
            anything on a change
"""
    )


@pytest.mark.parametrize(
    ("width", "wider"),
    [
        (80, []),
        (68, []),
        (
            40,
            [
                "│   StandardScaler.fit_transform(rows)",
                "and 1 more in src/train.py:50",
                "1  unseeded-randomness  10 min  pays back in 1 week",
                "2  fit-before-split     45 min  pays back in 1 week",
                "3  no-ci                   2 h  pays back in 14 months",
            ],
        ),
    ],
)
def test_only_what_must_not_be_broken_is_wider_than_the_terminal(width: int, wider: list[str]) -> None:
    assert [line.strip() for line in lines(render("terminal", FULL, width=width)) if len(line) > width] == wider


def test_without_a_width_no_sentence_and_no_path_is_wrapped() -> None:
    path = "/".join(["a-rather-long-folder"] * 12) + "/train.py"
    message = " ".join(["word"] * 60)
    deep = replace(LEAK, where=Place(path, 7), message=message)
    piped = render("terminal", of(deep))

    assert f"  critical  fit-before-split  {path}:7" in lines(piped)
    assert f"            {message}" in lines(piped)


def test_a_path_is_whole_at_any_width() -> None:
    path = "/".join(["a-rather-long-folder"] * 5) + "/train-set two.py"
    hops = Hop(Place(path, 8), "one"), Hop(Place(path, 9), "two")
    deep = replace(LEAK, where=Place(path, 7), evidence=hops, message="reads some/very-long/folder-name/of-a-file.csv")
    narrow = render("terminal", of(deep), width=50)

    assert [line.strip(" │") for line in lines(narrow) if path in line] == [f"{path}:{n}" for n in (7, 8, 9, 7)]
    assert "            reads\n            some/very-long/folder-name/of-a-file.csv\n" in narrow


def test_colour_is_added_to_the_same_words() -> None:
    painted = render("terminal", FULL, width=80, color=True)

    assert "\033[1;31mcritical\033[0m  \033[1mfit-before-split\033[0m  src/train.py:48\n" in painted
    assert "\033[1;33m54.3  C\033[0m" in painted
    assert "\033[2mpipelines      \033[0m       \033[2mnot assessed\033[0m\n" in painted
    assert "\033" not in render("terminal", FULL, width=80)


@pytest.mark.parametrize("color", [True, False])
def test_the_environment_decides_nothing(monkeypatch: pytest.MonkeyPatch, color: bool) -> None:
    expected = render("terminal", FULL, color=color)
    for name, value in (("FORCE_COLOR", "1"), ("COLUMNS", "20"), ("TTY_COMPATIBLE", "1"), ("GITHUB_ACTIONS", "true")):
        monkeypatch.setenv(name, value)
    assert render("terminal", FULL, color=color) == expected

    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb"), ("COLORTERM", "truecolor"), ("TTY_INTERACTIVE", "0")):
        monkeypatch.setenv(name, value)
    assert render("terminal", FULL, color=color) == expected


def test_nothing_assessed_has_no_grade_and_says_why_first() -> None:
    expected = """\
empty
0 logical lines

  Nothing to audit: no file here is of a kind that mldebt reads

Coverage
  read 0 of 0 files
  0 checks ran, 0 not applicable, 0 unknown, 0 crashed
"""
    assert render("terminal", EMPTY, width=80) == expected


def test_a_project_without_debt_is_told_so_calmly() -> None:
    expected = """\
tidy
library · 1 logical line

  100.0  A  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
  no debt found

Families
  process  100  ━━━━━━━━━━━━━━━━━━━━━━━━  no debt

Coverage
  read 12 of 12 files
  1 check ran, 0 not applicable, 0 unknown, 0 crashed
"""
    assert render("terminal", CLEAN, width=80) == expected


def many(number: int) -> Audit:
    debts = tuple(
        replace(SEED, rule=f"debt-{rule}", where=Place(f"file_{copy}.py", 1), minutes=60 - rule)
        for rule in range(number)
        for copy in range(3)
    )
    return of(*debts)


def test_eight_checks_are_shown_and_the_rest_is_counted() -> None:
    found = section(render("terminal", many(11)), "Findings, worst first")

    assert found[:3] == [
        "  medium    debt-0  file_0.py:1",
        "            train_test_split draws without a seed",
        "            and 2 more in 2 files",
    ]
    assert found[-3:] == [
        "            train_test_split draws without a seed",
        "            and 2 more in 2 files",
        "  and 9 more findings from 3 checks, -v shows all",
    ]
    assert len(found) == 8 * 3 + 1


def test_verbose_shows_every_finding_and_everything_that_was_not_read() -> None:
    unread = tuple(NotRead(f"broken_{number}.py", "invalid syntax") for number in range(5))
    audit = replace(many(11), coverage=replace(FULL.coverage, not_read=unread))
    brief, full = render("terminal", audit), render("terminal", audit, verbose=True)

    assert sum("medium    debt-" in line for line in lines(full)) == 33
    assert section(brief, "Coverage")[:5] == [
        "  read 41 of 43 files, 5 not fully read",
        "    broken_0.py  invalid syntax",
        "    broken_1.py  invalid syntax",
        "    broken_2.py  invalid syntax",
        "    and 2 more, -v shows all",
    ]
    assert "    broken_4.py  invalid syntax" in lines(full)


def test_findings_that_the_user_filtered_out_are_counted() -> None:
    filtered, hidden = replace(FULL, debts=(LEAK,)), replace(FULL, debts=())

    assert "  2 h 55 min of debt in 4 findings: 1 critical, 2 medium, 1 low" in lines(render("terminal", filtered))
    assert section(render("terminal", filtered), "Findings, worst first")[-1] == (
        "  not listed: 3 findings below the severity or confidence asked for"
    )
    assert section(render("terminal", hidden), "Findings, worst first") == [
        "  not listed: 4 findings below the severity or confidence asked for"
    ]
    assert render("concise", hidden).startswith(
        "Not listed: 4 findings below the severity or confidence asked for. Score"
    )


def test_a_score_that_is_missing_without_a_word_is_explained() -> None:
    told = render("terminal", replace(CLEAN, score=None))

    assert "  Nothing was assessed: no check found anything to look at" in lines(told)


def test_a_long_chain_is_cut_and_says_by_how_much() -> None:
    chain = tuple(Hop(Place("etl.sh", number), f"step {number}") for number in range(10, 20))
    audit = of(replace(LEAK, evidence=chain))

    brief = section(render("terminal", audit), "Findings, worst first")
    assert brief[2:] == [
        *[f"            │ etl.sh:{number}  step {number}" for number in range(10, 16)],
        "            │ and 4 more steps",
    ]
    full = section(render("terminal", audit, verbose=True), "Findings, worst first")
    assert full[-1] == "            │ etl.sh:19  step 19"


def test_a_single_step_of_evidence_repeats_nothing() -> None:
    audit = of(replace(LEAK, evidence=LEAK.evidence[:1]))

    assert "│" not in render("terminal", audit)


def test_the_worst_is_the_most_severe_then_the_surest_then_the_dearest() -> None:
    dear, vague = replace(SEED, rule="dear", minutes=90), replace(SEED, rule="vague", confidence=Confidence.ADVISORY)
    plugin = replace(SEED, rule="plugin", severity=Severity.HIGH, scored=False)
    found = section(render("terminal", of(vague, SEED, dear, plugin, LEAK)), "Findings, worst first")

    assert [line.split("  ")[-2].strip() for line in found if ":" in line and "│" not in line] == [
        "fit-before-split",
        "plugin (not scored)",
        "dear",
        "unseeded-randomness",
        "vague (advisory)",
    ]


HOSTILE = replace(
    LEAK,
    where=Place("evil\n\033[2J\udc80.py", 1, 1),
    message="uses df[bold] [/red] :smile: \033]0;owned\007 \u202egnp.exe",
    evidence=(),
)
TAME = "uses df[bold] [/red] :smile: \\x1b]0;owned\\x07 \\u202egnp.exe"


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_audited_project_cannot_write_on_the_terminal(fmt: str) -> None:
    audit = replace(of(HOSTILE), project=ProjectInfo("\033[31mred", None, (), 1))
    told = render(fmt, audit)

    assert not any(sign in told for sign in "\033\007\u202e\udc80")
    assert told.encode("utf-8")


def test_hostile_text_is_shown_as_what_it_is() -> None:
    audit = of(HOSTILE)

    assert f"            {TAME}" in lines(render("terminal", audit))
    assert lines(render("concise", audit))[0] == (rf"evil\n\x1b[2J\udc80.py:1:1: critical fit-before-split {TAME}")
    assert json.loads(render("json", audit))["findings"][0]["message"] == HOSTILE.message


def test_concise_is_one_line_a_finding_in_the_order_of_the_files() -> None:
    assert lines(render("concise", FULL)) == [
        ".:1:1: low no-ci no CI configuration runs anything on a change",
        "eda.ipynb:cell 4:12: medium unseeded-randomness train_test_split draws without a seed",
        f"src/train.py:48:5: critical fit-before-split {LEAK.message}",
        "src/train.py:50:1: medium unseeded-randomness train_test_split draws without a seed",
        "Found 4 findings (1 critical, 2 medium, 1 low), 2 h 55 min of debt. Score 54.3, grade C, uncalibrated."
        " 2 files not fully read. 1 check crashed.",
    ]


def test_concise_without_findings_says_what_was_looked_at() -> None:
    assert render("concise", CLEAN) == "No debt found in 12 files. Score 100.0, grade A.\n"
    assert render("concise", EMPTY) == ("Nothing to audit: no file here is of a kind that mldebt reads.\n")


def test_concise_colours_the_severity_alone() -> None:
    first = lines(render("concise", of(SEED), color=True))[0]

    assert (
        first == "eda.ipynb:cell 4:12: \033[33mmedium\033[0m unseeded-randomness train_test_split draws without a seed"
    )


def test_json_holds_the_whole_audit() -> None:
    report = json.loads(render("json", FULL))
    findings = report.pop("findings")

    assert report == {
        "schema_version": 1,
        "tool": {
            "name": "mldebt",
            "version": __version__,
            "ruleset": "abc123",
            "calibration": "prior-1 (uncalibrated)",
        },
        "project": {
            "root": "churn",
            "commit": "a1b2c3d4e5f6",
            "surfaces": ["serving", "training"],
            "logical_lines": 12400,
        },
        "coverage": {
            "files_seen": 43,
            "files_read": 41,
            "not_read": [
                {"path": "big.ipynb", "reason": "it holds 4,212 kB"},
                {"path": "src/broken.py", "reason": "line 14: invalid syntax"},
            ],
            "checks": [
                {"rule": "complexity-growth", "outcome": "unknown", "reason": "the folder is not a git repository"},
                {"rule": "fit-before-split", "outcome": "debt", "reason": ""},
                {"rule": "glue-module", "outcome": "crashed", "reason": "KeyError: 'name'"},
                {"rule": "no-ci", "outcome": "debt", "reason": ""},
                {"rule": "satd-tag", "outcome": "clean", "reason": ""},
                {"rule": "sql-in-shell", "outcome": "not-applicable", "reason": "no shell script"},
                {"rule": "unseeded-randomness", "outcome": "debt", "reason": ""},
            ],
            "remarks": ["git is not installed, so ignored files were read too"],
        },
        "score": {
            "value": 54.3,
            "low": 51.0,
            "high": 55.2,
            "grade": "C",
            "incomplete": True,
            "principal_minutes": 175,
            "families": {
                "leakage": {"score": 31.2, "minutes": 45, "findings": 1},
                "reproducibility": {"score": 99.6, "minutes": 10, "findings": 2},
                "process": {"score": 80.0, "minutes": 120, "findings": 1},
                "glue": {"score": 100.0, "minutes": 0, "findings": 0},
                "pipelines": {"score": None, "minutes": 0, "findings": 0},
            },
        },
        "gate": {"passed": False, "failures": ["score 54.3 is 10.7 below fail-under 65"], "conditions": []},
        "comparison": None,
        "practices": [],
        "evidence": [],
    }
    assert [finding["fingerprint"] for finding in findings] == ["f4", "f2", "f5", "f1", "f3"]


def test_a_finding_in_json_is_complete() -> None:
    leak = json.loads(render("json", of(LEAK)))["findings"][0]

    assert leak == {
        "rule": "fit-before-split",
        "family": "leakage",
        "kind": "site",
        "severity": "critical",
        "confidence": "high",
        "path": "src/train.py",
        "line": 48,
        "column": 5,
        "end_line": 48,
        "end_column": 40,
        "cell": None,
        "message": LEAK.message,
        "why": "The test score is too good",
        "fix": None,
        "minutes": 45,
        "payback_months": 0.23,
        "evidence": [
            {"path": "src/load.py", "line": 12, "cell": None, "message": "rows come from read_csv"},
            {
                "path": "eda.ipynb",
                "line": 90,
                "cell": {"index": 3, "line": 2},
                "message": "StandardScaler.fit_transform(rows)",
            },
        ],
        "fingerprint": "f1",
        "status": "new",
        "suppression": None,
        "attestation": None,
        "url": None,
    }


def test_json_keeps_suppressed_findings_with_their_reason() -> None:
    allowed = json.loads(render("json", of(ALLOWED)))["findings"][0]

    assert allowed["status"] == "suppressed"
    assert allowed["suppression"] == {
        "path": "src/old.py",
        "line": 2,
        "reason": "kept for the paper",
        "expires": "2027-01-31",
    }
    assert (allowed["end_line"], allowed["end_column"]) == (None, None)


def test_json_says_why_there_is_no_score() -> None:
    report = json.loads(render("json", EMPTY))

    assert (report["score"], report["tool"]["calibration"]) == (None, None)
    assert report["coverage"]["remarks"] == ["Nothing to audit: no file here is of a kind that mldebt reads"]


@pytest.mark.parametrize("fmt", FORMATS)
def test_neither_the_clock_nor_the_order_of_discovery_changes_a_byte(fmt: str) -> None:
    debts = (*FULL.debts, replace(LEAK, message="another at the same place"))
    shuffled, checks = list(debts), list(FULL.coverage.checks)
    Random(7).shuffle(shuffled)
    Random(7).shuffle(checks)
    coverage = replace(FULL.coverage, checks=tuple(checks), not_read=FULL.coverage.not_read[::-1])
    other = replace(of(*debts), debts=tuple(shuffled), coverage=coverage, timings={"read": 99.0})

    assert render(fmt, other) == render(fmt, of(*debts))


SCHEMA = json.loads((files("mldebt.report") / "schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("audit", [FULL, EMPTY, CLEAN, of(HOSTILE), replace(FULL, score=None)])
def test_every_report_is_what_the_shipped_schema_says(audit: Audit) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(json.loads(render("json", audit)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("surprise",), 1),
        (("schema_version",), 2),
        (("score", "value"), 100.1),
        (("score", "families", "glue", "extra"), 1),
        (("project", "commit"), 7),
        (("coverage", "checks", 0, "outcome"), "fine"),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "line"), 0),
        (("findings", 0, "cell"), {"index": 1}),
        (("findings", 0, "status"), "old"),
    ],
)
def test_the_schema_refuses_what_a_report_never_holds(path: tuple[str | int, ...], value: object) -> None:
    report = json.loads(render("json", FULL))
    *way, last = path
    inner = report
    for step in way:
        inner = inner[step]
    inner[last] = value

    with pytest.raises(ValidationError):
        VALIDATOR.validate(report)


def test_every_key_of_a_report_is_required_by_the_schema() -> None:
    report = json.loads(render("json", FULL))

    for key in report:
        with pytest.raises(ValidationError):
            VALIDATOR.validate({name: value for name, value in report.items() if name != key})
    for key in report["findings"][0]:
        first = {name: value for name, value in report["findings"][0].items() if name != key}
        with pytest.raises(ValidationError):
            VALIDATOR.validate({**report, "findings": [first]})


def test_an_unknown_format_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="unknown format 'xml', known are terminal, concise, json"):
        render("xml", FULL)


def test_formats_that_need_no_rich_do_not_load_it() -> None:
    program = """
import sys
from mldebt.model import Audit, Coverage, ProjectInfo, Verdict
from mldebt.report import render
audit = Audit(ProjectInfo("empty", None, (), 0), Coverage(0, 0, (), ()), (), None, Verdict(True))
for fmt in ("concise", "json"):
    render(fmt, audit)
sys.exit("rich" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h"), (125, "2 h 5 min"), (599, "9 h 59 min"), (600, "10 h"), (629, "10 h")],
)
def test_minutes_are_told_as_finely_as_they_matter(minutes: int, words: str) -> None:
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("months", "words"),
    [(0.0, "1 week"), (0.5, "2 weeks"), (1.8, "8 weeks"), (2.0, "2 months"), (23.9, "24 months"), (24.0, "2 years")],
)
def test_payback_is_told_in_the_unit_that_suits_it(months: float, words: str) -> None:
    assert payback(months) == words


def test_plain_text_stays_as_it_is() -> None:
    assert plain("größe ≥ 3 in données.py") == "größe ≥ 3 in données.py"
