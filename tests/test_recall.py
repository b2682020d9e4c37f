"""What was found out about a project before: told again where it holds, found out anew where it does not."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mldebt import runner
from mldebt.audit import audit
from mldebt.model import Check, Outcome, Ran, Settings, SourceFile
from mldebt.registry import load_checks
from mldebt.report import render
from mldebt.runner import is_file_check
from mldebt.store import book
from mldebt.store.place import NAME

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
HERE = b"here"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MLDEBT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def told(root: Path, situation: bytes | None, settings: Settings | None = None) -> str:
    found = audit(root, settings or Settings(), load_checks(), situation=situation)
    return render("json", found, color=False, width=None, verbose=True)


def aged(root: Path) -> None:
    """As if all had been written a while ago, so that times are trusted; ctime cannot be set, so we wait."""
    before = time.time() - 100
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (before, before))


def python(root: Path) -> list[Path]:
    return sorted(root.rglob("*.py"))


def comment_appended(root: Path) -> None:
    for path in python(root)[:1]:
        path.write_text(path.read_text() + "\n# a remark\n")


def line_inserted(root: Path) -> None:
    for path in python(root)[:1]:
        path.write_text("import os\n" + path.read_text())


def import_changed(root: Path) -> None:
    for path in python(root)[:1]:
        path.write_text(path.read_text().replace("import pandas as pd", "import numpy as np", 1) + "\nimport torch\n")


def comment_that_allows(root: Path) -> None:
    for path in python(root)[:1]:
        path.write_text("# mldebt: allow-file unpinned-dependency, it is so\n" + path.read_text())


def file_added(root: Path) -> None:
    (root / "added.py").write_text("import torch\n\nmodel = torch.load('model.pt')\n")


def file_removed(root: Path) -> None:
    for path in python(root)[-1:]:
        path.unlink()


def file_renamed(root: Path) -> None:
    for path in python(root)[-1:]:
        path.rename(path.with_name("renamed.py"))


def file_broken(root: Path) -> None:
    for path in python(root)[:1]:
        path.write_text("def (:\n")


def requirement_added(root: Path) -> None:
    with (root / "requirements.txt").open("a") as file:
        file.write("\ntorch\n")


EDITS = [
    comment_appended, line_inserted, import_changed, comment_that_allows, file_added, file_removed, file_renamed,
    file_broken, requirement_added,
]  # fmt: skip


@pytest.mark.parametrize("example", NAMES)
def test_after_every_sort_of_edit_the_answer_is_the_one_that_would_be_found_anew(example: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(EXAMPLES / example, root)
    assert told(root, HERE) == told(root, None)
    for edit in EDITS:
        edit(root)
        assert told(root, HERE) == told(root, None), edit.__name__
        assert told(root, HERE) == told(root, None), f"{edit.__name__}, once more"


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    """Steps that hand data on to one another, old enough to be known by their times."""
    root = tmp_path / "generated"
    root.mkdir()
    for number in range(40):
        (root / f"step{number}.py").write_text(
            f"import pandas as pd\nfrom sklearn.model_selection import train_test_split\nimport step{number // 2}\n\n\n"
            f"def run(path):\n    rows = pd.read_csv('data/{number}.csv')\n"
            f"    train, test = train_test_split(rows)\n    train.to_csv('data/{number + 1}.csv')\n\n\nrun('x')\n"
        )
    (root / "requirements.txt").write_text("pandas\nscikit-learn==1.4.0\n")
    aged(root)
    time.sleep(2.1)
    return root


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The checks of the project that were run, in order."""
    names: list[str] = []
    original = runner._run

    def counted(check: Check, give: Callable[..., object]) -> Ran:
        if not is_file_check(check):
            names.append(check.slug)
        return original(check, give)

    monkeypatch.setattr(runner, "_run", counted)
    return iter([names])


def test_only_what_depends_on_the_edit_is_run_again(generated: Path, ran: Iterator[list[str]]) -> None:
    names = next(ran)
    told(generated, HERE)
    whole = {check.slug for check in load_checks() if not is_file_check(check)}
    assert whole <= set(names)
    names.clear()
    comment_appended(generated)
    warm = told(generated, HERE)
    assert set(names) <= {"unused-suppression"}
    assert warm == told(generated, None)
    names.clear()
    requirement_added(generated)
    told(generated, HERE)
    assert "unpinned-dependency" in names
    assert set(names) < whole


def test_files_that_are_as_they_were_are_not_opened(generated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mldebt.store.readings import Readings

    told(generated, HERE)
    opened: list[str] = []
    original = Readings._key

    def noted(store: Readings, file: SourceFile) -> bytes | None:
        opened.append(file.path)
        return original(store, file)

    monkeypatch.setattr(Readings, "_key", noted)
    comment_appended(generated)
    told(generated, HERE)
    assert set(opened) == {python(generated)[0].name}


@pytest.mark.parametrize("kind", ["project", "reading", "*"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"\0" * 50, b"9\nxx", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_rows_that_are_odd_are_ignored(kind: str, damage: bytes, tmp_path: Path, cache: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(EXAMPLES / "leaky_churn", root)
    cold = told(root, HERE)
    with sqlite3.connect(cache / NAME) as rows:
        keys = rows.execute("SELECT kind, key FROM row WHERE kind=? OR ?='*'", (kind, kind)).fetchall()
    assert keys
    for found, key in keys:
        book.put(found, {key: damage})
    assert told(root, HERE) == cold
    assert told(root, HERE) == cold


def test_a_fact_whose_row_is_gone_is_read_again(generated: Path, cache: Path) -> None:
    told(generated, HERE)
    with sqlite3.connect(cache / NAME) as rows:
        rows.execute("DELETE FROM row WHERE kind='reading'")
    line_inserted(generated)
    assert told(generated, HERE) == told(generated, None)


def test_many_processes_find_the_same(generated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mldebt.pool.PAYS_FROM", 1)
    many = replace(Settings(), jobs=2)
    cold = told(generated, None)
    assert told(generated, HERE, many) == cold
    import_changed(generated)
    assert told(generated, HERE, many) == told(generated, None)


def test_a_named_file_does_not_change_what_is_known_of_the_project(generated: Path, ran: Iterator[list[str]]) -> None:
    names = next(ran)
    told(generated, HERE)
    names.clear()
    comment_appended(generated)
    named = replace(Settings(), files=("step1.py",))
    assert told(generated, HERE, named) == told(generated, None, named)
    names.clear()
    comment_appended(generated)
    told(generated, HERE)
    assert set(names) <= {"unused-suppression"}


def test_a_check_that_crashed_is_run_again(generated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = runner._run

    def crashing(check: Check, give: Callable[..., object]) -> Ran:
        return Ran(check.slug, Outcome.CRASHED) if check.slug == "unpinned-dependency" else original(check, give)

    monkeypatch.setattr(runner, "_run", crashing)
    assert '"crashed"' in told(generated, HERE)
    monkeypatch.undo()
    monkeypatch.setenv("MLDEBT_CACHE_DIR", str(generated.parent / "cache"))
    assert told(generated, HERE) == told(generated, None)


def test_another_configuration_is_another_project(generated: Path) -> None:
    def scan(*more: str) -> bytes:
        command = (sys.executable, "-m", "mldebt", "scan", ".", "--format", "json", "--exit-zero", *more)
        return subprocess.run(command, cwd=generated, capture_output=True, check=True).stdout

    assert scan() == scan("--no-cache")
    for text in ('[project]\nsurfaces = ["serving"]\n', 'exclude = ["step3.py"]\n', 'ignore = ["leakage"]\n', ""):
        (generated / "mldebt.toml").write_text(text)
        assert scan() == scan("--no-cache"), text
