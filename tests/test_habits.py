"""Does the real program behave in pipes, on odd terminals, in CI and among odd names? One test for each known trap."""

import csv
import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from terminals import on_terminal

from mldebt.report import FORMATS

PROGRAM = (sys.executable, "-m", "mldebt")
WISHES = ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_ACTIONS", "TERM", "PYTHONIOENCODING", "PYTHONHASHSEED")
PLAIN = {name: value for name, value in os.environ.items() if name not in WISHES}
SCRIPT = """\
import numpy as np
from sklearn.svm import SVC

rows = np.random.rand(9, 2)
SVC().fit(rows, rows[:, 0] > 0.5)
"""
ESCAPE = b"\x1b"
EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    (root / "train.py").write_text(SCRIPT)
    monkeypatch.chdir(root)
    return root


def piped(*words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *words], capture_output=True, env=PLAIN | variables, check=False)


def shown(*words: str, **variables: str) -> bytes:
    """What a terminal gets, from both streams."""
    return on_terminal([*PROGRAM, *words], PLAIN | {"TERM": "xterm"} | variables)


# Colour


@pytest.mark.parametrize("words", [("scan", "--help"), ("--help",), ("explain", "fit-before-split")])
@pytest.mark.usefixtures("project")
def test_nothing_in_a_pipe_is_coloured_because_of_a_ci(words: tuple[str, ...]) -> None:
    done = piped(*words, GITHUB_ACTIONS="true", CI="true", GITLAB_CI="true", TF_BUILD="true")

    assert ESCAPE not in done.stdout
    assert done.stderr == b""


@pytest.mark.usefixtures("project")
def test_a_ci_changes_no_byte_of_a_report() -> None:
    alone = piped("scan").stdout
    told = piped("scan", CI="true", GITHUB_ACTIONS="true", GITLAB_CI="true", JENKINS_URL="x", COLUMNS="20")

    assert (told.stdout, told.stderr) == (alone, b"")


@pytest.mark.parametrize("words", [("scan", "-v"), ("scan", "-q"), ("explain", "fit-before-split"), ("scan", "--help")])
@pytest.mark.usefixtures("project")
def test_no_color_on_a_terminal_leaves_no_colour(words: tuple[str, ...]) -> None:
    text = shown(*words, "--no-progress", NO_COLOR="1") if words[0] == "scan" else shown(*words, NO_COLOR="1")

    assert b"\x1b[3" not in text
    assert b"\x1b[9" not in text


@pytest.mark.usefixtures("project")
def test_force_color_reaches_a_pipe_and_machines_stay_plain() -> None:
    words = [word for fmt in FORMATS for word in ("--output", f"{fmt}=../{fmt}")]

    assert ESCAPE in piped("scan", *words, FORCE_COLOR="1").stdout
    assert [fmt for fmt in FORMATS if ESCAPE in Path("..", fmt).read_bytes()] == []
    assert ESCAPE not in piped("scan", "--format", "sarif", "--color", "always").stdout


@pytest.mark.usefixtures("project")
def test_a_dumb_terminal_gets_plain_text_without_a_bar() -> None:
    assert ESCAPE not in shown("scan", TERM="dumb")
    assert ESCAPE not in shown("scan", "--help", TERM="dumb")


@pytest.mark.usefixtures("project")
def test_no_text_is_a_hyperlink() -> None:
    assert b"\x1b]8" not in shown("scan", "-v", TERM="xterm-256color", COLORTERM="truecolor")


# Pipes and narrow terminals


@pytest.mark.parametrize("fmt", ["terminal", "concise"])
def test_a_long_path_is_whole_in_a_pipe(project: Path, fmt: str) -> None:
    deep = project / "/".join(["a-rather-long-folder"] * 8)
    deep.mkdir(parents=True)
    (project / "train.py").rename(deep / "train.py")

    assert (
        f"{deep.relative_to(project).as_posix()}/train.py"
        in piped("scan", "--format", fmt, COLUMNS="20").stdout.decode()
    )


def test_a_path_is_whole_on_a_narrow_terminal(project: Path) -> None:
    (project / "a-very-long-name-of-a-folder").mkdir()
    (project / "train.py").rename(project / "a-very-long-name-of-a-folder" / "train.py")
    text = shown("scan", "--color", "never", "--no-progress", COLUMNS="30").decode()

    assert "a-very-long-name-of-a-folder/train.py:4" in text
    assert max(len(line) for line in text.splitlines() if "a-very" not in line and "SVC" not in line) <= 60


@pytest.mark.usefixtures("project")
def test_a_sentence_is_one_line_in_a_pipe_whatever_columns_says_and_wrapped_on_a_terminal() -> None:
    """A shell or a CI sets COLUMNS for its own screen; what is piped is searched, and a search goes line by line."""
    wide, narrow = (piped("scan", "-v", COLUMNS=columns).stdout for columns in ("200", "80"))
    screen = shown("scan", "-v", "--color", "never", "--no-progress", COLUMNS="80").decode()

    assert wide == narrow
    assert max(map(len, narrow.decode().splitlines())) > 100
    assert max(map(len, screen.replace("\r", "").splitlines())) <= 80


@pytest.mark.usefixtures("project")
def test_a_pipe_gets_nothing_on_stderr_not_even_a_line_break() -> None:
    assert piped("scan").stderr == b""


@pytest.mark.parametrize("fmt", ["sarif", "html"])
def test_a_pipe_that_is_closed_is_no_failure_for_a_long_report(project: Path, fmt: str) -> None:
    command = f"{sys.executable} -m mldebt scan --format {fmt} 2>err; echo $? >code"
    subprocess.run(["sh", "-c", f"({command}) | true"], env=PLAIN, check=True, timeout=60)

    assert ((project / "code").read_text(), (project / "err").read_text()) == ("0\n", "")


# Files and names


def test_every_format_goes_to_files_in_one_audit_and_is_what_stdout_shows(project: Path) -> None:
    words = [word for fmt in FORMATS for word in ("--output", f"{fmt}=../{fmt}")]
    assert piped("scan", *words).returncode == 0

    for fmt in ("terminal", "concise", "junit", "json-lines"):
        assert piped("scan", "--format", fmt).stdout == (project.parent / fmt).read_bytes(), fmt


def test_a_path_of_windows_is_not_split_at_its_colon(project: Path) -> None:
    assert piped("scan", "--output", r"json=C:\out=x\report.json").returncode == 0
    assert json.loads((project / r"C:\out=x\report.json").read_text())["schema_version"] == 1


def test_reports_use_slashes_and_paths_from_the_root(project: Path) -> None:
    (project / "src").mkdir()
    (project / "train.py").rename(project / "src" / "train.py")
    report = json.loads(piped("scan", "--format", "json").stdout)
    sarif = json.loads(piped("scan", "--format", "sarif").stdout)

    assert {finding["path"] for finding in report["findings"] if finding["kind"] == "site"} == {"src/train.py"}
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in sarif["runs"][0]["results"]}
    assert uris == {finding["path"] for finding in report["findings"]}
    assert str(project.parent) not in json.dumps([report, sarif])


@pytest.mark.parametrize("name", [b"caf\xe9.py", "trainé [red]x.py".encode(), b"::error file=x::y.py", b"a\nb.py"])
def test_a_name_that_is_no_text_or_looks_like_markup_is_told_in_every_format(project: Path, name: bytes) -> None:
    (project / "train.py").rename(os.fsdecode(os.fsencode(project) + b"/" + name))
    words = [word for fmt in FORMATS for word in ("--output", f"{fmt}=../{fmt}")]
    done = piped("scan", "--format", "concise", *words, PYTHONIOENCODING="latin-1")

    assert (done.returncode, done.stderr) == (0, b"")
    assert not any(line.startswith((b"::", b"##")) for line in done.stdout.splitlines())
    for fmt in FORMATS:
        text = (project.parent / fmt).read_bytes().decode("utf-8")
        assert not any(ord(sign) < 32 and sign != "\n" for sign in text), fmt


def test_machines_get_utf_8_whatever_the_encoding_of_the_platform(project: Path) -> None:
    (project / "train.py").rename(project / "tränïng.py")
    junit = piped("scan", "--format", "junit", PYTHONIOENCODING="latin-1").stdout
    table = piped("scan", "--format", "csv", PYTHONIOENCODING="ascii").stdout.decode("utf-8")

    assert any("tränïng.py" in (case.get("name") or "") for case in ElementTree.fromstring(junit).iter("testcase"))
    assert [row["path"] for row in csv.DictReader(StringIO(table))][:1] == ["tränïng.py"]


# Honesty


@pytest.mark.parametrize(("words", "code"), [(("nowhere.py",), 2), ((".",), 0), ((".", "--strict"), 3)])
def test_nothing_read_is_never_a_pass(project: Path, words: tuple[str, ...], code: int) -> None:
    (project / "train.py").write_text("def (\n")
    done = piped("scan", *words)

    assert done.returncode == code
    assert code != 0 or b"none of the 1 files could be read" in done.stdout
    assert b"Score" not in done.stdout


GUARD = """\
import sys

def guard(event, arguments):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        sys.exit(f"the network was asked for: {event} {arguments}")
    if event == "subprocess.Popen" and not str(arguments[0]).endswith("git"):
        sys.exit(f"a program was started: {arguments[0]}")

sys.addaudithook(guard)
from mldebt.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.usefixtures("project")
def test_a_scan_asks_nobody_and_starts_nothing_but_git() -> None:
    words = [word for fmt in FORMATS for word in ("--output", f"{fmt}=../{fmt}")]
    done = subprocess.run([sys.executable, "-c", GUARD, "scan", *words], capture_output=True, env=PLAIN, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


# The same bytes


def test_the_same_tree_gives_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    """Hash seed, locale, time zone, age of the files, number of processes and place on the disk."""
    first, second = tmp_path / "here" / "tree", tmp_path / "there" / "tree"
    for name in ("leaky_churn", "pipeline_jungle"):
        shutil.copytree(EXAMPLES / name, first / name)
    padding = "# a line that makes the tree large enough for a second process\n" * 14_000
    for number in range(4):
        (first / f"tränïng_{number}.py").write_text(SCRIPT + padding, encoding="utf-8")
    shutil.copytree(first, second, copy_function=shutil.copy)
    for path in second.rglob("*"):
        os.utime(path, (0, 0))
    machines = [
        (first, {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"}, "1"),
        (second, {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo", "COLUMNS": "40"}, "2"),
        (first, {"PYTHONHASHSEED": "3", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONUTF8": "1"}, "1"),
    ]
    words = [word for fmt in FORMATS for word in ("--output", f"{fmt}={fmt}.report")]
    told: list[dict[str, bytes]] = []
    for number, (folder, variables, jobs) in enumerate(machines):
        into = tmp_path / f"out{number}"
        into.mkdir()
        subprocess.run(
            [*PROGRAM, "scan", str(folder), "--isolated", "--jobs", jobs, *words],
            cwd=into, env=PLAIN | variables, check=True, capture_output=True,
        )  # fmt: skip
        told.append({fmt: (into / f"{fmt}.report").read_bytes() for fmt in FORMATS})

    assert "tränïng_3.py" in told[0]["concise"].decode("utf-8")
    for other in told[1:]:
        assert [fmt for fmt in FORMATS if told[0][fmt] != other[fmt]] == []
