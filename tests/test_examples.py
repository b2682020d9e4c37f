"""Do the examples show what they are there to show, and does mldebt report on them as it did before?

`tests/golden/` holds the complete reports. After a change that is meant to alter them, read the difference made by

    MLDEBT_ACCEPT=1 python -m pytest tests/test_examples.py
    git diff tests/golden

before you commit it.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from jsonschema import Draft202012Validator

from mldebt import __version__
from mldebt.audit import audit
from mldebt.model import Audit, Cell, Outcome, Place, Severity
from mldebt.registry import load_checks
from mldebt.report import render
from mldebt.settings import load_settings

EXAMPLES = Path(__file__).parents[1] / "examples"
GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
READER = """\
import json, runpy
for script in ("train.py", "compare.py"):
    runpy.run_path(script, run_name="__main__")
with open("towns.ipynb", encoding="utf-8") as notebook:
    cells = json.load(notebook)["cells"]
exec("\\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
"""
"""Runs all that a reader of a churn example would run, in one process."""

HOLDOUT, TOWN = "AUC on held-out subscribers", "AUC of the town alone"

Audits = dict[str, Audit]
Scores = dict[str, float]


def copied(name: str, into: Path) -> Path:
    """The example in a repository of its own, so that nothing around it can be told."""
    folder = copytree(EXAMPLES / name, into / name, ignore=ignore_patterns("__pycache__", ".*_cache"))
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "--force", "."], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    """The audit of every example, by its name."""
    place = tmp_path_factory.mktemp("audited")
    return {name: audit(copied(name, place), load_settings(place, isolated=True), load_checks()) for name in NAMES}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scores]:
    """What the scripts and the notebook of both churn examples print."""
    place = tmp_path_factory.mktemp("run")
    return {name: printed(copied(name, place)) for name in ("leaky_churn", "clean_churn")}


def printed(folder: Path) -> Scores:
    done = subprocess.run([sys.executable, "-c", READER], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {label: float(value) for label, _, value in (line.rpartition(": ") for line in done.stdout.splitlines())}


def spots(audited: Audit, rule: str) -> list[str]:
    """The lines in which the rule finds open debt, with their files."""
    places = [debt.where for debt in audited.debts if debt.rule == rule and debt.open]
    return sorted(f"{place.path}: {source(audited.project.root, place)}" for place in places)


def source(example: str, place: Place) -> str:
    line = (EXAMPLES / example / place.path).read_text(encoding="utf-8").splitlines()[place.line - 1].strip()
    return str(json.loads(line.removesuffix(","))).strip() if place.cell else line


def test_leakage_makes_a_coin_look_foreseeable(scores: dict[str, Scores]) -> None:
    leaky, clean = scores["leaky_churn"], scores["clean_churn"]
    assert list(leaky) == list(clean)
    assert len(leaky) == 5
    assert {label: auc for label, auc in clean.items() if not 0.4 < auc < 0.6} == {}
    assert {label: auc for label, auc in leaky.items() if auc < clean[label] + 0.2} == {}


def test_the_page_of_the_leaky_example_tells_what_its_reader_will_see(scores: dict[str, Scores]) -> None:
    page = (EXAMPLES / "leaky_churn" / "README.md").read_text(encoding="utf-8")
    assert "an AUC of about 0.87" in page
    assert "worth about 0.80" in page
    assert scores["leaky_churn"][HOLDOUT] == pytest.approx(0.87, abs=0.02)
    assert scores["leaky_churn"][TOWN] == pytest.approx(0.80, abs=0.02)


@pytest.mark.parametrize("name", ["load.py", "requirements.txt", "requirements.lock"])
def test_both_churn_examples_have_the_same_data_and_libraries(name: str) -> None:
    assert (EXAMPLES / "leaky_churn" / name).read_bytes() == (EXAMPLES / "clean_churn" / name).read_bytes()


def test_every_leak_of_the_leaky_example_is_found_where_it_is(audits: Audits) -> None:
    leaky = audits["leaky_churn"]
    prepared = [
        "features.py: best = SelectKBest(f_classif, k=COUNTERS_TO_KEEP).fit_transform(scaled, churned)",
        "features.py: minutes = minutes.fillna(minutes.median())",
        "features.py: scaled = StandardScaler().fit_transform(minutes)",
    ]
    town = 'towns.ipynb: df["town"] = df["town"].map(df.groupby("town")["churned"].mean())'
    assert spots(leaky, "fit-before-split") == [*prepared, town]
    assert spots(leaky, "preprocess-outside-cv-pipeline") == prepared
    assert spots(leaky, "unseeded-randomness") == ['train.py: model = SGDClassifier(loss="log_loss", alpha=0.1)']
    assert [debt.where.cell for debt in leaky.debts if debt.where.path == "towns.ipynb"] == [Cell(index=3, line=1)]
    grave = {debt.message.split()[0] for debt in leaky.debts if debt.severity is Severity.CRITICAL}
    assert grave == {"SelectKBest", "mean"}


def test_the_clean_example_has_no_debt_and_the_best_grade(audits: Audits) -> None:
    clean = audits["clean_churn"]
    assert [debt for debt in clean.debts if debt.open] == []
    assert clean.score is not None
    assert (clean.score.value, clean.score.grade) == (100.0, "A")


def test_one_metric_is_the_only_use_of_a_heavy_library(audits: Audits) -> None:
    assert spots(audits["one_rmse"], "heavy-dependency-trivial-use") == ["requirements.txt: scikit-learn==1.5.2"]


def test_the_licence_at_the_core_is_copyleft(audits: Audits) -> None:
    assert spots(audits["gpl_core"], "copyleft-dependency") == ['pyproject.toml: "scikit-survival==0.23.1",']


def test_the_jungle_is_found_with_the_jobs_and_the_shell_in_it(audits: Audits) -> None:
    jungle = audits["pipeline_jungle"]
    export = 'scripts/export_orders.sh: psql -h prod-replica.shop.internal -U export -d shop <<SQL > "$OUT"'
    assert spots(jungle, "pipeline-jungle") == [export]
    assert spots(jungle, "sql-in-shell") == [export]
    assert [" ".join(spot.split()[:6]) for spot in spots(jungle, "cron-runs-data-job")] == [
        "cron/shop.crontab: 0 5 * * 1", "cron/shop.crontab: 40 1 * * *",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_read_wholly_and_no_check_gives_up_on_it(audits: Audits, name: str) -> None:
    coverage = audits[name].coverage
    assert coverage.not_read == ()
    assert coverage.files_read == coverage.files_seen > 0
    assert [check for check in coverage.checks if check.outcome in (Outcome.CRASHED, Outcome.UNKNOWN)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_reports_are_those_that_were_accepted(audits: Audits, name: str) -> None:
    audited = replace(audits[name], ruleset="RULESET")
    machine = render("json", audited).replace(f'"version": "{__version__}"', '"version": "VERSION"')
    schema = json.loads(files("mldebt.report").joinpath("schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(machine))
    assert machine == accepted(f"{name}.json", machine)
    person = render("terminal", audited, width=100, verbose=True)
    assert person == accepted(f"{name}.txt", person)


def accepted(name: str, report: str) -> str:
    if os.environ.get("MLDEBT_ACCEPT") == "1":
        (GOLDEN / name).write_text(report, encoding="utf-8", newline="\n")
    return (GOLDEN / name).read_text(encoding="utf-8")


def test_no_accepted_report_outlives_its_example() -> None:
    kept = sorted(path.name for path in GOLDEN.iterdir())
    assert kept == sorted(f"{name}.{kind}" for name in NAMES for kind in ("json", "txt"))
