# ruff: noqa: E501 - programs of many languages, one to a line
"""Steps of orchestrators, schedules, and the readers that came with them: what is said, on which line."""

from functools import partial
from time import process_time

import pytest

from mldebt.discover.languages import language_of
from mldebt.knowledge import lend
from mldebt.model import (
    Access,
    Accesses,
    Command,
    Commands,
    Datasets,
    Language,
    Place,
    Reading,
    Schedule,
    Schedules,
    SourceFile,
    Stage,
    Stages,
)
from mldebt.read import read_text

AIRFLOW = """\
from airflow import DAG
from airflow.decorators import task
from airflow.models.baseoperator import chain
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator

def load():
    pass

with DAG("daily", schedule="0 5 * * *", default_args={"email": ["x@example.org"]}) as dag:
    a = BashOperator(task_id="extract", bash_command="python extract.py {{ ds }} > out.csv")
    b = PythonOperator(task_id="load", python_callable=load)
    c = PostgresOperator(task_id="mart", sql="INSERT INTO mart.days SELECT * FROM raw.rows")
    a >> [b, c]
    chain(b, c)
"""


def reading(path: str, text: str) -> Reading:
    found = language_of(path, False, lambda _: text.encode())
    return read_text(SourceFile(path, found), text, lend)


def stages(path: str, text: str) -> dict[str, Stage]:
    return {stage.name: stage for stage in reading(path, text).fact(Stages)}


def order(path: str, text: str) -> dict[str, tuple[str, ...]]:
    return {name: stage.after for name, stage in stages(path, text).items()}


def schedules(path: str, text: str) -> list[tuple[str, str, int]]:
    return [(one.kind, one.expression, one.where.line) for one in reading(path, text).fact(Schedules)]


# Airflow


def test_operators_are_steps_in_the_order_that_the_file_gives_them() -> None:
    found = reading("dags/d.py", AIRFLOW)
    extract, load, mart = found.fact(Stages)
    assert extract == Stage("airflow", "extract", extract.where, (12, 12), "daily", alarmed=True)
    assert (load.function, load.after) == (".load", ("extract",))
    assert mart.after == ("extract", "load")
    assert found.fact(Commands)[0].words == ("python", "extract.py", "*")
    assert [(one.mode, one.path, one.where.line) for one in found.fact(Accesses)] == [
        ("writes", "out.csv", 12), ("reads", "raw.rows", 14), ("writes", "mart.days", 14),
    ]  # fmt: skip
    assert schedules("dags/d.py", AIRFLOW) == [("flow", "0 5 * * *", 11)]


def test_what_one_task_hands_to_another_is_an_order() -> None:
    text = """\
from airflow.decorators import dag, task

@task
def a(): ...

@task.virtualenv
def b(x): ...

@dag(schedule=None)
def flow():
    first = a()
    second = b(first)
    b(second)
    a().set_upstream(second)
"""
    assert order("d.py", text) == {"a": (), "b": ("a",), "b__1": ("b",), "a__1": ("b",)}
    assert schedules("d.py", text) == []


@pytest.mark.parametrize("line", ["for x in y:\n        a >> x", "a >> make()", "a >> tasks['b']"])
def test_an_order_that_cannot_be_followed_is_not_known(line: str) -> None:
    text = (
        f"from airflow import DAG\nwith DAG('d') as dag:\n    a = X(task_id='a')\n    b = X(task_id='b')\n    {line}\n"
    )
    assert not any(stage.ordered for stage in stages("d.py", text).values())


def test_data_sets_are_what_a_task_declares() -> None:
    text = """\
from airflow import DAG, Dataset
from airflow.operators.python import PythonOperator
rows = Dataset("s3://lake/rows.parquet")
with DAG("d", schedule=[rows]):
    PythonOperator(task_id="a", python_callable=print, inlets=[rows], outlets=[Dataset("s3://lake/out.parquet")])
"""
    (stage,) = stages("d.py", text).values()
    assert (stage.reads, stage.writes) == (("s3://lake/rows.parquet",), ("s3://lake/out.parquet",))
    assert schedules("d.py", text) == []


# Other orchestrators in Python


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "from prefect import flow, task\n@task\ndef a(): ...\n@task\ndef b(x): ...\n@task\ndef c(): ...\n"
            "@flow\ndef f():\n    x = a()\n    c()\n    b.submit(x)\n",
            {"a": (), "b": ("a", "c"), "c": ("a",)},
        ),
        (
            "from dagster import asset\n@asset\ndef a(): ...\n@asset\ndef b(a): ...\n@asset(deps=[a, 'b'])\ndef c(): ...\n",
            {"a": (), "b": ("a",), "c": ("a", "b")},
        ),
        (
            "from kfp import dsl\n@dsl.component\ndef a() -> str: ...\n@dsl.component\ndef b(x: str): ...\n"
            "@dsl.pipeline\ndef p():\n    x = a()\n    b(x=x.output).after(x)\n",
            {"a": (), "b": ("a",)},
        ),
        (
            "from metaflow import FlowSpec, step\nclass F(FlowSpec):\n    @step\n    def start(self):\n        self.next(self.a, self.b)\n"
            "    @step\n    def a(self):\n        self.next(self.end)\n    @step\n    def b(self):\n        self.next(self.end)\n"
            "    @step\n    def end(self): ...\n",
            {"start": (), "a": ("start",), "b": ("start",), "end": ("a", "b")},
        ),
        (
            "import luigi\nclass A(luigi.Task):\n    def output(self):\n        return luigi.LocalTarget('a.csv')\n"
            "class B(luigi.Task):\n    def requires(self):\n        return [A()]\n",
            {"A": (), "B": ("A",)},
        ),
    ],
    ids=["prefect", "dagster", "kubeflow", "metaflow", "luigi"],
)
def test_functions_and_classes_are_steps(text: str, after: dict[str, tuple[str, ...]]) -> None:
    assert order("flow.py", text) == after


def test_nodes_name_data_and_the_catalogue_says_where_it_lies() -> None:
    text = "from kedro.pipeline import node\nnode(func=clean, inputs=['rows', 'params:x'], outputs='clean', name='n')\n"
    (stage,) = stages("src/p/pipeline.py", text).values()
    assert (stage.name, stage.reads, stage.writes) == ("n", ("rows",), ("clean",))
    catalogue = "rows:\n  type: pandas.CSVDataset\n  filepath: data/rows.csv\nclean:\n  type: MemoryDataset\n"
    found = reading("conf/base/catalog.yml", catalogue).fact(Datasets)
    assert [(one.name, one.path, one.where.line) for one in found] == [("rows", "data/rows.csv", 1)]


# YAML, Make, Snakemake


def test_stages_of_dvc_say_what_they_need_and_make() -> None:
    text = """\
stages:
  prepare:
    cmd: python prepare.py
    wdir: work
    deps: [prepare.py, ../data/raw.csv]
    outs:
      - out.csv:
          cache: false
  train:
    foreach: [a, b]
    do:
      cmd: python train.py ${item}
      deps: ["work/${item}.csv"]
"""
    found = stages("ml/dvc.yaml", text)
    assert found["prepare"] == Stage(
        "dvc", "prepare", Place("ml/dvc.yaml", 2), (2, 8), reads=("prepare.py", "../data/raw.csv"), writes=("out.csv",),
        folder="ml/work", complete=True,
    )  # fmt: skip
    assert found["train@b"].reads == ("work/b.csv",)


def test_targets_of_a_makefile_declare_files() -> None:
    text = (
        ".PHONY: all\nRAW = data/raw.csv\nall: data/a.csv\n\ndata/a.csv: $(RAW) prep.py\n\tpython prep.py --in $< \\\n"
        "\t  --out $@\n\nname:\n\techo x\n%.png: %.csv\n\tpython plot.py $<\n"
    )
    found = stages("Makefile", text)
    assert list(found) == ["data/a.csv", "name", "%.png"]
    assert found["data/a.csv"].reads == ("data/raw.csv", "prep.py")
    assert (found["data/a.csv"].complete, found["name"].complete) == (True, False)
    assert found["%.png"].writes == ("*.png",)
    assert reading("Makefile", text).fact(Commands)[0] == Command(
        ("python", "prep.py", "--in", "data/raw.csv", "--out", "data/a.csv"), Place("Makefile", 6)
    )


def test_rules_of_snakemake_are_read_line_by_line() -> None:
    text = """\
rule all:
    input: "out/all.csv"

rule clean:
    input:
        raw="data/{sample}.csv",
    output: "out/{sample}.csv"
    shell:
        "python clean.py {input.raw} "
        "> {output}"

rule merge:
    input: expand("out/{s}.csv", s=NAMES), rules.clean.output, LOCAL + "x.csv"
    output: directory("out/all")
    script: "scripts/merge.R"
"""
    found = stages("workflow/rules/a.smk", text)
    assert (found["clean"].reads, found["clean"].writes, found["clean"].folder) == (("data/*.csv",), ("out/*.csv",), "")
    assert found["merge"].after == ("clean",)
    assert found["merge"].reads == ("out/*.csv", "*/x.csv")
    assert found["merge"].scripts == ("scripts/merge.R",)
    assert reading("Snakefile", text).fact(Commands)[0].words == ("python", "clean.py", "data/*.csv")


def test_jobs_of_gitlab_services_of_compose_and_tasks_of_databricks_have_an_order() -> None:
    gitlab = "stages: [a, b]\none:\n  stage: a\n  script: [python a.py]\ntwo:\n  stage: b\n  script: python b.py\n"
    assert order(".gitlab-ci.yml", gitlab) == {"one": (), "two": ("one",)}
    compose = "services:\n  db: {image: x}\n  etl:\n    command: python etl.py\n    depends_on: [db]\n"
    assert order("docker-compose.yml", compose) == {"etl": ("db",)}
    job = (
        '{"tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/x/prep"}},\n'
        ' {"task_key": "b", "depends_on": [{"task_key": "a"}], "spark_python_task": {"python_file": "t.py"}}]}'
    )
    found = stages("jobs/job.json", job)
    assert (found["a"].scripts, found["b"].scripts, found["b"].after) == (("/x/prep",), ("t.py",), ("a",))


# Schedules


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("x.timer", "[Timer]\nOnCalendar=*-*-* 02:00:00\nUnit=etl.service\n", [("timer", "*-*-* 02:00:00", 2)]),
        ("Jenkinsfile", "pipeline {\n triggers { cron('H 2 * * *') }\n}", [("workflow", "H 2 * * *", 2)]),
        ("A.java", 'import org.quartz.X;\ncronSchedule("0 0 4 * * ?")\n// cronSchedule("0 0 5 * * ?")', [("quartz", "0 0 4 * * ?", 2)]),
        ("q.xml", "<quartz>\n<cron-expression>0 15 10 ? * *</cron-expression>", [("quartz", "0 15 10 ? * *", 2)]),
        ("a.scala", 'val s = CronScheduleBuilder.cronSchedule("0 0 4 * * ?")', [("quartz", "0 0 4 * * ?", 1)]),
        ("serverless.yml", "functions:\n  f:\n    handler: a.b\n    events:\n      - schedule: rate(1 day)\n", [("event", "rate(1 day)", 5)]),
        ("t.yaml", "R:\n  Properties:\n    ScheduleExpression: cron(0 12 * * ? *)\n", [("event", "cron(0 12 * * ? *)", 3)]),
        ("job.yml", "schedule:\n  quartz_cron_expression: 0 0 4 * * ?\n", [("quartz", "0 0 4 * * ?", 2)]),
        (".github/workflows/a.yml", "on:\n  schedule:\n    - cron: '0 3 * * *'\njobs: {}\n", [("workflow", "0 3 * * *", 3)]),
        (".gitlab-ci.yml", "a:\n  script: [x]\n  rules:\n    - if: $CI_PIPELINE_SOURCE == 'schedule'\n", [("workflow", "schedule", 4)]),
        ("w.yaml", "kind: CronWorkflow\nspec:\n  schedule: '0 1 * * *'\n", [("workflow", "0 1 * * *", 3)]),
        ("c.yaml", "kind: CronJob\nspec:\n  suspend: true\n  schedule: '0 1 * * *'\n", []),
        ("Dockerfile", 'RUN echo "0 5 * * * python t.py" | crontab -\n', [("cron", "0 5 * * *", 1)]),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)  # fmt: skip
def test_every_clock_is_seen_on_its_line(path: str, text: str, found: list[tuple[str, str, int]]) -> None:
    assert schedules(path, text) == found


def test_a_service_runs_its_commands_in_its_folder() -> None:
    text = "[Service]\nWorkingDirectory=/opt/app\nExecStart=/usr/bin/python3 train.py --data s3://b/x.parquet\n"
    (one,) = [c for c in reading("etl.service", text).fact(Commands) if c.program != "cd"]
    assert (one.words[1:], one.folder, one.where.line) == (("train.py", "--data", "s3://b/x.parquet"), "/opt/app", 3)


# R, Databricks, SQL in Python


def test_r_reads_and_writes_by_name() -> None:
    text = """\
dir <- "data"
x <- fread(file.path(dir, "raw.csv"))  # read.csv("no.csv")
y <- readr::read_csv('b.csv', col_types = cols(a = "c"))
fwrite(x, file = paste0(dir, "/out.csv"))
x %>% saveRDS("m.rds")
source("util.R")
load(path)
"""
    found = reading("a.R", text)
    assert [(one.mode, one.path, one.where.line) for one in found.fact(Accesses)] == [
        ("reads", "data/raw.csv", 2), ("reads", "b.csv", 3), ("writes", "data/out.csv", 4), ("writes", "m.rds", 5),
    ]  # fmt: skip
    assert found.fact(Commands) == Commands([Command(("Rscript", "util.R"), Place("a.R", 6))])


def test_only_chunks_of_a_document_are_code() -> None:
    text = 'read.csv("text.csv")\n```{r}\nread.csv("d.csv")\n```\n```{r, eval=FALSE}\nread.csv("no.csv")\n```\n```{sql}\nselect * from a.b\n```\n'
    found = [(one.path, one.where.line) for one in reading("a.qmd", text).fact(Accesses)]
    assert found == [("d.csv", 3), ("a.b", 9)]


def test_cells_of_databricks_are_read_in_their_language() -> None:
    text = (
        "# Databricks notebook source\n# MAGIC %run ./setup\n# COMMAND ----------\n# MAGIC %sql\n"
        '# MAGIC CREATE TABLE m.a AS\n# MAGIC SELECT * FROM r.b\n# COMMAND ----------\ndbutils.notebook.run("./train", 60)\n'
    )
    found = reading("nb.py", text)
    assert [(one.words[:2], one.where.line) for one in found.fact(Commands)] == [
        (("%run", "./setup"), 2),
        (("%run", "./train"), 8),
    ]
    assert [(one.mode, one.path, one.where.line) for one in found.fact(Accesses)] == [
        ("reads", "r.b", 5), ("writes", "m.a", 5),
    ]  # fmt: skip


def test_sql_in_python_names_its_tables() -> None:
    text = (
        "import pandas as pd\ncur.execute(f\"INSERT INTO mart.d SELECT * FROM raw.e WHERE d='{x}'\")\n"
        'pd.read_sql("select a from shop.o", c)\ncur.execute("hello world")\nspark.sql(f"select t.* from {db}.events t")\n'
    )
    assert [(one.mode, one.path, one.where.line) for one in reading("a.py", text).fact(Accesses)] == [
        ("reads", "raw.e", 2), ("writes", "mart.d", 2), ("reads", "shop.o", 3), ("reads", "*.events", 5),
    ]  # fmt: skip


def test_statements_that_export_name_both_ends() -> None:
    text = (
        "EXPORT DATA OPTIONS(uri='gs://b/*.csv') AS SELECT a FROM d.t;\n"
        "INSERT OVERWRITE DIRECTORY 's3://l/x' USING parquet SELECT * FROM d.u;\n"
        "COPY INTO @stage/x/ FROM d.s.v;\nUNLOAD ('SELECT * FROM d.w') TO 's3://l/y';\n"
    )
    assert [(one.mode, one.path, one.where.line) for one in reading("a.sql", text).fact(Accesses)] == [
        ("reads", "d.t", 1), ("writes", "gs://b/*.csv", 1), ("reads", "d.u", 2), ("writes", "s3://l/x", 2),
        ("reads", "d.s.v", 3), ("writes", "@stage/x/", 3), ("reads", "d.w", 4), ("writes", "s3://l/y", 4),
    ]  # fmt: skip


# Hostile input


HOSTILE = {
    "Snakefile": ['rule a:\n    input: "' + "{" * 20_000, "rule a:\n" + "    input: x\n" * 5_000, "rule a:\n" + '    shell: "' * 3_000],
    "Makefile": ["a: $(A)\n" * 5_000, "A = $(B)$(B)\nB = $(A)$(A)\na: $(A)\n\t$(A)\n" * 200, "\t" * 10_000, "a:" * 20_000 + "\n\tx\n"],
    "Jenkinsfile": ["sh '" * 10_000, "sh(" * 10_000, 'cron("' * 5_000, "/*" * 20_000],
    "a.timer": ["OnCalendar=" * 10_000, "A=\\\n" * 10_000],
    "a.xml": ["<cron-expression>" * 10_000, "<!--" * 20_000, '<quartz cron="' * 5_000, "<coordinator-app " * 5_000],
    "a.R": ["read.csv(" * 10_000, '"' * 20_001, "x <- " * 10_000, "paste0(" * 10_000, "read.csv(x %>% " * 5_000],
    "a.Rmd": ["```{r}\n" * 10_000, "~~~~{r\n" * 10_000, "`" * 30_000],
    "dvc.yaml": ["stages: [1, {a: [b]}]", "stages:\n  a: &a\n    deps: *a\n", "stages: {? [a] : {cmd: x}, b: {cmd: [[]]}}", "stages: {a: {foreach: {b: {c: [1]}}, do: {cmd: x}}}"],
    "job.json": ['{"tasks": [{"task_key": {"a": 1}}, 3, null], "notebook_task": 1}', '[{"notebook_task": ' * 2_000],
    ".gitlab-ci.yml": ["a: {script: {x: 1}, needs: {a: 1}, rules: [1, [2]]}", "stages: {a: 1}\nb: {script: x, only: {refs: 1}}"],
    "conf/base/catalog.yml": ["a: [1]\nb: 2\n? [x]\n: {filepath: y}\n", "- a\n- b\n"],
    "nb.py": ["# Databricks notebook source\n" + "# MAGIC %sql\n# MAGIC select (\n" * 3_000],
    "dag.py": [
        "from airflow import DAG\nX(task_id='a')" + " >> X(task_id='b')" * 300,
        "from airflow import DAG\n" + "x = X(task_id='a')\nx >> x\n" * 1_000,
        "from airflow import DAG\nDAG(*a, **b)\nX(task_id=1, inlets=3, dag=DAG())\n[] >> 3\n",
        "from kedro.pipeline import node\nnode()\nnode(*a)\nnode(1, 2, 3)\n",
        "import luigi\nclass A(A, luigi.Task): pass\n", "from metaflow import step\nclass F:\n    @step\n    def a(self): self.next(*x)\n",
    ],
}  # fmt: skip


def _head(data: bytes, size: int) -> bytes:
    return data[:size]


@pytest.mark.parametrize("path", HOSTILE)
def test_garbage_stops_nothing_and_costs_little(path: str) -> None:
    for text in HOSTILE[path]:
        data = text.encode()
        language = language_of(path, False, partial(_head, data))
        begin = process_time()
        found = read_text(SourceFile(path, Language.QUARTZ if path == "a.xml" else language), text, lend)
        assert process_time() - begin < 3, text[:40]
        assert not any("fault of mldebt" in missing.reason for missing in found.not_read), found.not_read


def test_a_place_and_an_access_can_be_told_apart_from_a_declared_one() -> None:
    one = Access("reads", "a.csv", Place("x"), Language.PYTHON)
    assert one != one._replace(declared=True)
    assert Schedule("timer", "x", "", Place("a.timer", 2), (1, 3)).starts(Place("a.timer", 3))
