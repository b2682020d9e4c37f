"""Models and pickles that leave a program: how bad is it, and how sure are we?"""

from pathlib import Path

import pytest

from mldebt.audit import audit
from mldebt.model import Confidence, Debt, Severity
from mldebt.registry import load_checks
from mldebt.settings import load_settings
from mldebt.testing import notebook_text

TRAIN = """\
import joblib
import pandas as pd
from sklearn.linear_model import Ridge

rows = pd.read_csv("rows.csv")
model = Ridge(alpha=2).fit(rows[["a"]], rows["b"])
joblib.dump(model, {target})
"""
SERVE = "import joblib\n\nmodel = joblib.load({source})\n"


def debts(folder: Path, slug: str, files: dict[str, str]) -> list[Debt]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    settings = load_settings(folder, config=None, isolated=True, overrides={})
    checks = tuple(check for check in load_checks() if check.slug == slug)
    return list(audit(folder, settings, checks).debts)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"train.py": TRAIN.format(target='"ridge.joblib"')}, (Severity.MEDIUM, Confidence.MEDIUM)),
        (
            {"look.ipynb": notebook_text([("code", TRAIN.format(target='"ridge.joblib"').splitlines())])},
            (Severity.LOW, Confidence.MEDIUM),
        ),
        (
            {"train.py": TRAIN.format(target='"ridge.joblib"'), "crontab": "0 3 * * * python train.py\n"},
            (Severity.HIGH, Confidence.HIGH),
        ),
    ],
)
def test_what_the_clock_overwrites_is_worse_than_what_somebody_does_by_hand(
    files: dict[str, str], expected: tuple[Severity, Confidence], tmp_path: Path
) -> None:
    found = debts(tmp_path, "model-overwritten-in-place", files)
    assert [(debt.severity, debt.confidence) for debt in found] == [expected]


@pytest.mark.parametrize(
    ("target", "source", "confidence"),
    [('"m.joblib"', '"/srv/m.joblib"', Confidence.HIGH), ("TARGET", "SOURCE", Confidence.MEDIUM)],
)
def test_a_skew_is_sure_where_the_same_file_is_named_on_both_sides(
    target: str, source: str, confidence: Confidence, tmp_path: Path
) -> None:
    found = debts(
        tmp_path,
        "pickle-version-skew",
        {
            "fit/train.py": TRAIN.format(target=target),
            "fit/requirements.txt": "scikit-learn==1.2.2\n",
            "api/app.py": SERVE.format(source=source),
            "api/requirements.txt": "scikit-learn==1.5.1\n",
        },
    )
    assert [(debt.where.path, debt.confidence) for debt in found] == [("api/requirements.txt", confidence)]
    assert [hop.where.path for hop in found[0].evidence] == [
        "fit/requirements.txt", "fit/train.py", "api/requirements.txt", "api/app.py",
    ]  # fmt: skip
