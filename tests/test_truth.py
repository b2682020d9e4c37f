"""A distribution whose module has another name is neither unused nor undeclared, whatever the manifest is."""

from pathlib import Path

import pytest

from mldebt.audit import audit
from mldebt.model import Outcome
from mldebt.registry import load_checks
from mldebt.settings import load_settings

PACKAGE = '[project]\nname = "churn"\nversion = "1"\n'
FORMATS = {
    "requirements.txt": "scikit-learn==1.5.2\n",
    "requirements/base.in": "Scikit_Learn>=1.4 ; python_version > '3.8'\n",
    "pyproject.toml": PACKAGE + 'dependencies = ["scikit-learn>=1.4"]\n',
    "pyproject.toml (groups)": PACKAGE + 'dependencies = []\n[dependency-groups]\ntrain = ["scikit-learn"]\n',
    "pyproject.toml (extra)": PACKAGE + '[project.optional-dependencies]\ntrain = ["scikit-learn[x]"]\n',
    "pyproject.toml (poetry)": '[tool.poetry]\nname = "churn"\n[tool.poetry.dependencies]\nscikit-learn = "^1.4"\n',
    "pyproject.toml (pdm)": PACKAGE + '[tool.pdm.dev-dependencies]\ntrain = ["scikit-learn"]\n',
    "pyproject.toml (hatch)": PACKAGE + '[tool.hatch.envs.default]\ndependencies = ["scikit-learn"]\n',
    "pyproject.toml (pixi)": PACKAGE + '[tool.pixi.dependencies]\nscikit-learn = "*"\n',
    "pixi.toml": '[project]\nname = "churn"\n[dependencies]\nscikit-learn = ">=1.4"\n',
    "setup.cfg": "[metadata]\nname = churn\n[options]\ninstall_requires =\n    scikit-learn>=1.4\n",
    "setup.py": 'from setuptools import setup\n\nsetup(name="churn", install_requires=["scikit-learn"])\n',
    "Pipfile": '[packages]\nscikit-learn = "*"\n',
    "environment.yml": "name: churn\ndependencies:\n  - python=3.11\n  - conda-forge::scikit-learn=1.5\n",
    "environment.yml (pip)": "name: churn\ndependencies:\n  - pip:\n      - scikit-learn==1.5.2\n",
    "Pipfile.lock": '{"_meta": {}, "default": {"scikit-learn": {"version": "==1.5.2"}}, "develop": {}}\n',
    "poetry.lock": '[[package]]\nname = "scikit-learn"\nversion = "1.5.2"\n',
    "pdm.lock": '[[package]]\nname = "scikit-learn"\nversion = "1.5.2"\ngroups = ["default"]\n',
    "uv.lock": 'version = 1\n[[package]]\nname = "scikit-learn"\nversion = "1.5.2"\n',
    "pylock.toml": 'lock-version = "1.0"\n[[packages]]\nname = "scikit-learn"\nversion = "1.5.2"\n',
    "Dockerfile": "FROM python:3.11-slim\nRUN pip install scikit-learn==1.5.2\n",
}
CODE = "import sklearn.svm\nfrom sklearn.metrics import roc_auc_score\n\nprint(sklearn.svm.SVC(), roc_auc_score)\n"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("extra", ["", "pandas==2.2.3\n"], ids=["alone", "beside another manifest"])
def test_scikit_learn_is_neither_unused_nor_undeclared(tmp_path: Path, name: str, extra: str) -> None:
    path = tmp_path / name.partition(" ")[0]
    path.parent.mkdir(exist_ok=True)
    path.write_text(FORMATS[name], encoding="utf-8")
    if extra and "requirements" not in name and ".lock" not in name and name != "pylock.toml":
        (tmp_path / "requirements.txt").write_text(extra, encoding="utf-8")
    (tmp_path / "train.py").write_text(CODE, encoding="utf-8")
    checks = tuple(one for one in load_checks() if one.slug in ("unused-dependency", "undeclared-dependency"))
    found = audit(tmp_path, load_settings(tmp_path, isolated=True), checks)
    assert [debt.message for debt in found.debts if "scikit" in debt.message] == []
    assert found.coverage.not_read == ()
    assert {check.outcome for check in found.coverage.checks} <= {Outcome.CLEAN, Outcome.DEBT, Outcome.NOT_APPLICABLE}


def test_a_manifest_that_is_a_sentence_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("Please refer to https://hub.example.org/r/science/image.\n")
    (tmp_path / "train.py").write_text("from sklearn.svm import SVC\n\nprint(SVC().fit([[1.0], [2.0]], [0, 1]))\n")
    slugs = ("no-lockfile", "unused-dependency", "undeclared-dependency", "unpinned-dependency")
    checks = tuple(one for one in load_checks() if one.slug in slugs)
    found = audit(tmp_path, load_settings(tmp_path, isolated=True), checks)
    assert found.debts == ()
    assert [lost.path for lost in found.coverage.not_read] == ["requirements.txt"]


def test_a_use_in_the_folder_of_another_program_is_no_use_of_this_manifest(tmp_path: Path) -> None:
    files = {
        "clip/requirements.txt": "cvxopt==1.3.0\ntorch==2.5.0\n",
        "clip/run.py": "import torch\n\nprint(torch.zeros(1))\n",
        "old/solve.py": "from cvxopt import matrix\n\nprint(matrix([1.0]))\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    checks = tuple(one for one in load_checks() if one.slug == "copyleft-dependency")
    (debt,) = audit(tmp_path, load_settings(tmp_path, isolated=True), checks).debts
    assert debt.message.endswith("though nothing in clip imports it")
    assert [hop.where.path for hop in debt.evidence] == ["clip/requirements.txt"]


def test_a_drift_of_one_version_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'{PACKAGE}dependencies = ["fastapi==0.116.0", "pydantic==2.11.0"]\n')
    (tmp_path / "requirements.txt").write_text("fastapi==0.115.0\npydantic==2.10.0\n")
    locked = '[[package]]\nname = "{}"\nversion = "{}"\n'
    lock = "version = 1\n" + locked.format("fastapi", "0.116.0") + locked.format("pydantic", "2.11.0")
    (tmp_path / "uv.lock").write_text(lock)
    checks = tuple(one for one in load_checks() if one.slug == "conflicting-requirements")
    (debt,) = audit(tmp_path, load_settings(tmp_path, isolated=True), checks).debts
    assert debt.message == (
        "fastapi cannot be both ==0.116.0 and ==0.115.0 (requirements.txt), for the same environment, "
        "and pydantic disagrees as well"
    )


def test_a_name_that_was_left_behind_is_told_once_and_from_memory(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("skimage==0.0\n")
    (tmp_path / "edges.py").write_text("from skimage.filters import sobel\n\nprint(sobel)\n")
    checks = tuple(one for one in load_checks() if one.slug in ("licence-missing", "dormant-ml-library"))
    (debt,) = audit(tmp_path, load_settings(tmp_path, isolated=True), checks).debts
    assert debt.rule == "dormant-ml-library"
    assert debt.evidence[0].message == "from memory, not verified"
