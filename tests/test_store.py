"""The cache: a report that is told again is the one that would be made, and nothing can break a scan through it."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mldebt.audit import audit, audit_file
from mldebt.discover import discover
from mldebt.model import Language, Ran, Reading, Settings, SourceFile
from mldebt.read import is_readable
from mldebt.registry import load_checks
from mldebt.store import book
from mldebt.store.manifest import Inputs, holds, is_doubtful, manifest_of, renewed
from mldebt.store.place import NAME, folder, lies_in
from mldebt.store.readings import Readings
from mldebt.store.replay import KIND, outputs_of, packed, replayed, unpacked
from mldebt.store.shapes import Reader, Unfit, Writer

EXAMPLES = Path(__file__).parents[1] / "examples"
QUICK = ("--select", "leakage,dependencies", "--format", "json")
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MLDEBT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small repository whose files are old enough to be known by their times."""
    root = tmp_path / "project"
    shutil.copytree(EXAMPLES / "leaky_churn", root)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all")
    return root


def git(root: Path, *command: str) -> None:
    subprocess.run([*GIT, *command], cwd=root, check=True, capture_output=True)


def scan(root: Path, *more: str, code: str = "") -> tuple[int, bytes, bytes]:
    """A scan in a process of its own; `code` runs before it."""
    program = f"import sys; sys.argv = ['mldebt', 'scan', {str(root)!r}, *sys.argv[1:]]; {code}\n"
    program += "from mldebt.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program, *QUICK, *more], capture_output=True, check=False, cwd=root)
    return done.returncode, done.stdout, done.stderr


REPLAY_ONLY = "import mldebt.cli.app as app; app.run = lambda *a, **k: sys.exit(77)"
"""A scan that is not told again ends with 77."""


def is_told_again(root: Path, *more: str) -> bool:
    return scan(root, *more, code=REPLAY_ONLY)[0] != 77


def test_a_report_is_told_again_byte_by_byte(project: Path, cache: Path) -> None:
    cold = scan(project)
    assert scan(project, code=REPLAY_ONLY) == cold == scan(project, "--no-cache")
    assert [path.name for path in cache.iterdir() if path.is_file()] == [NAME]
    assert not (project / ".mldebt").exists()
    git(project, "diff", "--exit-code")


def test_what_is_told_on_both_streams_comes_again(project: Path) -> None:
    told = ("--fail-under", "99.9", "--statistics", "--format", "terminal")
    cold = scan(project, *told)
    assert cold[0] == 1
    assert b"the gate failed" in cold[2]
    assert scan(project, *told, code=REPLAY_ONLY) == cold


def test_reports_in_files_are_written_again(project: Path, tmp_path: Path) -> None:
    wish = f"--output=sarif={tmp_path / 'out.sarif'}"
    scan(project, wish)
    written = (tmp_path / "out.sarif").read_bytes()
    (tmp_path / "out.sarif").unlink()
    assert is_told_again(project, wish)
    assert (tmp_path / "out.sarif").read_bytes() == written


def test_a_report_that_lies_in_the_project_is_no_reason_to_look_again(project: Path) -> None:
    wish = f"--output=json={project / 'report.json'}"
    scan(project, wish)
    second = scan(project, wish)
    assert scan(project, wish, code=REPLAY_ONLY) == second


def _same_size(root: Path) -> None:
    file = next(root.glob("*.py"))
    file.write_text(file.read_text().replace("import", "IMPORT", 1))


def _ignored(root: Path) -> None:
    (root / ".gitignore").write_text("*.py\n")


def _excluded(root: Path) -> None:
    (root / ".git/info/exclude").write_text("*.py\n")


def _renamed(root: Path) -> None:
    file = next(root.glob("*.py"))
    file.rename(file.with_name("test_other.py"))


def _other_role(root: Path) -> None:
    (root / "tests").mkdir()
    file = next(root.glob("*.py"))
    file.rename(root / "tests" / file.name)


def _deep(root: Path) -> None:
    (root / "a/b").mkdir(parents=True)
    (root / "a/b/c.py").write_text("import numpy\n")


def _committed(root: Path) -> None:
    git(root, "commit", "--allow-empty", "-qm", "more")


def _staged(root: Path) -> None:
    git(root, "rm", "-q", "--cached", next(root.glob("*.py")).name)


def _swapped(root: Path) -> None:
    """Another content of the same size and time, as `touch -r` makes it."""
    file = next(root.glob("*.py"))
    before = file.stat()
    _same_size(root)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _environment(root: Path) -> None:
    (root / "venv").mkdir()
    (root / "venv/pyvenv.cfg").write_text("")


EDITS: dict[str, Callable[[Path], object]] = {
    "content of the same size": _same_size,
    "content of the same size and time": _swapped,
    "a file more": lambda root: (root / "new.py").write_text("import torch\n"),
    "a file more, deep down": _deep,
    "a file less": lambda root: next(root.glob("*.py")).unlink(),
    "a file renamed": _renamed,
    "a file in another role": _other_role,
    "a configuration": lambda root: (root / "mldebt.toml").write_text('ignore = ["leakage"]\n'),
    "a configuration above": lambda root: (root.parent / ".mldebt.toml").write_text("[gate]\nfail-under = 99\n"),
    "a baseline": lambda root: (root / "mldebt-baseline.json").write_text("{}"),
    "a .gitignore": _ignored,
    "an exclude file": _excluded,
    "a .mldebtignore": lambda root: (root / ".mldebtignore").write_text("*.py\n"),
    "a commit": _committed,
    "the index": _staged,
    "no repository": lambda root: shutil.rmtree(root / ".git"),
    "collected evidence": lambda root: (root / ".mldebt/evidence").mkdir(parents=True),
    "an environment": _environment,
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_result_is_that_of_a_scan_without_cache(project: Path, edit: str) -> None:
    scan(project)
    EDITS[edit](project)
    assert not is_told_again(project), edit
    assert scan(project) == scan(project, "--no-cache")


def test_outside_of_git_an_edit_is_seen_as_well(project: Path) -> None:
    shutil.rmtree(project / ".git")
    scan(project)
    assert is_told_again(project)
    (project / "sub").mkdir()
    assert not is_told_again(project)
    git(project.parent, "init", "-q")
    assert not is_told_again(project)


def test_touching_a_file_makes_the_scan_anew_and_changes_nothing(project: Path) -> None:
    cold = scan(project)
    os.utime(next(project.glob("*.py")), (1, 1))
    assert scan(project) == cold


@pytest.mark.parametrize("flag", ["--timing", "--no-cache", "--debug"])
def test_runs_that_tell_of_themselves_are_made(project: Path, flag: str) -> None:
    scan(project, flag)
    assert not is_told_again(project, flag)


def test_surroundings_that_change_the_output_are_part_of_the_question(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(project)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not is_told_again(project)


def test_a_commit_to_compare_with_is_an_input(project: Path) -> None:
    git(project, "branch", "base")
    scan(project, "--diff-from", "base")
    assert is_told_again(project, "--diff-from", "base")
    git(project, "branch", "-D", "base")
    assert not is_told_again(project, "--diff-from", "base")
    scan(project, "--diff-from", "HEAD~0")
    assert not is_told_again(project, "--diff-from", "HEAD~0")


def test_mistakes_are_not_kept(project: Path, cache: Path) -> None:
    assert scan(project, "--select", "no-such-check")[0] == 2
    assert not (cache / NAME).exists()


@pytest.mark.parametrize(
    "garbage",
    [b"", b"not a database at all" * 500, b"SQLite format 3\0" + b"\xff" * 5000],
    ids=["empty", "foreign", "half"],
)
def test_a_file_that_is_no_cache_of_ours_is_made_anew(project: Path, cache: Path, garbage: bytes) -> None:
    cache.mkdir()
    (cache / NAME).write_bytes(garbage)
    cold = scan(project)
    assert scan(project, code=REPLAY_ONLY) == cold


def test_a_truncated_or_altered_file_does_no_harm(project: Path, cache: Path) -> None:
    cold = scan(project)
    whole = (cache / NAME).read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 7)):
        (cache / NAME).write_bytes(whole[:at])
        assert scan(project) == cold
        (cache / NAME).write_bytes(whole[:at] + bytes(99) + whole[at + 99 :])
        assert scan(project) == cold


def test_another_version_of_the_file_is_replaced(cache: Path) -> None:
    cache.mkdir()
    with sqlite3.connect(cache / NAME) as other:
        other.execute("CREATE TABLE row (something INTEGER)")
        other.execute("PRAGMA user_version=99")
    book.put("a", {b"key": b"data"})
    assert book.get("a", [b"key"]) == {b"key": b"data"}


def test_a_row_whose_bytes_changed_is_not_there(cache: Path) -> None:
    book.put("a", {b"key": b"data", b"other": b"more"})
    with sqlite3.connect(cache / NAME) as file:
        file.execute("UPDATE row SET data=? WHERE key=?", (b"dat4", b"key"))
    assert book.get("a", [b"key", b"other"]) == {b"other": b"more"}


@pytest.mark.parametrize("row", [b"", b"5", b"3\nabc1 1\n", b"0\n9 0\n", b"1\nx0 1\n2 99\nshort", b"-4\nabc0 0\n"])
def test_a_row_that_says_nothing_is_passed_over(project: Path, row: bytes) -> None:
    cold = scan(project)
    path = Path(folder()) / NAME
    with sqlite3.connect(path) as file:
        (key,) = file.execute("SELECT key FROM row").fetchone()
    book.put(KIND, {key: row})
    assert scan(project) == cold


def test_a_place_that_cannot_be_written_is_no_obstacle(project: Path, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert scan(project) == scan(project, "--no-cache")


def test_a_locked_file_is_no_obstacle(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "PATIENCE", 0.05)
    book.put("a", {b"key": b"data"})
    other = sqlite3.connect(cache / NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    book.put("a", {b"key": b"new"})
    assert book.get("a", [b"key"]) == {}
    other.execute("ROLLBACK")
    assert book.get("a", [b"key"]) == {b"key": b"data"}


def test_two_scans_at_once_tell_the_same(project: Path) -> None:
    program = f"import sys; sys.argv = ['mldebt', 'scan', {str(project)!r}, *sys.argv[1:]]\n"
    program += "from mldebt.cli import main; main()"
    both = [
        subprocess.Popen([sys.executable, "-c", program, *QUICK], stdout=subprocess.PIPE, cwd=project) for _ in range(2)
    ]
    one, other = (process.communicate()[0] for process in both)
    assert one == other == scan(project, code=REPLAY_ONLY)[1] != b""


WRITER = """
import sys
from mldebt.store import book
number = 0
while True:
    number += 1
    book.put("a", {b"%d" % at: b"%d" % number * 3000 for at in range(40)})
    print(number, flush=True)
"""


def test_a_run_that_is_killed_leaves_the_last_whole_state(cache: Path) -> None:
    for pause in (0.0, 0.001, 0.003, 0.007, 0.011):
        writer = subprocess.Popen([sys.executable, "-c", WRITER], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        found = book.get("a", [b"%d" % at for at in range(40)])
        assert len(found) == 40
        assert len(set(found.values())) == 1
        with sqlite3.connect(cache / NAME) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_was_not_used_for_longest_goes_first(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book.put("a", {b"%d" % at: os.urandom(50_000) for at in range(20)})
    with sqlite3.connect(cache / NAME) as file:
        for at in range(20):
            file.execute("UPDATE row SET used=? WHERE key=?", (at, b"%d" % at))
    monkeypatch.setattr(book, "LARGEST", 500_000)
    book.put("a", {b"new": b"data"})
    kept = set(book.get("a", [b"new", *(b"%d" % at for at in range(20))]))
    assert {b"new", b"19"} <= kept
    assert b"0" not in kept
    assert (cache / NAME).stat().st_size < 500_000


def test_the_cache_is_never_in_the_audited_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLDEBT_CACHE_DIR", str(project / "cache"))
    scan(project)
    assert not (project / "cache" / NAME).exists()
    assert lies_in(folder(), str(project))


def test_a_relative_place_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLDEBT_CACHE_DIR", "here")
    monkeypatch.setenv("XDG_CACHE_HOME", "there")
    assert os.path.isabs(folder())
    assert folder().endswith("mldebt")


def test_cache_dir_and_clear(cache: Path) -> None:
    book.put("a", {b"key": b"data"})
    told = subprocess.run([sys.executable, "-m", "mldebt", "cache", "dir"], capture_output=True, text=True, check=True)
    assert told.stdout == f"{cache}\n"
    subprocess.run([sys.executable, "-m", "mldebt", "cache", "clear"], check=True, capture_output=True)
    assert book.get("a", [b"key"]) == {}


def test_what_was_fresh_is_known_by_content_first_and_by_time_later(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    inputs = Inputs([str(tmp_path / "a")], [str(tmp_path / "none")], [str(tmp_path)])
    fresh = manifest_of(inputs, time.time_ns())
    assert is_doubtful(fresh)
    assert holds(fresh)
    later = renewed(fresh, time.time_ns() + 10**10, [])
    assert not is_doubtful(later)
    assert holds(later)
    (tmp_path / "a").write_text("two")
    assert not holds(fresh)
    assert not holds(later)


def test_names_that_are_no_text_are_watched_as_well(tmp_path: Path) -> None:
    odd = os.fsdecode(b"\xff\n odd")
    (tmp_path / odd).write_text("one")
    known = manifest_of(Inputs([str(tmp_path / odd)], folders=[str(tmp_path)]), time.time_ns() + 10**10)
    assert holds(known)
    os.rename(tmp_path / odd, tmp_path / "even")
    assert not holds(known)


def test_a_row_holds_what_goes_where() -> None:
    parts = [(1, b"out\n"), (2, b""), (3, b"\0\xff")]
    row = packed(b"manifest", 3, parts)
    assert row.startswith(b"8\nmanifest")
    assert unpacked(row[10:]) == (3, parts)


def test_where_a_report_goes_is_read_from_the_command_line() -> None:
    assert outputs_of(["scan", "--output", "json=a=b", "--output=md=c", "."]) == ["a=b", "c"]


def test_only_scans_are_told_again() -> None:
    assert replayed(["rules"]) is None
    assert replayed([]) is None


def _read(root: Path) -> list[tuple[Reading, list[Ran]]]:
    files = [file for file in discover(root, Settings()).files if is_readable(file)]
    return [audit_file(file, root, load_checks(), Settings()) for file in files]


def _store(root: Path, situation: bytes) -> Readings:
    def again(file: SourceFile) -> Reading:
        raise AssertionError(file)

    return Readings(root, situation, (), again)


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_what_was_found_in_a_file_comes_back_as_it_was(example: str) -> None:
    root = EXAMPLES / example
    answers = _read(root)
    _store(root, b"").known([])
    store = _store(root, b"here")
    files = [reading.file for reading, _ in answers]
    assert store.known(files) == {}
    store.keep(answers)
    found = _store(root, b"here").known(files)
    assert {path: reading for path, (reading, _) in found.items()} == {
        reading.file.path: reading for reading, ran in answers if reading.facts or ran
    }
    assert {run for _, ran in found.values() for run in ran} == {run for _, ran in answers for run in ran}
    kinds = {path: {type(fact) for fact in reading.facts.values()} for path, (reading, _) in found.items()}
    assert kinds == {r.file.path: {type(fact) for fact in r.facts.values()} for r, ran in answers if r.facts or ran}
    assert _store(root, b"elsewhere").known(files) == {}


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "5", "[[], [0]]", '[["os:system"], [0, [5, "true"]]]', '[["mldebt.model.files:os"], [5]]',
        '[["mldebt.cli.app:run"], [5, 1]]', '[["builtins:eval"], [5, "1"]]', '[[], [0, 1, 2, 3, 4, 5, 6]]',
        '[["mldebt.model.files:SourceFile"], [0, [5], 0, [0], [0], [0], [0]]]', '[[], {"a": 1}]', '[[], [3, "x"]]',
        '[["mldebt.model.files:Language"], [5, "no such"]]', "[" * 5000,
    ],
)  # fmt: skip
def test_a_row_that_is_no_answer_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import numpy\n")
    (file,) = discover(tmp_path, Settings()).files
    store = _store(tmp_path, b"")
    assert store.known([file]) == {}
    (key,) = store._bodies.keys.values()
    told = zlib.compress(text.encode())
    for row in (text.encode(), told, b"%d\n%s" % (len(told), told)):
        book.put("reading", {key: row})
        assert store.known([file]) == {}


def test_what_is_no_noun_is_not_kept() -> None:
    with pytest.raises(Unfit):
        Writer().shape((object(),))
    for name in ("os:system", "mldebt.cli.app:run", "mldebt.model.files:field", "mldebt.model.nothing"):
        with pytest.raises((Unfit, ImportError)):
            Reader([name], frozenset())


def test_a_value_comes_back_equal_and_of_its_kind() -> None:
    sets: tuple[object, ...] = (frozenset({"a", "b"}), {"k": (1,), 2: ()})
    value = (1, 1.5, None, True, "\ud800", b"\xff", *sets, date(2020, 2, 29), Language.SQL)
    writer = Writer()
    text = json.dumps(writer.shape(value))
    found = Reader(json.loads(json.dumps(writer.names)), frozenset()).value(json.loads(text))
    assert found == value
    assert list(map(type, found)) == list(map(type, value))


def test_a_file_that_changed_while_it_was_read_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import numpy\n")
    (file,) = discover(tmp_path, Settings()).files
    store = _store(tmp_path, b"")
    store.known([file])
    answer = audit_file(file, tmp_path, load_checks(), Settings())
    (tmp_path / "a.py").write_text("import pandas\n")
    store.keep([answer])
    assert _store(tmp_path, b"").known([file]) == {}


def test_one_edit_reads_one_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks, settings = load_checks(), Settings()
    audit(project, settings, checks, situation=b"here")
    file = next(project.glob("*.py"))
    file.write_text(f"{file.read_text()}\nx = 1\n")
    read: list[str] = []

    def noted(file: SourceFile, *rest: object) -> object:
        read.append(file.path)
        return audit_file(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("mldebt.audit.audit_file", noted)
    found = audit(project, settings, checks, situation=b"here")
    assert read == [file.name]
    assert found == audit(project, settings, checks)
