"""The command line: exit codes, what goes to which stream, and what is told."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import terminals

from mldebt import __version__
from mldebt.cli.app import run
from mldebt.cli.streams import wants_color
from mldebt.cli.targets import targets
from mldebt.cli.verdict import verdict
from mldebt.model import (
    Audit,
    Check,
    CheckResult,
    Coverage,
    NotRead,
    Outcome,
    ProjectInfo,
    Score,
    Settings,
    UserError,
    Verdict,
)

SCRIPT = """\
import numpy as np
from sklearn.svm import SVC

rows = np.random.default_rng().random((9, 2))
SVC().fit(rows, rows[:, 0] > 0.5)
"""
PROGRAM = (sys.executable, "-m", "mldebt")
PLAIN = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")}

GOOD = Score(90, 90, 90, "A", 0, (), "")
CRASHED = CheckResult("fit-before-split", "leakage", Outcome.CRASHED, "ValueError: x", "Traceback: the details")
BIG = NotRead("big.py", "it is too large")
Fake = Callable[[Audit | BaseException], None]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a small repository with a training script."""
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    (root / "train.py").write_text(SCRIPT)
    monkeypatch.chdir(root)
    for name in ("CI", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return root


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Lets the audit end as the test wants."""

    def ending(end: Audit | BaseException) -> None:
        def audit(*_: object) -> Audit:
            if isinstance(end, BaseException):
                raise end
            return end

        monkeypatch.setattr("mldebt.audit.audit", audit)

    return ending


def audited(
    *checks: CheckResult, not_read: tuple[NotRead, ...] = (), read: int = 1, failures: tuple[str, ...] = ()
) -> Audit:
    coverage = Coverage(read + len(not_read), read, not_read, checks)
    score = GOOD if read else None
    return Audit(
        ProjectInfo("p", None, (), 1), coverage, (), score, Verdict(not failures, failures), unscored="Nothing here"
    )


def started(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own."""
    return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, env=PLAIN | variables, check=False)


def on_terminal(*words: str, **variables: str) -> str:
    """What the real program writes when stdout and stderr are a terminal."""
    return terminals.on_terminal([*PROGRAM, *words], PLAIN | {"TERM": "xterm"} | variables).decode()


def test_the_version_is_told_without_importing_anything_heavy() -> None:
    code = "import sys; sys.argv = ['mldebt', '--version']; from mldebt.cli import main; main(); print(*sys.modules)"
    version, modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert version == f"mldebt {__version__}"
    assert {name for name in modules.split() if name.startswith("mldebt")} == {"mldebt", "mldebt.cli"}
    assert "typer" not in modules.split()


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    told = capsys.readouterr()
    assert [word for word in ("scan", "explain", "rules", "baseline", "config") if f"  {word}  " not in told.out] == []
    assert told.err == ""


def test_no_command_is_a_mistake_that_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    told = capsys.readouterr()
    assert "Usage: mldebt" in told.out
    assert told.err == "mldebt: no command is given\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["scan", "trian.py"], "trian.py does not exist (did you mean 'train.py'?)"),
        (["scan", "zzz/y/x.py"], "zzz/y/x.py does not exist (the nearest that exists is '.')"),
        (["scan", "train.py/x"], "train.py/x does not exist (the nearest that exists is 'train.py')"),
        (["scan", "pipe"], "pipe is neither a file nor a folder"),
        (["scan", "--fail-on", "hgih"], "command line: --fail-on must be one of low, medium, high, critical"),
        (
            ["scan", "--fail-on-new", "high"],
            "--fail-on-new needs something to compare with: --diff-from REF, or a base",
        ),
        (["scan", "--max-new-minutes", "5"], "--max-new-minutes needs something to compare with: --diff-from REF"),
        (["scan", "--diff-from", "main"], "--diff-from has nothing to look at: the folder is not in a git repository"),
        (["scan", "--diff-from", "main", "--baseline", "b"], "--diff-from and --baseline exclude each other"),
        (["scan", "--baseline", "b", "--no-baseline"], "--baseline and --no-baseline exclude each other"),
        (["scan", "--baseline", "none.json"], "the baseline none.json cannot be read: No such file or directory"),
        (["scan", "--baseline", "train.py"], "train.py is not valid JSON: Expecting value"),
        (["baseline", "show"], "the baseline mldebt-baseline.json cannot be read: No such file or directory"),
        (["baseline"], "Missing command"),
        (["scan", "--fail-under", "x"], "Invalid value for '--fail-under'"),
        (["scan", "--bogus"], "No such option"),
        (["scna"], "No such command 'scna'"),
        (["config"], "Missing command"),
        (["scan", "--select", "leakge"], "select: there is no rule or family 'leakge' (did you mean 'leakage'?)"),
        (["scan", "--format", "jsn"], "there is no format 'jsn' (did you mean 'json'?)"),
        (["scan", "--format", "zzz"], "there is no format 'zzz', only terminal, "),
        (["scan", "--output", "json"], "--output takes FMT=PATH, not 'json'"),
        (["scan", "--output", "jsn=a"], "there is no format 'jsn' (did you mean 'json'?)"),
        (["scan", "--output", "json=no/a"], "the folder of --output json=no/a does not exist"),
        (["scan", "--output", "json=.git"], ".git cannot be written: Is a directory"),
        (["scan", "--config", "none.toml"], "none.toml cannot be read: No such file or directory"),
        (["explain", "fit-before-spilt"], "there is no rule 'fit-before-spilt' (did you mean 'fit-before-split'?)"),
    ],
)
def test_a_mistake_exits_2_with_one_sentence_on_stderr(
    project: Path, fake: Fake, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    os.mkfifo(project / "pipe")
    fake(audited())
    assert run(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"mldebt: {sentence}")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("audit", "strict", "exit_zero", "expected"),
    [
        (audited(), True, False, (0, "")),
        (audited(CRASHED, not_read=(BIG,)), False, False, (0, "")),
        (audited(failures=("a is b", "c is d")), False, False, (1, "the gate failed: a is b; c is d")),
        (audited(CRASHED, failures=("a is b",)), True, False, (1, "the gate failed: a is b")),
        (audited(failures=("a is b",)), True, True, (0, "")),
        (audited(CRASHED), True, True, (3, "the audit is incomplete: fit-before-split crashed")),
        (
            audited(CRASHED, not_read=(BIG, BIG, BIG)),
            True,
            False,
            (3, "the audit is incomplete: fit-before-split crashed; not read: big.py (it is too large) and 2 more"),
        ),
        (audited(read=0), True, False, (3, "the audit is incomplete: Nothing here")),
    ],
)
def test_the_verdict_is_a_code_and_a_sentence(
    audit: Audit, strict: bool, exit_zero: bool, expected: tuple[int, str]
) -> None:
    assert verdict(audit, strict=strict, exit_zero=exit_zero) == expected


@pytest.mark.parametrize(
    ("end", "words", "code", "error"),
    [
        (audited(), ["--strict"], 0, ""),
        (audited(failures=("a is b",)), [], 1, "mldebt: the gate failed: a is b\n"),
        (audited(failures=("a is b",)), ["--exit-zero"], 0, ""),
        (audited(CRASHED), ["--strict"], 3, "mldebt: the audit is incomplete: fit-before-split crashed\n"),
        (audited(CRASHED), ["--debug"], 0, "Traceback: the details\n"),
        (KeyboardInterrupt(), [], 130, "mldebt: interrupted\n"),
        (UserError("no"), [], 2, "mldebt: no\n"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_scan_ends_with_the_code_of_its_verdict(
    fake: Fake,
    capsys: pytest.CaptureFixture[str],
    end: Audit | BaseException,
    words: list[str],
    code: int,
    error: str,
) -> None:
    fake(end)
    assert run(["scan", *words]) == code
    assert capsys.readouterr().err == error


@pytest.mark.usefixtures("project")
def test_a_bug_of_ours_is_not_taken_for_a_failed_gate(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake(RuntimeError("oops"))
    assert run(["scan"]) == 3
    error = capsys.readouterr().err
    assert "RuntimeError: oops" in error
    assert error.endswith("mldebt: this is a bug in mldebt, and the lines above are what its authors need\n")


def test_the_command_line_reaches_the_audit(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Path, Settings, list[str]]] = []

    def audit(root: Path, settings: Settings, checks: tuple[Check, ...], *_: object) -> Audit:
        seen.append((root, settings, [check.slug for check in checks]))
        return audited()

    monkeypatch.setattr("mldebt.audit.audit", audit)
    (project / "mldebt.toml").write_text('select = ["glue"]\nexclude = ["a"]\n')
    words = ["--select", "leakage,process", "--ignore", "leakage", "--exclude", "b", "--severity", "high"]
    assert run(["scan", *words, "--fail-under", "5", "--jobs", "2", "train.py"]) == 0
    [(root, settings, slugs)] = seen
    assert (root, settings.files, settings.select, settings.exclude) == (
        project, ("train.py",), ("leakage", "process"), ("a", "b"),
    )  # fmt: skip
    assert (settings.severity, settings.gate.fail_under, settings.jobs) == ("high", 5.0, 2)
    assert "unused-suppression" in slugs
    assert not {"fit-before-split", "complex-function"} & set(slugs)


def test_targets_are_a_root_and_the_paths_in_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sub = project / "src" / "deep"
    sub.mkdir(parents=True)
    (sub / "a.py").write_text("")
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "b.py").write_text("")
    (project / "link").symlink_to(sub)
    assert targets([]) == (project, ())
    assert targets([Path("src")]) == (project / "src", ())
    assert targets([Path("link")]) == (sub, ())
    assert targets([Path("train.py")]) == (project, ("train.py",))
    assert targets([Path("src"), Path("src/deep/a.py"), Path("train.py")]) == (
        project, ("src", "src/deep/a.py", "train.py"),
    )  # fmt: skip
    assert targets([Path(), Path("src")]) == (project, (".", "src"))
    assert targets([outside / "b.py"]) == (outside, ("b.py",))
    monkeypatch.chdir(project / "src")
    assert targets([Path("deep/a.py")]) == (project / "src", ("deep/a.py",))
    assert targets([Path("../train.py")]) == (project, ("train.py",))
    monkeypatch.chdir(project.parent)
    assert targets([Path("project/train.py")]) == (project, ("train.py",))


@pytest.mark.parametrize(
    ("choice", "variables", "expected"),
    [
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
@pytest.mark.usefixtures("project")
def test_colour_follows_the_flag_and_then_the_variables(
    monkeypatch: pytest.MonkeyPatch, choice: str, variables: dict[str, str], expected: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_color(choice) is expected


@pytest.mark.usefixtures("project")
def test_the_report_goes_to_stdout_and_the_rest_to_stderr() -> None:
    done = started("scan", "--format", "json", "--statistics", "--timing", "--fail-on", "low")
    report = json.loads(done.stdout)
    assert [(finding["rule"], finding["path"], finding["line"]) for finding in report["findings"]][:1] == [
        ("unseeded-randomness", "train.py", 4)
    ]
    assert done.returncode == 1
    assert "unseeded-randomness" in done.stderr
    assert " s  discover" in done.stderr
    assert "mldebt: the gate failed: " in done.stderr


def test_one_audit_writes_many_reports(project: Path) -> None:
    done = started("scan", "-q", "--output", "json=report.json", "--output", "concise=report.txt", "--color", "always")
    assert done.returncode == 0
    assert done.stderr == ""
    assert json.loads((project / "report.json").read_text())["schema_version"] == 1
    plain = (project / "report.txt").read_text()
    assert plain.startswith("train.py:4:")
    assert "\x1b[" in done.stdout
    assert "\x1b[" not in plain


def test_a_reader_that_goes_away_is_no_failure(project: Path) -> None:
    command = f"{sys.executable} -m mldebt scan --fail-on low -q 2>err; echo $? >code"
    subprocess.run(["sh", "-c", f"({command}) | true"], env=PLAIN, check=True, timeout=60)
    error = (project / "err").read_text()
    assert (project / "code").read_text() == "1\n"
    assert error.startswith("mldebt: the gate failed: ")
    assert error.count("\n") == 1


def test_an_encoding_without_our_characters_does_not_stop_a_scan(project: Path) -> None:
    (project / "train.py").rename(project / "trainé.py")
    done = started("scan", "-q", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("train\\xe9.py:4:")


def test_files_are_listed_instead_of_audited(project: Path) -> None:
    (project / "notes.txt").write_text("")
    (project / "big.sql").write_bytes(b"x" * 2000 * 1024)
    done = started("scan", "--show-files")
    assert (done.returncode, done.stdout) == (0, "train.py\tpython\ttraining\n")
    assert "big.sql: it has 2,000 kB, more than the 1,024 kB that max-file-kb allows\n" in done.stderr


@pytest.mark.parametrize(
    ("words", "variables", "bar", "colour"),
    [
        ([], {}, True, True),
        (["--no-progress", "--color", "never"], {}, False, False),
        (["-q"], {"NO_COLOR": "1"}, False, False),
        ([], {"CI": "true"}, False, True),
        ([], {"TERM": "dumb"}, False, False),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_terminal_gets_a_bar_that_is_gone_in_the_end_and_colour(
    words: list[str], variables: dict[str, str], bar: bool, colour: bool
) -> None:
    text = on_terminal("scan", *words, **variables)
    assert ("1/1 files\r\x1b[2K" in text) is bar
    assert ("\x1b[1" in text or "\x1b[3" in text) is colour
    assert "unseeded-randomness" in text


@pytest.mark.usefixtures("project")
def test_a_page_is_printed_as_it_is_into_a_pipe_and_set_on_a_terminal() -> None:
    import mldebt.checks

    page = Path(mldebt.checks.__path__[0]) / "reproducibility" / "unseeded_randomness.md"
    done = started("explain", "unseeded-randomness")
    assert (done.returncode, done.stdout) == (0, page.read_text())
    title = page.read_text().splitlines()[0]
    assert title.removeprefix("# ") in on_terminal("explain", "unseeded-randomness", NO_COLOR="1")
    assert title not in on_terminal("explain", "unseeded-randomness", NO_COLOR="1")


def test_rules_are_listed_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert run(["rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [line.split()[:2] for line in lines] == [[rule["family"], rule["slug"]] for rule in listed]
    [split] = [rule for rule in listed if rule["slug"] == "fit-before-split"]
    assert (split["family"], split["origin"], split["kind"]) == ("leakage", "mldebt", "site")


def test_a_configuration_is_begun_shown_and_described(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "init"]) == 0
    assert run(["config", "init"]) == 2
    assert capsys.readouterr().err == (
        "mldebt.toml is written\nmldebt: mldebt.toml exists already; delete it to begin anew\n"
    )
    (project / "mldebt.toml").write_text("jobs = 7\n")
    assert run(["config", "show"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# from mldebt.toml\n")
    assert "\njobs = 7\n" in shown
    assert run(["config", "show", "--isolated"]) == 0
    assert capsys.readouterr().out.startswith("# from the defaults")
    assert run(["config", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["jobs"]["minimum"] == 1


def test_a_full_disk_is_told_in_one_sentence(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*PROGRAM, "scan"], cwd=project, stdout=full, stderr=subprocess.PIPE, text=True, env=PLAIN
        )
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("mldebt: the report cannot be written to stdout")


def test_an_output_to_a_dash_is_refused(project: Path) -> None:
    assert run(["scan", "--output", "json=-"]) == 2
    assert not (project / "-").exists()


def test_a_named_file_is_judged_in_its_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "seed.py").write_text("import random\n\nrandom.seed(7)\n")
    script = SCRIPT.replace("numpy as np", "random").replace(
        "np.random.default_rng().random((9, 2))", "random.random()"
    )
    (project / "other.py").write_text(script)
    (project / "train.py").write_text("import seed\n" + script)
    assert run(["scan", "train.py", "--format", "json"]) == 0
    named = json.loads(capsys.readouterr().out)
    assert run(["scan", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert [finding["path"] for finding in whole["findings"]] == ["other.py"]
    assert (named["findings"], named["score"]) == ([], whole["score"])
    assert "findings in 1 of 3 files were asked for" in " ".join(named["coverage"]["remarks"])
