"""Which accesses mean the same data, which steps hang together, who owns them, and what the clock starts."""

from collections.abc import Mapping
from typing import Any

import pytest

from mldebt.knowledge import (
    Distribution,
    Distributions,
    EnvironmentNames,
    IoFunction,
    IoFunctions,
    SurfaceSign,
    SurfaceSigns,
    lend,
)
from mldebt.link.artefact_paths import environment, location, same
from mldebt.link.artefact_python import python_accesses, rows_of
from mldebt.link.artefact_scripts import Scripts
from mldebt.link.artefacts import ArtefactGraph, Chain
from mldebt.link.jobs import Job, ScheduledJobs
from mldebt.model import (
    Access,
    Accesses,
    Call,
    Calls,
    CannotTell,
    Command,
    Commands,
    FileFact,
    Hop,
    Import,
    Imports,
    Language,
    OwnIo,
    Place,
    Project,
    Queries,
    Query,
    Reading,
    Repository,
    Role,
    Schedule,
    Schedules,
    Signature,
    Signatures,
    SourceFile,
    Stage,
    Stages,
    Value,
)

SOURCE = "a test"
TABLES: dict[type[Any], Any] = {
    EnvironmentNames: lend(EnvironmentNames),
    IoFunctions: IoFunctions({row.name: row for row in (
        IoFunction(name="pandas.read_csv", source=SOURCE, reads=0, keyword="path", format="csv"),
        IoFunction(name="?.to_csv", source=SOURCE, writes=0, keyword="path", format="csv"),
        IoFunction(name="open", source=SOURCE, reads=0, writes=0, mode=1),
        IoFunction(name="joblib.dump", source=SOURCE, writes=1, kind="model", format="pickle"),
        IoFunction(
            name="?.upload_file", source=SOURCE, reads=0, keyword="Filename", writes=2, writes_keyword="Key", bucket=1,
            bucket_keyword="Bucket", scheme="s3",
        ),
        IoFunction(name="pandas.read_sql", source=SOURCE, reads=0, scheme="query", format="table"),
    )}),
    SurfaceSigns: SurfaceSigns({"prefect": SurfaceSign(name="prefect", source=SOURCE, surface="orchestration")}),
    Distributions: Distributions({
        "scikit-learn": Distribution(
            name="scikit-learn", source=SOURCE, imports=("sklearn",), category="modelling", ml=True
        )
    }),
}  # fmt: skip

SUFFIXES = {
    "py": Language.PYTHON, "sh": Language.SHELL, "scala": Language.SCALA, "sql": Language.SQL,
    "cron": Language.CRONTAB,
}  # fmt: skip


def file(path: str, role: Role = Role.APPLICATION) -> SourceFile:
    return SourceFile(path, SUFFIXES.get(path.rpartition(".")[2], Language.OTHER), role)


def project(files: Mapping[str, tuple[FileFact, ...]], role: Role = Role.APPLICATION) -> Project:
    readings = tuple(Reading(file(path, role), {type(fact): fact for fact in facts}) for path, facts in files.items())
    repository = Repository("/x", "x", tuple(reading.file for reading in readings))
    return Project(repository, readings, TABLES.__getitem__, lambda section: section())


def reads(path: str, where: str, line: int = 1, language: Language = Language.SHELL, store: str = "") -> Access:
    return Access("reads", path, Place(where, line), language, store=store)


def table(name: str, where: str, line: int = 1, store: str = "") -> Access:
    return Access("reads", name, Place(where, line), Language.SQL, "table", store=store)


def writes(path: str, where: str, line: int = 1, language: Language = Language.SHELL) -> Access:
    return Access("writes", path, Place(where, line), language)


def command(text: str, where: str, line: int = 1, folder: str = "") -> Command:
    return Command(tuple(text.split()), Place(where, line), folder=folder)


def cron(text: str, where: str = "a.cron", line: int = 1) -> tuple[Schedule, Command]:
    return Schedule("cron", "0 1 * * *", text, Place(where, line), (line, line)), command(text, where, line)


def call(name: str, *args: str | None, line: int = 1, where: str = "a.py") -> Call:
    values = tuple(Value("other") if arg is None else Value("literal", arg) for arg in args)
    return Call(name, Place(where, line), values, (), False, "")


def imported(module: str, where: str) -> Import:
    return Import(module, "", "", Place(where, 1), "", False)


# paths


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("s3://b/x.csv", "s3a://b/x.csv"),
        ("s3://b/events/dt=2024-01-01/e.csv.gz", "s3://b/events/dt=*/e.csv.gz"),
        ("s3://b/out/day=3/", "s3://b/out"),
        ("s3://b/out/2024-01-31/part-00000", "s3://b/out/*"),
        ("gs://b/a/x_20240131.parquet", "gs://b/a/x_*.parquet"),
        ("s3://b/a/x.csv", "s3://b/"),
        ("abfss://c@a/x", "wasbs://c@a/x/"),
        ("/opt/models/m.pkl", "/opt/models/m.pkl"),
        ("./data/clean.csv", "data/clean.csv"),
        ("C:\\data\\clean.csv", "C:/data/clean.csv"),
        ("data/out/", "data/out/x.csv"),
        ("/tmp/events_*.csv", "/tmp/events_2024.csv"),
    ],
)
def test_these_mean_the_same_data(written: str, read: str) -> None:
    one, other = location(writes(written, "x")), location(reads(read, "x"))
    assert one is not None
    assert other is not None
    assert same(one, other)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("s3://prod/x.csv", "s3://staging/x.csv"),
        ("s3://b/x.csv", "gs://b/x.csv"),
        ("s3://b/x.csv", "s3://b/x.csv.gz"),
        ("s3://b/x.csv", "s3://b/x.csv/y"),
        ("s3://b/a/x.csv", "s3://b/c/x.csv"),
        ("data/x.csv", "data"),
        ("/tmp/*.csv", "/tmp/events.csv"),
        ("/data/raw.csv", "data/raw.csv"),
        ("data/train.csv", "data/test.csv"),
    ],
)
def test_these_do_not(written: str, read: str) -> None:
    one, other = location(writes(written, "x")), location(reads(read, "x"))
    assert one is None or other is None or not same(one, other)


@pytest.mark.parametrize("path", ["*", "", "*/x.csv", "s3://*/x.csv", ".", "../x.csv", "*/*"])
def test_too_little_is_known_of_these_to_compare_them(path: str) -> None:
    assert location(reads(path, "x")) is None


def test_tables_are_the_same_by_qualified_names_only() -> None:
    def are_same(written: str, read: str) -> bool:
        one, other = location(table(written, "x")), location(table(read, "x"))
        return one is not None and other is not None and same(one, other)

    assert are_same("lake.shop.orders", "SHOP.orders")
    assert not are_same("orders", "orders")
    assert not are_same("shop.orders", "crm.orders")


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (reads("s3://acme-prod-data/x", "x"), "prod"),
        (reads("s3a://acme-staging/prod/x", "x"), "staging"),
        (reads("s3://acme/x", "x", store="production"), "prod"),
        (table("t", "x", store="prd-replica.acme.internal"), "prod"),
        (reads("s3://products/x", "x"), ""),
        (reads("s3://devices/test/x", "x"), ""),
        (reads("data/prod/x.csv", "x"), ""),
    ],
)
def test_the_environment_is_told_by_words_of_bucket_host_and_profile(access: Access, expected: str) -> None:
    words = {row.name: row.environment for row in lend(EnvironmentNames)}
    assert environment(access, words) == expected


# what a command runs


@pytest.mark.parametrize(
    ("text", "folder", "called"),
    [
        ("python jobs/train.py", "", ["jobs/train.py"]),
        ("python train.py", "jobs", ["jobs/train.py"]),
        ("/home/me/repo/scripts/load.sh", "", ["scripts/load.sh"]),
        ("bash load.sh", "", ["scripts/load.sh"]),
        ("python */jobs/train.py", "", ["jobs/train.py"]),
        ("python -m jobs.train --x 1", "", ["jobs/train.py"]),
        ("psql -f sql/a.sql", "", ["sql/a.sql"]),
        ("python run.py", "", ["run.py"]),
        ("python a/run.py", "", ["a/run.py"]),
        ("python /opt/old.py", "", ["/opt/old.py"]),
        ("cp jobs/train.py /opt", "", []),
        ("pylint jobs/train.py", "", []),
        ("git add load", "", []),
    ],
)
def test_a_command_runs_the_script_that_it_names(text: str, folder: str, called: list[str]) -> None:
    scripts = Scripts(map(file, ("jobs/train.py", "scripts/load.sh", "sql/a.sql", "a/run.py", "b/run.py")))
    assert list(scripts.called(command(text, "x.cron", folder=folder))) == called


# what Python reads and writes


def test_python_calls_are_accesses_where_the_table_knows_them() -> None:
    calls = Calls([
        call("pandas.read_csv", "s3://b/x.csv"), call("pandas.read_csv.to_csv", "y.csv", line=2),
        call("?.to_csv", None, line=3), call("?.to_csv", line=4), call("open", "a.csv", "w", line=5),
        call("open", "notes.txt", line=6), call("?.upload_file", "m.pkl", "models", "m.pkl", line=7),
        call("pandas.read_sql", "orders", line=8), call("print", "z.csv", line=9),
    ])  # fmt: skip
    found = python_accesses(calls, rows_of(TABLES[IoFunctions]))
    assert [(one.where.line, one.mode, one.path) for one in found] == [
        (1, "reads", "s3://b/x.csv"), (2, "writes", "y.csv"), (3, "writes", "*"), (5, "writes", "a.csv"),
        (7, "reads", "m.pkl"), (7, "writes", "s3://models/m.pkl"), (8, "reads", "*"),
    ]  # fmt: skip


# chains

EXTRACT = (
    Accesses([
        table("shop.orders", "extract.sh", 1, "prod-db"),
        writes("/tmp/o.csv", "extract.sh", 1),
        reads("/tmp/o.csv", "extract.sh", 2), writes("s3://acme-prod/o.csv", "extract.sh", 2),
    ]),
)  # fmt: skip
PREPARE = (
    Accesses([
        reads("s3a://acme-prod/o.csv", "prepare.scala", 3, Language.SCALA),
        writes("s3a://acme-staging/p/", "prepare.scala", 9, Language.SCALA),
    ]),
)  # fmt: skip
TRAIN = (Calls([call("joblib.dump", None, "/opt/m.pkl", line=7, where="train.py")]),)
STORY = {"extract.sh": EXTRACT, "prepare.scala": PREPARE, "train.py": TRAIN}


def jobs(*lines: str) -> tuple[FileFact, ...]:
    pairs = [cron(text, line=number) for number, text in enumerate(lines, 1)]
    return Schedules(one for one, _ in pairs), Commands(one for _, one in pairs)


def graph(files: Mapping[str, tuple[FileFact, ...]]) -> tuple[Chain, ...]:
    return ArtefactGraph.of(project(files)).chains


def test_the_whole_story_is_one_chain_with_what_starts_its_steps() -> None:
    lines = ("bash extract.sh", "python train.py --data s3://acme-staging/p/")
    (chain,) = graph({**STORY, "a.cron": jobs(*lines)})
    assert chain.is_jungle
    assert (chain.length, chain.scheduled, chain.owner) == (4, 2, "")
    assert chain.links == ("literal", "literal", "argument")
    assert chain.steps == ("extract.sh", "prepare.scala", "train.py")
    assert chain.languages == ("SQL", "shell", "Scala", "Python")
    assert chain.environments == ("prod", "staging")
    assert (chain.where, chain.first, chain.last) == (Place("extract.sh", 1), "shop.orders", "/opt/m.pkl")
    assert chain.hops == (
        Hop(Place("a.cron", 1), "`0 1 * * *` starts extract.sh"),
        Hop(Place("extract.sh", 1), "reads shop.orders (prod), writes /tmp/o.csv"),
        Hop(Place("extract.sh", 2), "reads /tmp/o.csv, writes s3://acme-prod/o.csv (prod)"),
        Hop(Place("prepare.scala", 3), "reads s3a://acme-prod/o.csv (prod)"),
        Hop(Place("prepare.scala", 9), "writes s3a://acme-staging/p/ (staging)"),
        Hop(Place("a.cron", 2), "`0 1 * * *` starts train.py"),
        Hop(Place("a.cron", 2), "hands s3://acme-staging/p/ (staging) to train.py"),
        Hop(Place("train.py", 7), "writes /opt/m.pkl"),
    )


@pytest.mark.parametrize(
    "driver",
    [
        {"run.sh": (Commands([command("bash extract.sh", "run.sh"), command("scala prepare.scala", "run.sh", 2)]),)},
        {"flow.py": (
            Imports([imported("prefect", "flow.py")]),
            Calls([call("prefect.task", "bash extract.sh", where="flow.py"), call("f", "scala prepare.scala")]),
        )},
    ],
    ids=["a script", "a flow"],
)  # fmt: skip
def test_a_way_that_something_runs_as_a_whole_has_an_owner(driver: dict[str, tuple[FileFact, ...]]) -> None:
    (chain,) = graph({"extract.sh": EXTRACT, "prepare.scala": PREPARE, **driver})
    assert chain.owner == next(iter(driver))
    assert not chain.is_jungle


def test_two_lines_of_a_crontab_own_nothing_together() -> None:
    both = jobs("bash extract.sh", "scala prepare.scala")
    (chain,) = graph({"extract.sh": EXTRACT, "prepare.scala": PREPARE, "a.cron": both})
    assert (chain.owner, chain.is_jungle) == ("", True)


def test_scripts_that_share_a_folder_of_the_checkout_are_no_jungle() -> None:
    (chain,) = graph({
        "a.sh": (Accesses([
            reads("raw.gz", "a.sh"), writes("raw.csv", "a.sh"), reads("raw.csv", "a.sh", 2),
            writes("data/clean.csv", "a.sh", 2),
        ]),),
        "b.py": (Calls([
            call("pandas.read_csv", "data/clean.csv", where="b.py"), call("?.to_csv", "out.csv", where="b.py", line=2),
        ]),),
    })  # fmt: skip
    assert (chain.length, chain.is_shared, chain.is_jungle) == (3, False, False)


def test_within_a_shell_script_data_flows_downwards_only() -> None:
    upwards = Accesses([
        reads("s3://b/m.csv", "a.sh", 1), writes("/srv/n.csv", "a.sh", 1),
        reads("/srv/l.csv", "a.sh", 2), writes("s3://b/m.csv", "a.sh", 2),
    ])  # fmt: skip
    assert graph({"a.sh": (upwards,), "b.sh": (Accesses([writes("s3://b/other.csv", "b.sh")]),)}) == ()


def test_a_circle_of_steps_is_a_chain_and_not_an_endless_one() -> None:
    files = {
        name: (Accesses([reads(f"s3://b/{one}.csv", name), writes(f"s3://b/{other}.csv", name)]),)
        for name, one, other in (("a.sh", "xxx", "yyy"), ("b.sh", "yyy", "zzz"), ("c.sh", "zzz", "xxx"))
    }
    (chain,) = graph(files)
    assert chain.length == 3


def test_tests_and_documents_are_no_steps() -> None:
    assert not ArtefactGraph.of(project({"extract.sh": EXTRACT, "prepare.scala": PREPARE}, Role.TEST))


def test_where_an_unread_orchestrator_may_own_a_jungle_nobody_can_tell() -> None:
    with pytest.raises(CannotTell, match=r"main\.nf declares"):
        graph({"extract.sh": EXTRACT, "prepare.scala": PREPARE, "main.nf": ()})


# what the clock starts


def scheduled(files: Mapping[str, tuple[FileFact, ...]]) -> tuple[Job, ...]:
    return ScheduledJobs.of(project(files)).jobs


def test_a_line_that_starts_a_data_job_says_what_makes_it_one() -> None:
    query = Query("copy", ("shop.a",), (), Place("load.sh", 2), Language.SHELL, "psql", Place("load.sh", 1))
    (job,) = scheduled({"a.cron": jobs("bash load.sh"), "load.sh": (Queries([query]),)})
    assert (job.name, job.owner) == ("load.sh", "")
    assert job.data == (Hop(Place("load.sh", 2), "moves rows of shop.a with psql"),)


def test_scripts_behind_scripts_count_and_so_do_libraries_for_learning() -> None:
    (job,) = scheduled({
        "a.cron": jobs("bash run.sh"),
        "run.sh": (Commands([command("python train.py", "run.sh")]),),
        "train.py": (Imports([imported("sklearn.svm", "train.py")]),),
    })  # fmt: skip
    assert job.data == (Hop(Place("train.py", 1), "imports sklearn.svm"),)


def test_data_on_the_command_line_of_a_script_that_is_not_here_counts() -> None:
    (job,) = scheduled({"a.cron": jobs("python /opt/score.py --in s3://b/x.csv")})
    assert [hop.message for hop in job.data] == ["reads s3://b/x.csv"]


@pytest.mark.parametrize(
    "line", ["prefect deployment run daily", "python -m prefect run", "dvc repro", "python flow.py"]
)
def test_an_orchestrator_between_the_clock_and_the_data_owns_the_job(line: str) -> None:
    reading = call("pandas.read_csv", "s3://b/x.csv", where="flow.py")
    flow = (Imports([imported("prefect", "flow.py")]), Calls([reading]))
    (job,) = scheduled({"a.cron": jobs(line), "flow.py": flow})
    assert job.owner != ""


def test_backups_logs_and_housekeeping_are_no_data() -> None:
    copies = Accesses([
        reads("/srv/x.db", "a.cron", 1), writes("s3://acme-backups/x.db", "a.cron", 1),
        reads("/var/log/app.log", "a.cron", 2), writes("/var/log/app.log.gz", "a.cron", 2),
        writes("/srv/shop.sql.gz", "a.cron", 3),
    ])  # fmt: skip
    first, second, third = scheduled({
        "a.cron": (*jobs("aws s3 cp /srv/x.db s3://acme-backups/x.db", "gzip /var/log/app.log", "pg_dump shop"), copies)
    })  # fmt: skip
    assert [hop.message for hop in first.data] == ["reads /srv/x.db"]
    assert (second.data, third.data) == ((), ())


def test_an_option_of_the_script_is_no_module() -> None:
    scripts = Scripts([SourceFile("jobs/fit.py", Language.PYTHON), SourceFile("pkg/fit.py", Language.PYTHON)])
    told = Command(("python", "jobs/fit.py", "-m", "models/a.joblib"), Place("Makefile", 2))
    assert list(scripts.called(told)) == ["jobs/fit.py"]
    assert list(scripts.called(Command(("python", "-m", "pkg.fit"), Place("Makefile", 2)))) == ["pkg/fit.py"]


def test_a_notebook_of_databricks_is_found_without_its_ending() -> None:
    scripts = Scripts([SourceFile("etl/setup.py", Language.PYTHON), SourceFile("ml/setup.py", Language.PYTHON)])
    assert list(scripts.called(Command(("%run", "./setup"), Place("ml/train.py", 1)))) == ["ml/setup.py"]
    assert list(scripts.called(Command(("%run", "/Shared/other"), Place("ml/train.py", 1)))) == ["/Shared/other"]


def test_what_stages_declare_makes_edges_with_their_own_evidence() -> None:
    made = Stage("dvc", "a", Place("dvc.yaml", 2), (2, 4), reads=("raw.csv",), writes=("out/rows.csv",), complete=True)
    used = Stage("dvc", "b", Place("dvc.yaml", 5), (5, 7), reads=("out/rows.csv",), writes=("m.pkl",), complete=True)
    (chain,) = graph({"dvc.yaml": (Stages([made, used]),)})
    assert chain.steps == ("dvc.yaml:2", "dvc.yaml:5")
    assert chain.links == ("declared",)
    assert chain.owner == "dvc.yaml"


def test_a_function_that_is_a_task_is_a_step_of_its_own() -> None:
    stages = Stages([
        Stage("airflow", "load", Place("d.py", 20), (20, 20), function=".load"),
        Stage("airflow", "fit", Place("d.py", 21), (21, 21), function=".fit"),
    ])  # fmt: skip
    accesses = Accesses([
        writes("/srv/lake/a.csv", "d.py", 3)._replace(scope="load"),
        reads("/srv/lake/a.csv", "d.py", 8)._replace(scope="fit.inner"),
    ])  # fmt: skip
    (chain,) = graph({"d.py": (stages, accesses)})
    assert chain.steps == ("d.py:20", "d.py:21")


def test_a_bare_name_is_one_file_only_in_one_folder_where_notebooks_are_concerned() -> None:
    def passed(writer: str, reader: str, name: str) -> bool:
        files = {writer: (Accesses([writes(name, writer, 1)]),), reader: (Accesses([reads(name, reader, 1)]),)}
        return bool(graph(files))

    assert passed("src/a.py", "app/b.py", "rows.csv")
    assert passed("nb/a.ipynb", "nb/b.ipynb", "rows.csv")
    assert not passed("nb/a.ipynb", "other/b.Rmd", "rows.csv")
    assert not passed("ci/a.sh", "deploy/b.sh", "results")


def test_a_helper_that_is_told_a_path_reads_it_where_it_is_called() -> None:
    inner = call("pandas.read_csv", "x", line=2)._replace(args=(Value("name", "path"),), scope="load")
    calls = Calls([inner, call(".load", "a.csv", line=5), call(".load", "b.csv", line=6)])
    found = python_accesses(calls, rows_of(TABLES[IoFunctions]), Signatures([Signature("load", ("path",))]))
    assert [(one.path, one.where.line) for one in found] == [("*", 2), ("a.csv", 5), ("b.csv", 6)]


def test_own_functions_of_the_configuration_read_and_write() -> None:
    rows = rows_of(TABLES[IoFunctions], OwnIo({"acme.load": "0"}, {"?.publish": "target"}))
    calls = Calls([call("acme.load", "a.csv"), call("?.publish", "x", line=2)._replace(
        keywords=(("target", Value("literal", "s3://b/x")),)
    )])  # fmt: skip
    assert [(one.mode, one.path) for one in python_accesses(calls, rows)] == [
        ("reads", "a.csv"),
        ("writes", "s3://b/x"),
    ]


def test_the_default_of_an_option_counts_unless_every_caller_gives_another() -> None:
    option = call("argparse.ArgumentParser.add_argument", "--data")._replace(
        keywords=(("default", Value("literal", "in.csv")),)
    )
    read = call("pandas.read_csv", "x", line=3)._replace(
        args=(Value("name", "argparse.ArgumentParser.parse_args.data"),)
    )
    (one,) = python_accesses(Calls([option, read]), rows_of(TABLES[IoFunctions]))
    assert (one.path, one.option) == ("in.csv", "data")
