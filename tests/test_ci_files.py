"""Are the files for other people's CI what their schemas say, and do they call mldebt as it can be called?"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from mldebt.report import FORMATS

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "schemas"
ACTION, TEMPLATE = ROOT / "action.yml", ROOT / ".ci" / "mldebt.gitlab-ci.yml"

SCRIPT = """\
import numpy as np
from sklearn.svm import SVC

rows = np.random.rand(9, 2)
SVC().fit(rows, rows[:, 0] > 0.5)
"""


def loaded(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "schema"), [(ACTION, "github-action.json"), (TEMPLATE, "gitlab-ci.json")])
def test_a_file_for_ci_is_what_its_schema_says(path: Path, schema: str) -> None:
    validator = Draft7Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8")))

    assert [error.message for error in validator.iter_errors(loaded(path))] == []
    assert list(validator.iter_errors({"runs": {"using": "nothing"}, "job": {"script": 7}}))


def test_no_input_of_the_action_is_pasted_into_a_script() -> None:
    scripts = [step["run"] for step in loaded(ACTION)["runs"]["steps"] if "run" in step]

    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_the_scripts_of_the_action_are_bash() -> None:
    for step in loaded(ACTION)["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash"
            subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True)


@pytest.mark.parametrize("path", [ACTION, TEMPLATE])
def test_files_for_ci_ask_for_formats_and_options_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    asked = re.findall(r'--(?:format |output "?)([a-z-]+)', text)
    help_text = subprocess.run(
        [sys.executable, "-m", "mldebt", "scan", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(
        re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(line for line in text.splitlines() if "mldebt scan" in line))
    )

    assert asked
    assert set(asked) <= set(FORMATS)
    assert {option for option in options if option not in help_text} == set()


def test_the_script_of_the_action_writes_its_files_and_keeps_the_exit_code(tmp_path: Path) -> None:
    """With a folder that stands in for the virtual environment: nothing is installed."""
    [script] = [step["run"] for step in loaded(ACTION)["runs"]["steps"] if step.get("id") == "scan"]
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    (project / "train.py").write_text(SCRIPT)
    tools = tmp_path / "tools"
    tools.mkdir()
    python = tools / "python"
    python.write_text(
        "#!/bin/bash\n"
        f'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; '
        f'printf "#!/bin/bash\\nexec {shlex.quote(sys.executable)} -m mldebt \\"\\$@\\"\\n" > "$3/bin/mldebt"; '
        'chmod +x "$3/bin/mldebt"; fi\n'
    )
    python.chmod(0o755)
    environment = os.environ | {
        "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output"), "MLDEBT_PYTHON": str(python),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "MLDEBT_SPEC": "mldebt",
        "MLDEBT_ARGS": "--fail-under 100 --isolated",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=project, env=environment, capture_output=True, text=True
    )
    outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())

    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-1].startswith("::error title=mldebt::Score ")
    assert json.loads(Path(outputs["sarif"]).read_text())["version"] == "2.1.0"
    assert (tmp_path / "summary").read_text() == Path(outputs["markdown"]).read_text()
    assert (tmp_path / "summary").read_text().startswith("<!-- mldebt -->\n")
