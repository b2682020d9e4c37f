"""Whole flows on the pages: what each check of the family says of them, how much of a jungle they are, and which
surface they give a project."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from mldebt.audit import audit
from mldebt.link import FlowGraph, Surfaces
from mldebt.link.artefact_steps import steps
from mldebt.model import Audit, Outcome, Pipeline, Project
from mldebt.registry import load_checks
from mldebt.settings import load_settings
from mldebt.survey import survey
from mldebt.testing import Example, page_examples

FAMILY = tuple(check for check in load_checks() if check.family == "pipelines")


def the_flow(slug: str, name: str, folder: Path) -> Path:
    """The example of that name, written out."""
    check = next(check for check in FAMILY if check.slug == slug)
    example: Example = next(one for one in page_examples(check) if one.name == name)
    return written({file.path: file.text for file in example.files}, folder)


def written(files: Mapping[str, str], folder: Path) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def audited(folder: Path) -> Audit:
    return audit(folder, load_settings(folder, config=None, isolated=True, overrides={}), FAMILY)


def read(folder: Path) -> Project:
    return survey(folder, load_settings(folder, config=None, isolated=True, overrides={}), None)


def found(folder: Path) -> set[tuple[str, str, int]]:
    return {(debt.rule, debt.where.path, debt.where.line) for debt in audited(folder).debts}


def flow_of(folder: Path) -> Pipeline:
    (only,) = [one for one in read(folder).fact(FlowGraph).drawing.pipelines if one.flow is not None]
    return only


def test_from_bigquery_to_a_model_by_two_clocks(tmp_path: Path) -> None:
    folder = the_flow("pipeline-jungle", "BigQuery, a bucket, a Databricks notebook and two CronJobs", tmp_path)
    script = "scripts/export_bought.sh"
    assert found(folder) == {
        ("cron-runs-data-job", "k8s/export.yaml", 6),
        ("cron-runs-data-job", "k8s/train.yaml", 6),
        ("sql-in-shell", script, 3),
        ("pipeline-jungle", script, 3),
        ("shell-without-errexit", script, 3),
        ("cross-environment-write", script, 8),
        ("write-without-validation", script, 8),
    }
    pipeline = flow_of(folder)
    assert pipeline.flow is not None and pipeline.jungle is not None
    assert [(move.kind, move.where.path, move.where.line)
            for move in pipeline.flow.moves if move.kind != "reads"] == [
        ("starts", "k8s/export.yaml", 6),
        ("writes", script, 3),
        ("writes", script, 7),
        ("writes", script, 8),
        ("writes", "notebooks/clean_bought.py", 12),
        ("starts", "k8s/train.yaml", 6),
        ("writes", "jobs/train_churn.py", 8),
    ]  # fmt: skip
    assert (pipeline.flow.length, pipeline.flow.languages) == (5, ("SQL", "shell", "Python"))
    assert pipeline.flow.environments == ("prod", "staging")
    assert round(pipeline.jungle.value) == 64


def test_from_clicks_to_a_model_by_one_dag(tmp_path: Path) -> None:
    folder = the_flow("pipeline-jungle", "Airflow runs Spark, Hive and a jar in one order", tmp_path)
    assert found(folder) == {("write-without-validation", "sql/features.hql", 1)}
    pipeline = flow_of(folder)
    assert pipeline.flow is not None and pipeline.jungle is not None
    assert (pipeline.flow.length, pipeline.flow.languages) == (4, ("Python", "SQL", "Scala"))
    assert pipeline.flow.owner == "dags/daily.py"
    assert round(pipeline.jungle.value) == 16


def test_stages_that_are_declared_are_clean(tmp_path: Path) -> None:
    folder = the_flow("undeclared-stage-dependency", "four stages of dvc name all that they read", tmp_path)
    checks = audited(folder).coverage.checks
    assert {one.outcome for one in checks} == {Outcome.CLEAN, Outcome.NOT_APPLICABLE}
    pipeline = flow_of(folder)
    assert pipeline.flow is not None and pipeline.jungle is not None
    assert (pipeline.flow.length, pipeline.flow.owner) == (4, "dvc.yaml")
    assert pipeline.jungle.value < 15


CONFIG = """\
base: data
data:
  dir: ${base}/raw
  raw: data/raw/orders.csv
files: [data/raw/orders.csv]
"""
LOADED = "import pandas as pd\nimport yaml\nfrom pathlib import Path\n\ncfg = yaml.safe_load(open('config.yaml'))\n"


@pytest.mark.parametrize(
    "code",
    [
        LOADED + "pd.read_csv(cfg['data']['raw'])",
        LOADED + "raw = cfg.get('data').get('raw')\npd.read_csv(raw)",
        LOADED + "pd.read_csv(f\"{cfg['data']['dir']}/orders.csv\")",
        LOADED + "folder = Path(cfg['data']['dir'])\npd.read_csv(folder / 'orders.csv')",
        LOADED + "pd.read_csv(cfg['files'][0])",
        LOADED + "def rows(path):\n    return pd.read_csv(path)\n\n\nrows(cfg['data']['raw'])",
        "import pandas as pd, yaml\nwith open('config.yaml') as f:\n    cfg = yaml.load(f)\npd.read_csv(cfg['data']['raw'])",
        "import pandas as pd, yaml\ndef load(path):\n    return yaml.safe_load(open(path))\n\n\n"
        "cfg = load('config.yaml')\npd.read_csv(cfg['data']['raw'])",
        "import pandas as pd, yaml\ndef load(path='config.yaml'):\n    return yaml.safe_load(open(path))\n\n\n"
        "cfg = load()\npd.read_csv(cfg['data']['raw'])",
        "import pandas as pd\nfrom own import settings\n\npd.read_csv(settings('config.yaml')['data']['raw'])",
        "import os, pandas as pd, yaml\nPATH = os.path.join(os.path.dirname(__file__), 'config.yaml')\n"
        "cfg = yaml.safe_load(open(PATH))\npd.read_csv(os.path.join(cfg['data']['dir'], 'orders.csv'))",
        "import pandas as pd\nfrom omegaconf import OmegaConf\n\ncfg = OmegaConf.load('config.yaml')\n"
        "pd.read_csv(cfg.data.raw)",
        "import pandas as pd, yaml\n\n\nclass Job:\n    def __init__(self):\n"
        "        self.cfg = yaml.safe_load(open('config.yaml'))\n\n    def run(self):\n"
        "        pd.read_csv(self.cfg['data']['raw'])",
    ],
)
def test_a_path_is_looked_up_in_the_configuration(code: str, tmp_path: Path) -> None:
    known = steps(read(written({"config.yaml": CONFIG, "job.py": code + "\n"}, tmp_path)))
    assert "data/raw/orders.csv" in [access.path for access in known.accesses["job.py"]]


@pytest.mark.parametrize(
    "code",
    [
        LOADED + "pd.read_csv(cfg['data']['none'])",
        LOADED + "pd.read_csv(cfg['data'])",
        LOADED + "cfg = other()\npd.read_csv(cfg['data']['raw'])",
        LOADED + "pd.read_csv(cfg[key]['raw'])",
        "import pandas as pd, yaml\ncfg = yaml.safe_load(open(f'{stage}.yaml'))\npd.read_csv(cfg['data']['raw'])",
    ],
)
def test_what_the_configuration_does_not_say_stays_unknown(code: str, tmp_path: Path) -> None:
    known = steps(read(written({"config.yaml": CONFIG, "job.py": code + "\n"}, tmp_path)))
    assert [access.path for access in known.accesses["job.py"] if access.path != "config.yaml"] == ["*"]


DAG = """\
from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("nightly", schedule="@daily") as dag:
    BashOperator(task_id="export", bash_command="python export.py")
"""
MOVES = 'import csv, shutil\n\nshutil.copy("/srv/orders.csv", "s3://acme/orders.csv")\n'
WORKFLOW = """\
on:
  schedule: [{cron: "0 3 * * *"}]
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{run: pytest}, {run: cp config.example.yaml config.yaml}]
"""


@pytest.mark.parametrize(
    ("files", "surfaces"),
    [
        ({"dags/nightly.py": DAG, "export.py": MOVES}, ("data-job", "orchestration")),
        ({"dags/nightly.py": DAG, "export.py": "print(1)\n"}, ()),
        ({"dags/d.py": "from airflow.providers.postgres.hooks.postgres import PostgresHook\nPostgresHook()\n"},
         ("data-job",)),
        ({"app.py": "import flask\napp = flask.Flask(__name__)\n", ".github/workflows/test.yml": WORKFLOW}, ()),
        ({"app.py": "import flask\napp = flask.Flask(__name__)\n", "Makefile": "all:\n\tcp a.csv b.csv\n"}, ()),
        ({"Train.scala": "import org.apache.spark.ml.classification.LogisticRegression\n\nobject Train {}\n"},
         ("training",)),
        ({"Train.scala": "import org.apache.spark.ml.{Pipeline, PipelineModel}\n\nobject Train {}\n"}, ("ml",)),
        ({"Shop.scala": "import akka.actor.ActorSystem\n\nobject Shop {}\n"}, ()),
        ({"model.Rmd": "```{r}\nlibrary(randomForest)\n```\n"}, ("training",)),
        ({"plot.R": "library(ggplot2)\n"}, ()),
    ],
)  # fmt: skip
def test_surface(files: dict[str, str], surfaces: tuple[str, ...], tmp_path: Path) -> None:
    assert read(written(files, tmp_path)).fact(Surfaces).names() == surfaces
