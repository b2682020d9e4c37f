"""Secrets are never repeated, paths and strings are told apart, clocks are compared, circles end."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldebt.audit import audit
from mldebt.knowledge import lend
from mldebt.link.clock_times import minutes_between, minutes_of_day
from mldebt.model import Audit, Language, SecretSlips, Settings, SourceFile
from mldebt.read import read_text
from mldebt.read.secrets import is_secret
from mldebt.read.strings import written
from mldebt.registry import load_checks

PIPELINES = tuple(check for check in load_checks() if check.family == "pipelines")
TOKEN = "q8Wn3Lx0Vb7Tz5Rk2Pd9"


def scanned(folder: Path, files: dict[str, str]) -> Audit:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return audit(folder, Settings(), PIPELINES)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", f"export API_KEY={TOKEN}\naws s3 cp a.csv s3://x-prod/a.csv --token {TOKEN}\n"),
        ("a.py", f'api_key = "{TOKEN}"\n'),
        ("a.py", f'url = "postgresql://etl:{TOKEN}@db.acme.io/shop"\n'),
        ("a.sql", f"CREATE USER etl IDENTIFIED BY '{TOKEN}';\n"),
        ("crontab", f"0 4 * * * mysql -u etl -p{TOKEN} shop -e 'SELECT * FROM a' > /dev/null 2>&1\n"),
    ],
)
def test_a_secret_is_found_and_never_repeated(tmp_path: Path, path: str, text: str) -> None:
    audited = scanned(tmp_path, {path: text})
    assert "secret-in-script" in {debt.rule for debt in audited.debts}
    told = "\n".join(str((debt.message, debt.subject, debt.fix, debt.evidence)) for debt in audited.debts)
    assert not any(TOKEN[at : at + 5] in told for at in range(len(TOKEN) - 4))


@pytest.mark.parametrize(
    "value",
    ["changeme1", "YOUR_API_KEY_1234", "${PASSWORD}", "<password>", "example-123!", "xxxxxxxx1", "path/to.file",
     "1.2.3.4", "password123", "self.password", "%(password)s", "12345678"],
)  # fmt: skip
def test_placeholders_are_no_secrets(value: str) -> None:
    assert not is_secret(value, "password", lend)


def test_a_token_must_be_long_and_mixed() -> None:
    assert is_secret(TOKEN, "token", lend)
    assert not is_secret("ab12", "token", lend)
    assert not is_secret(TOKEN, "", lend)


def test_docstrings_and_comments_are_no_strings() -> None:
    text = '"""A doc."""\nx = "a"  # "b"\n\n\ndef f():\n    "Doc."\n    return ["c",\n            "d"]\n'
    assert [one.text for one in written(text, Language.PYTHON)] == ["a", "c", "d"]
    assert [one.text for one in written("a=1 # b\n# c\nd", Language.SHELL)] == ["a=1", "d"]


@given(st.text(alphabet=string.printable, max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for language, path in ((Language.PYTHON, "a.py"), (Language.SHELL, "a.sh"), (Language.YAML, "a.yaml")):
        file = SourceFile(path, language)
        assert read_text(file, "password=/home/x " + text, lend).file is file


def test_a_million_candidates_cost_no_more_than_their_length() -> None:
    text = "password = '" + "a" * 200_000 + "'\n" + "x = '/home/" * 5_000
    assert read_text(SourceFile("a.sh", Language.SHELL), text, lend).fact(SecretSlips)


@pytest.mark.parametrize(
    ("expression", "starts"),
    [
        ("15 2 * * *", (135,)),
        ("0 4,16 * * 1", (240, 960)),
        ("0 30 3 * * ?", (210,)),
        ("@daily", (0,)),
        ("0 */6 * * *", (0, 360, 720, 1080)),
        ("*/5 * * * *", ()),
        ("H 2 * * *", ()),
        ("@reboot", ()),
        ("nonsense", ()),
        ("99 2 * * *", ()),
    ],
)
def test_when_a_schedule_starts(expression: str, starts: tuple[int, ...]) -> None:
    assert minutes_of_day(expression) == starts


def test_the_time_between_two_schedules_goes_over_midnight() -> None:
    assert minutes_between("0 23 * * *", "30 0 * * *") == 90
    assert minutes_between("0 2 * * *", "0 2 * * *") is None
    assert minutes_between("0 2 * * *", "*/5 * * * *") is None


def test_a_circle_of_many_steps_ends(tmp_path: Path) -> None:
    files = {
        f"step_{n}.py": f"import pandas as pd\npd.read_csv('data/a{n}.csv').to_csv('data/a{(n + 1) % 40}.csv')\n"
        for n in range(40)
    }
    found = [debt for debt in scanned(tmp_path, files).debts if debt.rule == "dataset-cycle"]
    assert len(found) == 1


def test_broken_files_do_not_stop_the_others(tmp_path: Path) -> None:
    audited = scanned(tmp_path, {
        "crontab": "0 2 * * * python gone.py\n\x01 * * * *\n0 3 * * * ((((\n",
        "a.yaml": "apiVersion: batch/v1\nkind: CronJob\nspec: [",
        "n.zpln": "{",
        "b.sh": "if [ ; then <<EOF",
        "good.py": 'DATA = "/home/mara/data.csv"\n',
    })  # fmt: skip
    rules = {debt.rule for debt in audited.debts}
    assert {"machine-bound-path", "cron-target-not-versioned"} <= rules
    assert {missing.path for missing in audited.coverage.not_read} >= {"a.yaml", "n.zpln"}
