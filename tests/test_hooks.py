"""Do the hooks for pre-commit name commands that exist, and files that are read?"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from mldebt.cli.app import application, run
from mldebt.discover.languages import NAMES, SUFFIXES
from mldebt.model import Language

HOOKS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text())
IDS = [hook["id"] for hook in HOOKS]


def test_there_are_three_hooks() -> None:
    assert IDS == ["mldebt", "mldebt-gate", "mldebt-baseline-prune"]
    assert all(hook["language"] == "python" and hook["require_serial"] for hook in HOOKS)


@pytest.mark.parametrize("hook", HOOKS, ids=IDS)
def test_an_entry_is_a_command_line_of_ours_and_names_no_folder(hook: dict[str, Any]) -> None:
    program, *words = hook["entry"].split()
    command: Any = get_command(application())
    while words and not words[0].startswith("-") and hasattr(command, "commands"):
        command = command.commands[words.pop(0)]

    assert program == "mldebt"
    assert "." not in words
    assert "args" not in hook
    with command.make_context("mldebt", list(words), resilient_parsing=True) as context:
        assert context.params is not None
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options


def test_the_hook_on_files_gets_every_kind_of_file_that_is_read() -> None:
    pattern = re.compile(HOOKS[0]["files"])
    named = [f"a/b.{suffix}" for suffix, language in SUFFIXES.items() if language is not Language.OTHER]
    others = ["notebooks/note.json", "requirements-dev.txt", "deploy/Dockerfile.gpu", "LICENSE", "env/constraints.txt"]

    assert [
        path for path in (*named, "a.R", "a.Rmd", "Makefile", "setup.cfg", *others) if not pattern.search(path)
    ] == []
    assert [name for name in NAMES if not any(map(pattern.search, (name, name.capitalize(), "GNUmakefile")))] == []
    assert [path for path in ("a.md", "photo.png", "data.csv", "README") if pattern.search(path)] == []


def test_the_gate_and_the_pruning_look_at_the_whole_project() -> None:
    for hook in HOOKS[1:]:
        assert (hook["pass_filenames"], hook["always_run"], hook["stages"]) == (False, True, ["pre-push", "manual"])


@pytest.mark.parametrize("hook", HOOKS, ids=IDS)
def test_a_hook_begins_on_an_empty_project_with_a_sentence_or_in_peace(
    hook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = run(hook["entry"].split()[1:])

    assert code in (0, 2)
    assert code == 0 or capsys.readouterr().err.startswith("mldebt: ")
