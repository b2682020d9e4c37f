"""What may a command import? By list, not by time: a clock is noisy, and a module that crept in is a fact."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SHOW = "import atexit, runpy, sys; atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr));"
SHOW += "sys.argv = ['mldebt', *sys.argv[1:]]; runpy.run_module('mldebt', run_name='__main__')"

NEVER = {"rich", "yaml", "sqlglot", "tree_sitter", "tree_sitter_bash", "tree_sitter_scala", "radon", "pandas",
         "numpy", "sklearn", "pathspec", "pip_requirements_parser", "libcst", "importlib.metadata",
         "multiprocessing", "concurrent.futures", "logging", "asyncio", "email", "pydantic", "sqlite3"}  # fmt: skip
"""Nothing that reads a Python file and prints without colour needs one of these."""

ANY = {"lazily", "model", "cli", "store"}
KNOWN = {*ANY, "registry", "roster", "doors", "copies", "checks"}
EMPTY = {*KNOWN, "audit", "debts", "discover", "fingerprints", "gate", "knowledge", "link", "past", "patterns",
         "pool", "read", "report", "runner", "score", "settings"}  # fmt: skip
PROGRAM = "import torch\n\nweights = torch.load('weights.pt')\n"
LOADS = {"accountability.unsafe_model_load", "dependencies.dormant_ml_library", "frameworks.removed_api"}


def _modules(*arguments: str) -> set[str]:
    """What a second run of a command has imported; the first one may have compiled."""
    for _ in range(2):
        command = [sys.executable, "-c", SHOW, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def _rooms(modules: set[str]) -> set[str]:
    return {name.split(".")[1] for name in modules if name.startswith("mldebt.")}


def _twins(modules: set[str]) -> set[str]:
    """The modules of checks, without those of their families."""
    twins = (name for name in modules if name.startswith("mldebt.checks.") and name.count(".") == 3)
    return {name.removeprefix("mldebt.checks.") for name in twins}


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def test_the_version_imports_nothing() -> None:
    assert _rooms(_modules("--version")) <= {"cli"}


def test_the_help_knows_the_commands_and_nothing_of_auditing() -> None:
    modules = _modules("--help")
    assert not modules & NEVER
    assert _rooms(modules) <= {*ANY, "report"}


@pytest.mark.parametrize("arguments", [("rules",), ("rules", "--format", "json"), ("explain", "sql-in-shell")])
def test_to_list_and_explain_checks_imports_none(arguments: tuple[str, ...]) -> None:
    modules = _modules(*arguments)
    assert not modules & NEVER
    assert _rooms(modules) <= {*KNOWN, "settings"}
    assert not _twins(modules)


def test_an_empty_project_needs_no_check_no_reader_and_no_flow(tmp_path: Path) -> None:
    modules = _modules("scan", "--no-cache", str(tmp_path))
    assert not modules & NEVER
    assert _rooms(modules) <= EMPTY
    assert not _twins(modules)
    assert not {"mldebt.read.python", "mldebt.link.leakage"} & modules


def test_one_python_file_needs_its_reader_and_the_checks_that_see_something(tmp_path: Path) -> None:
    file = tmp_path / "train.py"
    file.write_text(PROGRAM)
    modules = _modules("scan", "--no-cache", str(file))
    readers = {"notebook", "yaml", "toml", "shell", "sql_nodes", "scala", "dockerfile", "requirements", "crontab"}
    assert not modules & NEVER
    assert _rooms(modules) <= {*EMPTY, "api", "flow"}
    assert "mldebt.read.python" in modules
    assert not {f"mldebt.read.{name}" for name in readers} & modules
    assert not {"mldebt.read.slips.frames", "mldebt.read.slips.graphs", "mldebt.flow.interpret"} & modules
    families = {name.partition(".")[0] for name in _twins(modules)}
    assert _twins(modules) >= LOADS
    assert not families & {"leakage", "process"}
    assert len(_twins(modules)) < 50
