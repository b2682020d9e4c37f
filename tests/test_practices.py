"""What a repository shows of its practices: attestations, the sheet of evidence, the questions that measure debt."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from math import log2
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_past import commit, git
from test_score_properties import SCALE, certain, debt, debts, is_at_most, judged, lines

from mldebt.audit import audit
from mldebt.gate import Case, judge
from mldebt.knowledge import EvidenceSigns, Families, Questions, lend
from mldebt.link.shown_facts import FACTS
from mldebt.model import (
    Answer,
    Audit,
    Debt,
    GateSettings,
    Kind,
    Place,
    Pledge,
    Practice,
    Severity,
    UserError,
)
from mldebt.registry import load_checks
from mldebt.report import render
from mldebt.score import by_history, heat
from mldebt.settings import load_settings

TRAIN = "from sklearn.svm import SVC\n\nSVC(random_state=1).fit([[0], [1]], [0, 1])\n"
PLEDGE = Pledge("lockfile", "Ana", "docs/", date(2999, 1, 31), Place("mldebt.toml", 1))
SCHEMA = json.loads((Path(__file__).parents[1] / "src/mldebt/report/schema.json").read_text())


def audited(root: Path, **files: str) -> Audit:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return audit(root, load_settings(root), load_checks())


def attest(name: str, evidence: str = "https://builds.example.org/x", expires: str = "2999-01-31") -> str:
    return f'[attest.{name}]\nowner = "Ana"\nevidence = "{evidence}"\nexpires = {expires}\n'


def standing(found: Audit, name: str) -> Practice:
    return next(one for one in found.practices if one.name == name)


def answer(found: Audit, name: str) -> Answer:
    return next(one for one in found.answers if one.name == name)


# Attestations


def missing(practice: str = "lockfile", family: str = "reproducibility") -> Debt:
    return replace(certain(), family=family, kind=Kind.PRACTICE, practice=practice, severity=Severity.MEDIUM)


def test_an_attested_practice_is_half_a_gap() -> None:
    family = SCALE.families["reproducibility"]
    share = family.practices["lockfile"] / sum(family.practices.values())
    gap = 100 * family.gap_weight * 0.95 * share
    scores = {
        name: next(row.score for row in judged(found).families if row.family == "reproducibility")
        for name, found in (("none", []), ("half", [replace(missing(), pledge=PLEDGE)]), ("whole", [missing()]))
    }

    assert scores == {"none": 100.0, "half": round(100 - gap / 2, 1), "whole": round(100 - gap, 1)}


@given(debts, debt(Kind.PRACTICE), lines)
def test_to_attest_never_lowers_and_never_raises_above_what_is_followed(
    found: list[Debt], one: Debt, size: int
) -> None:
    attested = replace(one, pledge=PLEDGE)

    assert is_at_most(judged([*found, one], size), judged([*found, attested], size))
    assert is_at_most(judged([*found, attested], size), judged(found, size))


@given(st.sampled_from(sorted(SCALE.families)))
def test_the_denominator_are_all_practices_of_the_family_checked_or_not(family: str) -> None:
    """One check that asks for one practice cannot empty its family."""
    practices = SCALE.families[family].practices
    for name, weight in practices.items():
        row = next(row for row in judged([missing(name, family)]).families if row.family == family)
        share = weight / sum(practices.values())
        assert row.score == round(100 * (1 - SCALE.families[family].gap_weight * 0.95 * share), 1)


def test_what_somebody_answers_for_meets_no_gate() -> None:
    gate = GateSettings(fail_on=Severity.MEDIUM, max_debt_minutes=0)

    assert not judge(Case(gate, (missing(),), judged([missing()]))).passed
    assert judge(Case(gate, (replace(missing(), pledge=PLEDGE),), judged([missing()]))).passed


def test_an_attestation_shows_with_its_owner_in_every_report(tmp_path: Path) -> None:
    found = audited(
        tmp_path, train_dot_py=TRAIN, requirements_dot_txt="scikit-learn\n", mldebt_dot_toml=attest("lockfile")
    )
    lock = next(one for one in found.debts if one.rule == "no-lockfile")
    report = json.loads(render("json", found))

    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert lock.pledge is not None
    assert standing(found, "lockfile").following == "attested"
    assert next(one for one in report["practices"] if one["practice"] == "lockfile")["state"] == "attested"
    assert next(one for one in report["findings"] if one["rule"] == "no-lockfile")["attestation"] == {
        "practice": "lockfile", "owner": "Ana", "evidence": "https://builds.example.org/x",
        "expires": "2999-01-31", "lapsed": None,
    }  # fmt: skip
    for fmt in ("terminal", "markdown", "html"):
        assert "Ana attests lockfile until 2999-01-31" in render(fmt, found).replace("&#58;", ":"), fmt


def test_a_lapsed_attestation_is_told_and_the_practice_counts_as_missing(tmp_path: Path) -> None:
    files = {"train_dot_py": TRAIN, "requirements_dot_txt": "scikit-learn\n"}
    without = audited(tmp_path / "a", **files)
    gone = audited(tmp_path / "b", mldebt_dot_toml=attest("lockfile", "docs/lock.md"), **files)
    holds = audited(tmp_path / "c", mldebt_dot_toml=attest("lockfile", "train.py"), **files)
    scores = [
        next(row.score for row in one.score.families if row.family == "reproducibility")
        for one in (without, gone, holds)
        if one.score
    ]

    assert scores[0] == scores[1] < scores[2]
    assert standing(gone, "lockfile").following == "missing"
    assert [one.message for one in gone.debts if one.rule == "lapsed-attestation"] == [
        "Ana's attestation of lockfile points at docs/lock.md, which is neither a file of the project nor a URL"
    ]
    assert "lapsed-attestation" not in {one.rule for one in holds.debts}


def test_what_no_check_asks_for_is_not_assessed_and_an_attestation_makes_it_no_pass(tmp_path: Path) -> None:
    plain = audited(tmp_path / "a", train_dot_py=TRAIN)
    told = audited(tmp_path / "b", train_dot_py=TRAIN, mldebt_dot_toml=attest("data-tests"))

    assert standing(plain, "data-tests").following == "not-assessed"
    assert standing(told, "data-tests").following == "attested"
    assert plain.score is not None
    assert told.score is not None
    assert told.score.value == plain.score.value
    assert {one.following for one in plain.practices} <= {"not-assessed", "not-applicable"}
    assert {one.name for one in plain.practices} == {name for row in lend(Families) for name in row.practices}


def test_only_known_practices_can_be_attested(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"attest: there is no practice 'data-test' \(did you mean 'data-tests'\?\)"):
        audited(tmp_path, train_dot_py=TRAIN, mldebt_dot_toml=attest("data-test"))


def test_the_attestations_of_the_base_count(tmp_path: Path) -> None:
    """A change cannot excuse itself, and it is told that it tries."""
    git(tmp_path, "init", "-q")
    commit(tmp_path, train_py=TRAIN)
    git(tmp_path, "checkout", "-q", "-b", "work")
    (tmp_path / "requirements.txt").write_text("scikit-learn\n")
    commit(tmp_path, mldebt_toml=attest("lockfile"))
    command = [sys.executable, "-m", "mldebt", "scan", ".", "--diff-from", "HEAD~1", "--fail-on-new", "medium"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "this change adds attest.lockfile, which counts once it is merged" in done.stdout.replace("\n  ", " ")


# The sheet


def test_there_are_the_28_tests_in_four_sections_and_five_questions() -> None:
    sections = [one.section for one in lend(Questions)]

    assert [sections.count(name) for name in ("data", "model", "infrastructure", "monitoring")] == [7] * 4
    assert sections.count("measuring") == 5


def test_the_tables_name_only_what_exists() -> None:
    slugs, names = {check.slug for check in load_checks()}, lend(Questions).names()
    practices = {name for row in lend(Families) for name in row.practices}

    assert [(one.name, rule) for one in lend(Questions) for rule in one.against if rule not in slugs] == []
    assert [(one.name, name) for one in lend(Questions) for name in one.practices if name not in practices] == []
    assert [(one.name, name) for one in lend(EvidenceSigns) for name in one.questions if name not in names] == []
    assert {one.name for one in lend(EvidenceSigns).some("fact")} == set(FACTS)


def test_without_evidence_nothing_is_passed(tmp_path: Path) -> None:
    found = audited(tmp_path, train_dot_py=TRAIN)

    assert {one.shown for one in found.answers if one.section != "measuring"} == {"not-found", "cannot-be-told"}
    assert answer(found, "models-canaried").missing == "nothing in this repository is known to be serving"
    assert answer(found, "data-dependencies").shown == "cannot-be-told"


def test_without_machine_learning_there_is_no_sheet(tmp_path: Path) -> None:
    found = audited(tmp_path, tool_dot_py="print(1)\n")

    assert found.answers == ()
    assert "ML Test Score" not in render("terminal", found, verbose=True)


def test_evidence_is_a_place_in_the_program_and_not_in_its_tests(tmp_path: Path) -> None:
    found = audited(
        tmp_path,
        train_dot_py="import shap\nimport numpy as np\nfrom sklearn.svm import SVC\n\nnp.random.seed(7)\n"
        "SVC(random_state=1).fit([[0], [1]], [0, 1])\n",
        tests__test_train_dot_py="import optuna\nimport train\n",
        poetry_dot_lock="", _dot_github__dependabot_dot_yml="version: 2\n",
    )  # fmt: skip
    shown = {one.name: [f"{hop.where} {hop.message}" for hop in one.found] for one in found.answers}

    assert shown["features-beneficial"] == ["train.py:1 uses shap"]
    assert shown["hyperparameters-tuned"] == []
    assert "train.py:5 numpy.random.seed seeds a generator" in shown["training-reproducible"]
    assert shown["specs-unit-tested"] == ["tests/test_train.py:2 tests/test_train.py imports train.py, which trains"]
    assert shown["dependency-changes-notified"] == [".github/dependabot.yml:1 is there"]
    assert shown["new-algorithm"] == ["train.py:6 the one file that trains"]


def test_findings_speak_against(tmp_path: Path) -> None:
    found = audited(tmp_path, train_dot_py=TRAIN.replace("random_state=1", "probability=True"))
    reproducible = answer(found, "training-reproducible")

    assert reproducible.shown == "not-found"
    assert [(str(hop.where), hop.message) for hop in reproducible.against] == [("train.py:3", "unseeded-randomness")]


def test_a_test_of_the_sheet_is_attested_by_its_own_name(tmp_path: Path) -> None:
    found = audited(tmp_path, train_dot_py=TRAIN, mldebt_dot_toml=attest("models-canaried"))

    assert answer(found, "models-canaried").shown == "attested"
    assert {one.shown for one in found.answers if one.name != "models-canaried"} <= {"not-found", "cannot-be-told",
                                                                                    "evidence"}  # fmt: skip


@pytest.mark.parametrize("fmt", ["terminal", "markdown", "html", "json"])
def test_the_sections_are_in_the_report(tmp_path: Path, fmt: str) -> None:
    text = render(fmt, audited(tmp_path, train_dot_py=TRAIN), verbose=True)

    assert text.count("would be evidence") > 5 or fmt == "json"
    assert "What is the transitive closure of all data dependencies?" in text
    assert "Models are canaried before serving" in text
    assert fmt == "json" or "measuring questions" in text


# What history has to do with it


def test_heat_goes_from_a_half_to_two_by_the_share_of_files_that_change_less() -> None:
    assert [heat(number, [0, 0, 1, 3, 9]) for number in (0, 1, 9)] == [0.5, 1.25, 2.0]
    assert heat(4, [4]) == 1.0


def test_history_orders_the_list_and_changes_nothing_else() -> None:
    calm = replace(certain(), where=Place("calm.py", 1), payback_months=1.0)
    busy = replace(certain(), where=Place("busy.py", 1), payback_months=1.5)

    weighed = by_history([calm, busy], {"calm.py": 0, "busy.py": 9})
    assert [(one.where.path, one.payback_months) for one in weighed] == [("busy.py", 0.75), ("calm.py", 2.0)]
    assert [replace(one, payback_months=None) for one in weighed] == [
        replace(one, payback_months=None) for one in (busy, calm)
    ]


def test_people_see_first_what_often_changes_and_programs_see_the_tree(tmp_path: Path) -> None:
    draw = (
        "import numpy as np\nfrom sklearn.svm import SVC\n\n\ndef f():\n    return SVC().fit(np.random.rand(3), [1])\n"
    )
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "-q")
    commit(origin, a_py=draw + "\nf()\n", z_py=draw + "\nf()\n", b_py="x = 1\n", c_py="y = 1\n")
    for number in range(4):
        commit(origin, z_py=f"{draw}\nf()\nz = {number}\n")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{origin}", str(tmp_path / "shallow" / "origin")],
                   check=True)  # fmt: skip

    def told(root: Path, fmt: str) -> str:
        command = [sys.executable, "-m", "mldebt", "scan", str(root), "--isolated", "--format", fmt]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "files that change often come sooner, by 5 commits since " in told(origin, "terminal")
    assert "the clone is shallow, so how often files change is not weighed" in told(tmp_path / "shallow/origin", "html")
    for fmt in ("json", "sarif", "csv", "markdown"):
        assert told(origin, fmt) == told(tmp_path / "shallow" / "origin", fmt), fmt


def test_what_much_hangs_on_pays_back_sooner(tmp_path: Path) -> None:
    draw = "import numpy as np\n\n\ndef rows():\n    return np.random.rand(9)\n\n\nrows()\n"
    files = {"rows_dot_py": draw, "train_dot_py": TRAIN}
    alone = audited(tmp_path / "a", **files)
    used = audited(
        tmp_path / "b", rows_dot_py=draw, train_dot_py=f"import rows\n{TRAIN}",
        serve_dot_py="import rows\nimport flask\n\napp = flask.Flask(__name__)\n",
    )  # fmt: skip
    months = [
        next(d.payback_months for d in one.debts if d.where.path == "rows.py" and d.rule == "legacy-global-rng")
        for one in (alone, used)
    ]

    assert months == [6.0, pytest.approx(6 / (1 + log2(3)))]
