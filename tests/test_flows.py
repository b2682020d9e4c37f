"""Whole flows on the pages: what each check of the family says of them, how much of a jungle they are, and which
surface they give a project."""

from collections.abc import Mapping
from json import dumps
from pathlib import Path
from random import Random
from time import process_time

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
    assert pipeline.flow is not None
    assert pipeline.jungle is not None
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
    assert pipeline.flow is not None
    assert pipeline.jungle is not None
    assert (pipeline.flow.length, pipeline.flow.languages) == (4, ("Python", "SQL", "Scala"))
    assert pipeline.flow.owner == "dags/daily.py"
    assert round(pipeline.jungle.value) == 16


def test_stages_that_are_declared_are_clean(tmp_path: Path) -> None:
    folder = the_flow("undeclared-stage-dependency", "four stages of dvc name all that they read", tmp_path)
    checks = audited(folder).coverage.checks
    assert {one.outcome for one in checks} == {Outcome.CLEAN, Outcome.NOT_APPLICABLE}
    pipeline = flow_of(folder)
    assert pipeline.flow is not None
    assert pipeline.jungle is not None
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
        "import pandas as pd, yaml\nwith open('config.yaml') as f:\n    cfg = yaml.load(f)\n"
        "pd.read_csv(cfg['data']['raw'])",
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


HOSTILE = {
    "job.py": (
        "import yaml\ncfg = yaml.safe_load(open('a.yaml'))\ncfg = cfg\na = b\nb = a\n"
        "f(a, cfg[a], cfg[0][1]['x'], a.b.c)\n",
        "import yaml\n" + "".join(f"v{n} = v{n - 1} + v{n - 1}\n" for n in range(1, 400)) + "f(v399)\n",
        "import yaml\nf(" + "yaml.load(" * 80 + "x" + ")" * 80 + ")\n",
        "import yaml\nx = " + " / ".join(["y"] * 600) + "\nf(x)\nf(x['a'])\n",
        "import hydra\n@hydra.main(1, 2, config_name=3)\ndef f(cfg): g(cfg[None], cfg.a.b[...])\n",
        "import yaml\n" + "f(" * 90 + "open('a.yaml')" + ")" * 90 + "\n",
    ),
    "conf/a.yaml": (
        "path: &a [*a]\n", "path: &a {b: *a, <<: *a}\n", "data: ${data}\n", "data: [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n",
        "file: &a0 [x, x]\n" + "".join(f"k{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
        "path: !!python/object:os.system x\n", "path: 1\n? {a: b}\n: c\n",
    ),
    "a.sh": (
        "DAY=$(date +%F)\ncp x/dt=$DAY y/dt=${DAY", "bq extract a.b\nbq load\nbq cp $(date +%F) $(date \n",
        "bq extract " + "a.b " * 5_000,
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_what_is_no_program_stops_nothing_and_costs_little(path: str, tmp_path: Path) -> None:
    for number, text in enumerate(HOSTILE[path]):
        folder = written({path: text}, tmp_path / str(number))
        begin = process_time()
        project = read(folder)
        assert project.fact(FlowGraph) is not None
        assert process_time() - begin < 3, text[:60]
        reasons = [lost.reason for reading in project.readings for lost in reading.not_read]
        assert not any("fault of mldebt" in reason for reason in reasons), reasons


WHOLE = {
    "a.sh": "#!/bin/bash\nDAY=$(date +%F)\npsql -h db <<SQL > /srv/a_${DAY}.csv\nCOPY shop.a TO STDOUT\nSQL\n"
    "bq extract shop.a gs://b/c.csv\n",
    "a.sql": "INSERT OVERWRITE TABLE shop.b PARTITION (dt='x') SELECT a, b FROM shop.a WHERE {{ x }} > 1;\n",
    "a.scala": 'object A {\n  val p = s"s3a://b/dt=$day"\n  spark.read.parquet(p).write.parquet("hdfs:///x")\n}\n',
    "a.yaml": "apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: '0 1 * * *'\n  jobTemplate: {spec: {x: {}}}\n",
    "config.yaml": CONFIG,
    "a.zpln": dumps({"name": "a", "id": "x", "config": {"cron": "0 0 4 * * ?"},
                     "paragraphs": [{"text": '%spark\nspark.read.parquet("a/b")', "config": {}}]}),
    "a.py": LOADED + "pd.read_csv(cfg['data']['raw']).to_parquet(f'x/dt={day:%Y%m%d}/y.parquet')\n",
    "crontab": "MAILTO=x\n0 2 * * * cd /srv && bash a.sh > /dev/null 2>&1\n",
}  # fmt: skip
SIGNS = "\"'`${}()[]<>|&;\\#%*\n\t\0\1é,.:-=/ aA0"


@pytest.mark.parametrize("seed", range(12))
def test_broken_texts_of_every_language_stop_nothing(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)

    def broken(text: str) -> str:
        for _ in range(chance.randrange(1, 12)):
            at, until = sorted(chance.choices(range(len(text) + 1), k=2))
            filling = "".join(chance.choices(SIGNS, k=chance.randrange(6)))
            text = text[:at] + filling + text[min(until, at + 8) :]
        return text

    project = read(written({path: broken(text) for path, text in WHOLE.items()}, tmp_path))
    assert project.fact(FlowGraph) is not None
    reasons = [lost.reason for reading in project.readings for lost in reading.not_read]
    assert not any("fault of mldebt" in reason for reason in reasons), reasons


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


@pytest.mark.parametrize(
    ("files", "step", "expected"),
    [
        ({"a.py": "def f(q, d):\n    q.to_csv('s3://acme/' + 'day_%s.csv' % d)\n"}, "a.py", ["s3://acme/day_*.csv"]),
        ({"a.py": "def f(q, n):\n    q.to_csv(f's3://acme/{n + 1}.csv')\n"}, "a.py", ["s3://acme/*.csv"]),
        ({"a.py": "def f(db):\n    db.query('WITH picked AS (SELECT * FROM shop.a WHERE {{x}} ~~~ ),\\n"
                  " two AS MATERIALIZED (SELECT 1 FROM picked)"
                  " SELECT * FROM two JOIN shop.b')\n"}, "a.py", ["shop.a", "shop.b"]),
        ({"a.sh": "H=`pwd`\n(cd $H; gzip -c x.lm > data/graph/x.lm.gz)\n"}, "a.sh", ["*/data/graph/x.lm.gz"]),
        ({"Makefile": "get:\n\tcp '$(FROM)/a.csv' data/a.csv\n"}, "Makefile:1", ["*/a.csv", "data/a.csv"]),
        ({"a.sh": "./b.sh 'ark:|gzip -c >x/1.gz' data/b.csv\n", "b.sh": "cat $1\n"}, "b.sh", ["data/b.csv"]),
    ],
)  # fmt: skip
def test_paths_are_those_of_the_program(files: dict[str, str], step: str, expected: list[str], tmp_path: Path) -> None:
    known = steps(read(written(files, tmp_path)))
    assert [access.path for access in known.accesses[step] if access.path != "*/x.lm"] == expected


def test_names_with_a_dot_are_no_files_and_modules_that_are_tools_are_no_steps(tmp_path: Path) -> None:
    makefile = "test.slow:\n\tpython -m nose tests\n\nout.txt: rows.csv\n\tsort rows.csv > out.txt\n"
    known = steps(read(written({"Makefile": makefile}, tmp_path)))
    assert [one.path for found in known.declared.values() for one in found] == ["rows.csv", "out.txt"]
    assert not any("nose" in name for names in known.drives.values() for name in names)


def test_what_a_stage_makes_is_not_read_where_it_is_an_argument(tmp_path: Path) -> None:
    stages = "stages:\n  train:\n    cmd: python train.py data/rows.csv model.pkl\n    outs: [model.pkl]\n"
    known = steps(read(written({"dvc.yaml": stages, "train.py": "print()\n"}, tmp_path)))
    assert [(one.mode, one.path) for one in known.accesses["train.py"]] == [
        ("reads", "data/rows.csv"), ("writes", "model.pkl"),
    ]  # fmt: skip


WRITES = "import pandas as pd\n\npd.read_csv('raw.csv').to_csv('data/rows.csv')\n"
READS = "import pandas as pd\n\npd.read_csv('data/rows.csv').to_parquet('data/rows.parquet')\n"


@pytest.mark.parametrize(
    ("files", "linked"),
    [
        ({"one/run.sh": "python a.py\n", "one/a.py": WRITES, "two/run.sh": "python b.py\n", "two/b.py": READS}, False),
        ({"one/run.sh": "python a.py\n", "one/a.py": WRITES, "one/lib/b.py": READS, "two/run.sh": ""}, True),
        ({"src/run.sh": "python a.py\n", "src/a.py": WRITES, "jobs/b.py": READS}, True),
        ({"one/run.sh": "", "one/a.py": WRITES, "two/run.sh": "", "two/b.py": READS, "data/README": ""}, True),
        ({"one/run.sh": "", "one/a.py": WRITES, "two/run.sh": "",
          "all.py": READS.replace("data/", "one/data/")}, True),
    ],
)  # fmt: skip
def test_programs_beside_each_other_keep_their_own_folders(files: dict[str, str], linked: bool, tmp_path: Path) -> None:
    flows = [one for one in read(written(files, tmp_path)).fact(FlowGraph).drawing.pipelines if one.flow is not None]
    assert bool(flows) is linked
