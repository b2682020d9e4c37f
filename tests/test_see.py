"""`mldebt pipelines`, `impact` and `collect` as the real program runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from mldebt.link import FlowGraph
from mldebt.model import Jungle
from mldebt.report.drawings import DRAWN
from mldebt.settings import load_settings
from mldebt.survey import survey

JUNGLE = Path(__file__).parents[1] / "examples" / "pipeline_jungle"
PLAIN = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "FORCE_COLOR")}


def started(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mldebt", *words], cwd=folder, capture_output=True, text=True, check=False,
        env=PLAIN | {"PYTHONIOENCODING": "utf-8"} | variables,
    )  # fmt: skip


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def jungle(tmp_path: Path) -> Path:
    """The example in a repository in which everything is tracked."""
    folder = copytree(JUNGLE, tmp_path / "shop")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    return folder


def index(folder: Path) -> Jungle:
    drawing = survey(folder, load_settings(folder, isolated=True)).fact(FlowGraph).drawing
    found = [pipeline.jungle for pipeline in drawing.pipelines if pipeline.jungle is not None]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("fmt", DRAWN)
def test_every_format_comes_out_of_the_program(jungle: Path, fmt: str) -> None:
    done = started(jungle, "pipelines", "--format", fmt)
    assert (done.returncode, done.stderr) == (0, "")
    assert "s3://shop-prod-models" in done.stdout or fmt == "mermaid"
    assert done.stdout == started(jungle.parent, "pipelines", "--format", fmt, "shop").stdout


def test_the_flow_is_drawn_hop_by_hop(jungle: Path) -> None:
    lines = started(jungle, "pipelines").stdout.splitlines()
    hops = [" ".join(line.split()) for line in lines if "▶" in line or "┌" in line or "◷" in line]
    assert hops == [
        "cron/shop.crontab:4 ◷ 40 1 * * * starts scripts/export_orders.sh",
        "scripts/export_orders.sh:7 ┌ sales.orders, crm.customers (prod) SQL",
        "scripts/export_orders.sh:7 ├▶ /tmp/orders_*.csv shell",
        "scripts/export_orders.sh:15 ├▶ /tmp/orders_*.csv.gz shell",
        "scripts/export_orders.sh:16 ├▶ s3://shop-prod-lake/orders/day=*/orders.csv.gz (prod) shell",
        "notes/prepare_2HK8.zpln:71 ◷ 0 30 3 * * ? starts notes/prepare_2HK8.zpln",
        "notes/prepare_2HK8.zpln:cell 4:6 ├▶ s3a://shop-staging/prepared/week=*/ (staging) Scala",
        "cron/shop.crontab:5 ◷ 0 5 * * 1 starts jobs/train.py",
        "jobs/train.py:28 ├▶ /opt/models/churn.joblib Python",
        "jobs/train.py:29 └▶ s3://shop-prod-models/churn/latest.joblib (prod) shell",
    ]
    assert max(map(len, lines[:16])) <= 100


def test_the_scan_draws_the_worst_flow_and_falls_back_to_ascii(jungle: Path) -> None:
    done = started(jungle, "scan")
    assert "\nLongest flow that nobody owns\n" in done.stdout
    assert "└▶ s3://shop-prod-models/churn/latest.joblib (prod)" in done.stdout
    assert "drawn below" in done.stdout
    ascii_only = started(jungle, "scan", PYTHONIOENCODING="ascii").stdout
    assert "`> s3://shop-prod-models/churn/latest.joblib (prod)" in ascii_only
    assert "Longest flow" not in started(jungle, "scan", "--select", "leakage,frameworks").stdout


def test_only_the_pipelines_of_named_files_are_drawn(jungle: Path) -> None:
    written(jungle, other__make_sh="x")
    written(jungle, other_py="", cron__b_crontab="")
    (jungle / "cron" / "b.crontab").write_text("0 1 * * * aws s3 cp s3://a-dev/x.csv s3://b-dev/x.csv\n")
    whole = json.loads(started(jungle, "pipelines", "--format", "json").stdout)
    part = json.loads(started(jungle, "pipelines", "--format", "json", "cron/b.crontab").stdout)
    assert len(whole["pipelines"]) == 2
    assert [pipeline["steps"] for pipeline in part["pipelines"]] == [["cron/b.crontab:1"]]
    assert {node["kind"] for node in part["nodes"]} == {"trigger", "step", "op", "artefact"}


def test_the_index_of_the_jungle_names_its_parts(jungle: Path) -> None:
    tracked = index(jungle)
    assert {one.key: one.debt and round(one.debt, 2) for one in tracked.measures} == {
        "O": 1.0, "V": 0.0, "M": 1.0, "L": 1.0, "F": 0.67, "B": 0.83, "E": 1.0, "H": 0.67, "X": 0.33,
    }  # fmt: skip
    git(jungle, "rm", "--cached", "-r", "--quiet", "scripts", "notes", "cron")
    untracked = index(jungle)
    assert untracked.value == pytest.approx(tracked.value + 20 * 2 / 3, abs=0.1)


def test_the_same_flow_as_three_tasks_of_one_graph_is_no_jungle(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "shop",
        dags__orders_py=DAG, sql__export_sql=EXPORT, jobs__prepare_py=PREPARE, jobs__train_py=TRAIN,
    )  # fmt: skip
    for path in list(folder.rglob("*_*")):
        path.rename(path.with_name(path.name.replace("_py", ".py").replace("_sql", ".sql")))
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    found = index(folder)
    assert {one.key: one.debt for one in found.measures if one.key in "OVE"} == {"O": 0.0, "V": 0.0, "E": 0.0}
    assert found.value < 15
    assert "owned by dags/orders.py" in started(folder, "pipelines").stdout


DAG = """\
from airflow import DAG
from airflow.operators.bash import BashOperator

from alerts import page_owner

with DAG("orders", schedule="0 2 * * *", default_args={"on_failure_callback": page_owner}) as dag:
    export = BashOperator(task_id="export", bash_command="spark-sql -f sql/export.sql")
    prepare = BashOperator(task_id="prepare", bash_command="spark-submit jobs/prepare.py")
    train = BashOperator(task_id="train", bash_command="python jobs/train.py --run {{ ds_nodash }}")
    export >> prepare >> train
"""
EXPORT = """\
INSERT OVERWRITE TABLE lake.orders
SELECT o.day, o.amount, c.country, c.churned FROM sales.orders o JOIN crm.customers c ON c.id = o.customer_id;
"""
PREPARE = """\
from pyspark.sql import SparkSession

spark = SparkSession.builder.enableHiveSupport().getOrCreate()
spark.table("lake.orders").na.fill(0).write.mode("overwrite").parquet("s3://shop-lake/prepared/")
"""
TRAIN = """\
import sys

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_parquet("s3://shop-lake/prepared/")
model = LogisticRegression().fit(rows[["amount"]], rows["churned"])
joblib.dump(model, f"s3://shop-lake/models/{sys.argv[2]}.joblib")
"""


def test_impact_tells_what_lies_downstream_and_how(jungle: Path) -> None:
    done = started(jungle, "impact", "scripts/export_orders.sh")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 models     /opt/models/churn.joblib, s3://shop-prod-models/churn/latest.joblib" in done.stdout
    told = json.loads(started(jungle, "impact", "scripts/export_orders.sh", "--format", "json").stdout)
    assert [(one["kind"], one["name"], len(one["hops"])) for one in told["downstream"]] == [
        ("model", "/opt/models/churn.joblib", 7),
        ("model", "s3://shop-prod-models/churn/latest.joblib", 9),
        ("schedule", "40 1 * * * (cron/shop.crontab:4)", 1),
        ("schedule", "0 30 3 * * ? (notes/prepare_2HK8.zpln:71)", 3),
        ("schedule", "0 5 * * 1 (cron/shop.crontab:5)", 6),
        ("step", "notes/prepare_2HK8.zpln", 2),
        ("step", "jobs/train.py", 5),
        ("artefact", "/tmp/orders_*.csv", 1),
        ("artefact", "/tmp/orders_*.csv.gz", 1),
        ("artefact", "s3://shop-prod-lake/orders/day=*/orders.csv.gz", 1),
        ("artefact", "s3a://shop-staging/prepared/week=*/", 4),
    ]


def test_impact_goes_through_imports_data_and_services(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    for name, text in {
        "shop/__init__.py": "",
        "shop/clean.py": "def clean(rows):\n    return rows.dropna()\n",
        "data/raw.csv": "a,b\n1,2\n",
        "prepare.py": "import pandas as pd\nfrom shop.clean import clean\n\n"
        "clean(pd.read_csv('data/raw.csv')).to_csv('data/clean.csv')\n",
        "train.py": "import joblib\nimport pandas as pd\nfrom sklearn.svm import SVC\n\n"
        "rows = pd.read_csv('data/clean.csv')\njoblib.dump(SVC().fit(rows, rows['b']), 'models/svc.joblib')\n",
        "app.py": "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
        "model = joblib.load('models/svc.joblib')\n",
        "run.sh": "set -e\npython prepare.py\npython train.py\n",
        "lonely.py": "print(1)\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "init", "--quiet")

    def effects(name: str) -> list[tuple[str, str]]:
        told: dict[str, Any] = json.loads(started(folder, "impact", name, "--format", "json").stdout)
        return [(one["kind"], one["name"]) for one in told["downstream"]]

    whole = [
        ("model", "models/svc.joblib"), ("service", "app.py"), ("step", "prepare.py"), ("step", "run.sh"),
        ("step", "train.py"), ("artefact", "data/clean.csv"),
    ]  # fmt: skip
    assert effects("shop/clean.py") == whole
    assert sorted(effects("data/raw.csv")) == sorted(whole)
    assert effects("app.py") == []
    assert effects("lonely.py") == []
    assert "nothing that mldebt knows lies downstream" in started(folder, "impact", "lonely.py").stdout


def test_impact_goes_through_what_stages_declare(tmp_path: Path) -> None:
    for name, text in {
        "dvc.yaml": "stages:\n  prep:\n    cmd: python prep.py\n    outs: [data/clean.csv]\n"
        "  fit:\n    cmd: python fit.py\n    deps: [data/clean.csv]\n    outs: [model.pkl]\n",
        "prep.py": "import pandas as pd\n\npd.read_csv('raw.csv').to_csv('data/clean.csv')\n",
        "fit.py": "import sys\n\nimport joblib\nfrom shop import load\n\njoblib.dump(load(), sys.argv[1])\n",
    }.items():
        (tmp_path / name).write_text(text)
    told = json.loads(started(tmp_path, "impact", "prep.py", "--format", "json").stdout)
    assert "model.pkl" in json.dumps(told)
    drawn = json.loads(started(tmp_path, "pipelines", "--format", "json").stdout)
    (read,) = (one for one in drawn["edges"] if one["kind"] == "reads" and "clean" in one["source"])
    assert (read["evidence"], read["path"]) == ("declared", "dvc.yaml")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("trian.py", "trian.py does not exist (did you mean 'train.py'?)"),
        ("jobs", "jobs is a folder; impact takes one file"),
        ("ignored.py", "ignored.py is not part of the project in "),
        ("../elsewhere.py", "../elsewhere.py is not part of the project in "),
    ],
)
def test_impact_of_what_is_not_in_the_project_is_a_mistake(tmp_path: Path, name: str, sentence: str) -> None:
    folder = tmp_path / "shop"
    (folder / "jobs").mkdir(parents=True)
    (folder / "train.py").write_text("print(1)\n")
    (folder / "ignored.py").write_text("print(1)\n")
    (folder / ".gitignore").write_text("ignored.py\n")
    (tmp_path / "elsewhere.py").write_text("print(1)\n")
    git(folder, "init", "--quiet")
    done = started(folder, "impact", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"mldebt: {sentence}")
    assert done.stderr.count("\n") == 1


CRONTAB = """\
MAILTO=""
PGPASSWORD=hunter2
15 2 * * * ml PGPASSWORD='hunter 3' psql postgres://ml:s3cr3t@prod-db/shop -c "COPY (SELECT * FROM sales.orders) TO STDOUT" > /srv/orders.csv && aws s3 cp /srv/orders.csv s3://shop-prod/orders/orders.csv
0 6 * * 1 ml AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE python jobs/train.py --api-token abc123def --data s3://shop-prod/orders/orders.csv
"""  # noqa: E501
SECRETS = ("hunter", "s3cr3t", "AKIAIOSFODNN7EXAMPLE", "abc123def", "zzz9")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a training script, and beside it what runs it: a crontab, units, notes."""
    folder = tmp_path / "repo"
    (folder / "jobs").mkdir(parents=True)
    (folder / "jobs" / "train.py").write_text(TRAIN.replace('"s3://shop-lake/prepared/"', "sys.argv[4]"))
    git(folder, "init", "--quiet")
    cron = tmp_path / "etc" / "cron.d"
    cron.mkdir(parents=True)
    (cron / "etl").write_text(CRONTAB)
    (cron / "README").write_text("nothing here starts anything\n")
    units = tmp_path / "units"
    units.mkdir()
    (units / "sync.timer").write_text("[Timer]\nOnCalendar=*-*-* 03:00\n")
    (units / "sync.service").write_text(
        "[Service]\nEnvironment=TOKEN=zzz9\nWorkingDirectory=/opt/sync\n"
        "ExecStart=/usr/bin/aws s3 sync s3://shop-prod/orders \\\n    s3://shop-dev/orders\n"
    )
    (units / "api.service").write_text("[Service]\nExecStart=python serve.py --password=zzz9\n")
    return folder


def test_a_crontab_becomes_evidence_that_the_scan_reads(repository: Path) -> None:
    table = repository.parent / "etc" / "cron.d" / "etl"
    before = table.stat().st_mtime_ns
    done = started(repository, "collect", "crontab", "../etc/cron.d")
    assert (done.returncode, done.stdout) == (0, "")
    assert ".mldebt/evidence/crontab.evidence.json is written: 2 schedules" in done.stderr
    assert "4 secrets were left out" in done.stderr
    path = repository / ".mldebt" / "evidence" / "crontab.evidence.json"
    text = path.read_text()
    told = json.loads(text)
    assert (told["mldebt_evidence"], told["tracked"], len(told["schedules"])) == (1, False, 2)
    assert told["schedules"][0]["origin"] == "../etc/cron.d/etl:3"
    assert [secret for secret in SECRETS if secret in text] == []
    assert (table.stat().st_mtime_ns, table.read_text()) == (before, CRONTAB)

    (repository / ".gitignore").write_text(".mldebt/\n")
    drawn = json.loads(started(repository, "pipelines", "--format", "json").stdout)
    triggers = [node for node in drawn["nodes"] if node["kind"] == "trigger"]
    assert [node["label"] for node in triggers] == ["15 2 * * *", "0 6 * * 1"]
    assert triggers[1]["notes"] == ["collected from ../etc/cron.d/etl:4", "nobody hears of a failure"]
    assert triggers[1]["line"] == text[: text.index("python jobs/train.py")].count("\n") + 1
    assert len(drawn["pipelines"]) == 1
    assert drawn["pipelines"][0]["hops"] == 3
    found = json.loads(started(repository, "scan", "--format", "json").stdout)
    assert found["coverage"]["not_read"] == []
    assert {"cron-runs-data-job"} <= {one["rule"] for one in found["findings"]}


def test_units_of_systemd_become_schedules_and_commands(repository: Path) -> None:
    done = started(repository, "collect", "systemd", "../units", "--to", "ops")
    assert done.returncode == 0
    text = (repository / "ops" / "systemd.evidence.json").read_text()
    told = json.loads(text)
    assert told["schedules"] == [{
        "expression": "OnCalendar=*-*-* 03:00",
        "command": "cd /opt/sync && /usr/bin/aws s3 sync s3://shop-prod/orders  s3://shop-dev/orders",
        "muted": False,
        "origin": "../units/sync.timer, ../units/sync.service:4",
    }]  # fmt: skip
    assert told["commands"] == [{"command": "python serve.py --password=REDACTED", "origin": "../units/api.service:2"}]
    drawn = json.loads(started(repository, "pipelines", "--format", "json").stdout)
    labels = {node["label"] for node in drawn["nodes"]}
    assert {"OnCalendar=*-*-* 03:00", "s3://shop-prod/orders", "s3://shop-dev/orders"} <= labels


def test_a_note_becomes_evidence_without_its_results(repository: Path) -> None:
    notes = repository.parent / "notes"
    copytree(JUNGLE / "notes", notes)
    (notes / "broken.zpln").write_text("{")
    (notes / "other.zpln").write_text('{"paragraphs": 3}')
    done = started(repository, "collect", "zeppelin", "../notes")
    assert done.returncode == 0
    assert "not collected: ../notes/broken.zpln: it is not JSON" in done.stderr
    assert "not collected: ../notes/other.zpln: it is JSON, but not a Zeppelin note" in done.stderr
    path = repository / ".mldebt" / "evidence" / "zeppelin-prepare-2hk8.evidence.json"
    assert '"results"' not in path.read_text()
    drawn = json.loads(started(repository, "pipelines", "--format", "json").stdout)
    step = next(node for node in drawn["nodes"] if node["kind"] == "step")
    assert step["notes"] == ["not in version control", "collected from ../notes/prepare_2HK8.zpln"]
    cells = [node["cell"] for node in drawn["nodes"] if node["kind"] == "op"]
    assert {"index": 4, "line": 6} in cells


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("crontab", "../none"), "../none does not exist"),
        (("systemd", "../etc/cron.d"), "nothing was collected: ../etc/cron.d holds no timer or service of systemd"),
        (("zeppelin", "../units"), "nothing was collected: ../units holds no note of Zeppelin"),
        (("crontab", "../etc/cron.d", "--to", "../etc/cron.d/x"), "--to ../etc/cron.d/x lies in ../etc/cron.d"),
        (
            ("crontab", "../etc/cron.d", "--to", "jobs/train.py"),
            "jobs/train.py/crontab.evidence.json cannot be written",
        ),
        (("crontba", "x"), "No such command 'crontba'"),
    ],
)
def test_a_mistake_in_collecting_is_one_sentence(repository: Path, words: tuple[str, ...], sentence: str) -> None:
    done = started(repository, "collect", *words)
    assert done.returncode == 2
    assert f"mldebt: {sentence}" in done.stderr


def test_what_is_no_evidence_is_not_overwritten_and_what_is_hostile_is_named(repository: Path) -> None:
    cron = repository.parent / "etc" / "cron.d"
    (cron / "binary").write_bytes(b"\xff\xfe\x00\x01")
    os.mkfifo(cron / "pipe")
    done = started(repository, "collect", "crontab", "../etc/cron.d")
    assert done.returncode == 0
    assert "not collected: ../etc/cron.d/binary: it is not UTF-8 text" in done.stderr
    assert "not collected: ../etc/cron.d/pipe: it is not a regular file" in done.stderr
    path = repository / ".mldebt" / "evidence" / "crontab.evidence.json"
    path.write_text("my own notes")
    again = started(repository, "collect", "crontab", "../etc/cron.d")
    assert again.returncode == 2
    assert "exists and is no evidence file; it is left as it is" in again.stderr
    assert path.read_text() == "my own notes"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON: "),
        ("[]", "JSON, but without the key 'mldebt_evidence'"),
        ('{"mldebt_evidence": 2}', "evidence in form 2, only form 1 is known"),
        ('{"mldebt_evidence": 1, "schedules": 3}', "'schedules' should be a list"),
        (
            '{"mldebt_evidence": 1, "schedules": [{"command": 3, "expression": "x"}]}',
            "entry 1 of 'schedules' is not as",
        ),
        ('{"mldebt_evidence": 1, "commands": ["x"]}', "entry 1 of 'commands' is not as"),
        ('{"mldebt_evidence": 1, "notes": [{"origin": "n", "paragraphs": 3}]}', "JSON, but not a Zeppelin note"),
        ("[" * 100_000, "nested too deeply to be read"),
    ],
)
def test_broken_evidence_is_told_with_its_file(repository: Path, text: str, reason: str) -> None:
    written(repository, **{".mldebt__evidence__x.json": text})
    found = json.loads(started(repository, "scan", "--format", "json").stdout)
    assert [one["path"] for one in found["coverage"]["not_read"]] == [".mldebt/evidence/x.json"]
    assert reason in found["coverage"]["not_read"][0]["reason"]


def test_functions_of_the_projects_own_read_and_write_data(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    for name, text in {
        "shop/__init__.py": "",
        "shop/lake.py": "def load(name):\n    ...\n\n\ndef save(rows, name):\n    ...\n",
        "a.py": "from shop.lake import load, save\n\nsave(load('s3://shop/raw/orders'), name='s3://shop/clean/orders')\n",
        "b.py": "from shop import lake\n\nlake.save(lake.load('s3://shop/clean/orders'), 's3://shop/top/orders')\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "init", "--quiet")
    assert json.loads(started(folder, "pipelines", "--format", "json").stdout)["nodes"] == []
    table = '[io."shop.lake.load"]\nreads = 0\nformat = "parquet"\n'
    (folder / "mldebt.toml").write_text(
        f'{table}\n[io."shop.lake.save"]\nwrites = 1\nkeyword = "name"\nformat = "parquet"\n'
    )
    drawn = json.loads(started(folder, "pipelines", "--format", "json").stdout)
    assert [pipeline["steps"] for pipeline in drawn["pipelines"]] == [["a.py", "b.py"]]
    shown = started(folder, "config", "show").stdout
    assert '[io."shop.lake.load"]\nreads = 0\n' in shown
    mixed = '[io]\nwrites = { "shop.lake.save" = "name" }\n'
    (folder / "b.py").write_text("from shop import lake\n\nlake.load('s3://shop/clean/orders')\n")
    (folder / "mldebt.toml").write_text(mixed + table)
    drawn = json.loads(started(folder, "pipelines", "--format", "json").stdout)
    assert [pipeline["steps"] for pipeline in drawn["pipelines"]] == [["a.py", "b.py"]]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('[io."a.b"]\nraeds = 0', "there is no key 'io.a.b.raeds' (did you mean 'reads'?)"),
        ('[io."a.b"]\nreads = "x"', "io.a.b.reads must be a whole number of at least -1, not 'x'"),
        ('[io."a.b"]\nreads = 0\nkind = "modle"', "io.a.b.kind must be one of data, model (did you mean 'model'?)"),
        ("[io.a.b]\nreads = 0", 'write the name of [io.a.b] in quotes: [io."a.b"]'),
        ("[io]\na = 1", "io.a must be a table, not 1"),
        ('[io."a.b"]\nformat = "csv"', '[io."a.b"] says neither what is read nor what is written'),
    ],
)
def test_a_mistake_in_a_table_of_functions_is_one_sentence(tmp_path: Path, table: str, sentence: str) -> None:
    (tmp_path / "mldebt.toml").write_text(table + "\n")
    done = started(tmp_path, "pipelines")
    assert done.returncode == 2
    assert sentence in done.stderr
