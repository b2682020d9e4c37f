"""Shell, SQL, crontabs, Dockerfiles, YAML, Scala and Zeppelin: what they say, on exactly which line."""

import json
from time import perf_counter

import pytest

from mldebt.knowledge import lend
from mldebt.model import (
    Access,
    Accesses,
    Calls,
    Cell,
    Command,
    Commands,
    Language,
    Place,
    Queries,
    Requirements,
    Schedule,
    Schedules,
    Source,
    SourceFile,
)
from mldebt.read import makefile
from mldebt.read.door import Part, read_part

BASH, SQL = Language.SHELL, Language.SQL


def part(language: Language, text: str, path: str = "x") -> Part:
    return read_part(language, Source(SourceFile(path, language), text), lend)


def shell(*lines: str) -> Part:
    return part(BASH, "\n".join(lines) + "\n", "x.sh")


def commands(found: Part) -> list[tuple[int, tuple[str, ...]]]:
    return [(command.where.line, command.words) for command in found.facts.get(Commands, ())]


def paths(found: Part) -> list[tuple[int, str, str]]:
    return [(access.where.line, access.mode, access.path) for access in found.facts.get(Accesses, ())]


def queries(found: Part) -> list[tuple[int, str, tuple[str, ...], tuple[str, ...]]]:
    return [(query.where.line, query.kind, query.reads, query.writes) for query in found.facts.get(Queries, ())]


# words


def test_constants_are_put_into_words_and_what_is_unknown_becomes_a_star() -> None:
    found = shell("B=s3://lake", "D=$(date +%F)", 'aws s3 cp "$B/x-${D}.csv" ${OUT:-/srv}/$1 $((1+2))')
    assert commands(found)[1:] == [(3, ("aws", "s3", "cp", "s3://lake/x-*.csv", "/srv/*", "*"))]


def test_a_variable_that_is_set_in_two_branches_is_unknown() -> None:
    found = shell("if [ $1 ]; then B=a; else B=b; fi", "echo $B")
    assert commands(found) == [(2, ("echo", "*"))]


def test_a_default_in_a_branch_is_known() -> None:
    assert commands(shell('if [ -z "$B" ]; then B=a; fi', "echo $B")) == [(2, ("echo", "a"))]


def test_a_function_sees_what_the_script_sets_below_it() -> None:
    found = shell("load() {", "  echo $B", "}", "B=late", "load")
    assert found.facts[Commands][0] == Command(("echo", "late"), Place("x.sh", 2, 3), "load")


def test_two_assignments_on_one_line_are_not_a_setting_of_the_next_command() -> None:
    assert commands(shell("A=1 B=two", "echo $B")) == [(2, ("echo", "two"))]


def test_a_variable_that_holds_several_words_is_split_unless_it_is_quoted() -> None:
    found = shell('C="psql -h db"', "$C -l", '"$C" -l')
    assert commands(found) == [(2, ("psql", "-h", "db", "-l")), (3, ("psql -h db", "-l"))]


def test_cd_is_followed_also_to_the_folder_of_the_script() -> None:
    found = part(BASH, 'cd "$(dirname "$0")/.." && python a.py\n(cd /opt && ./b)\n./c\n', "bin/x.sh").facts[Commands]
    assert [(c.words[0], c.folder) for c in found if c.program in "python b c"] == [
        ("python", "."), ("./b", "/opt"), ("./c", "."),
    ]  # fmt: skip


def test_a_redirection_belongs_to_the_last_command_of_a_list() -> None:
    found = shell("a && b > out.csv 2> err.log < in.csv").facts[Commands]
    assert [(c.program, c.reads, c.writes) for c in found] == [("a", (), ()), ("b", ("in.csv",), ("out.csv",))]


def test_an_ignored_failure_is_known() -> None:
    found = shell("a || true", "b || exit 1").facts[Commands]
    assert [c.program for c in found if c.swallowed] == ["a"]


def test_wrappers_containers_and_shells_in_shells_are_looked_through() -> None:
    found = shell(
        "sudo -u etl nohup python a.py &",
        "docker exec -i db psql -l",
        'ssh host "cd /srv && python b.py"',
        "bash -c '",
        "python c.py",
        "'",
        'retry() { "$@"; }',
        "retry aws s3 ls",
    )
    assert commands(found) == [
        (1, ("python", "a.py")), (2, ("psql", "-l")), (3, ("cd", "/srv")), (3, ("python", "b.py")),
        (5, ("python", "c.py")), (7, ("*",)), (8, ("aws", "s3", "ls")),
    ]  # fmt: skip


def test_broken_shell_gives_what_could_be_parsed() -> None:
    assert (1, ("python", "a.py")) in commands(shell("python a.py", "if then )) fi"))


def test_shell_in_which_nothing_can_be_parsed_is_not_read() -> None:
    assert [missing.reason for missing in shell("(((( (((( ((((").not_read] == ["shell text that cannot be parsed"]


def test_a_variable_that_doubles_on_every_line_does_no_harm() -> None:
    started = perf_counter()
    shell("x=aaaaaaaaaa", *['x="$x$x"'] * 60, "echo $x")
    assert perf_counter() - started < 5


# SQL in shell


def test_a_heredoc_is_sql_with_its_own_lines_and_the_clients_place() -> None:
    found = shell("D=1", "psql -h prod <<SQL > /tmp/x_$D.csv", "-- fresh", "SELECT a", "FROM s.t_$D;", "SQL")
    (query,) = found.facts[Queries]
    assert (query.where.line, query.reads, query.client, query.call.line) == (4, ("s.t_1",), "psql", 2)
    assert found.facts[Accesses] == Accesses([
        Access("reads", "s.t_1", Place("x.sh", 2, 1), SQL, "table", store="prod"),
        Access("writes", "/tmp/x_1.csv", Place("x.sh", 2, 1), BASH),
    ])  # fmt: skip


def test_a_quoted_heredoc_is_not_expanded_and_a_pipe_behind_it_is_seen() -> None:
    found = shell("T=x", "psql <<'SQL' | gzip > out.csv.gz", "SELECT a FROM $T", "SQL")
    assert queries(found) == [(3, "select", ("*",), ())]
    assert paths(found) == [(2, "reads", "*"), (2, "writes", "out.csv.gz")]


@pytest.mark.parametrize(
    "line",
    [
        'psql -tAc "SELECT a FROM t"', 'psql --command="SELECT a FROM t"', 'mysql -e"SELECT a FROM t" shop',
        'echo "SELECT a FROM t" | psql', 'psql <<< "SELECT a FROM t"', "bq query --nouse_cache 'SELECT a FROM t'",
        'X=$(psql -c "SELECT a FROM t" | tail -1)', 'Q="SELECT a FROM t"; psql -c "$Q"',
        'cat <(psql -c "SELECT a FROM t")',
    ],
)  # fmt: skip
def test_sql_reaches_a_client_in_many_ways(line: str) -> None:
    assert queries(shell(line)) == [(1, "select", ("t",), ())]


@pytest.mark.parametrize(
    "line",
    ["psql -f x.sql", 'echo "SELECT a FROM t"', "psql -f load.sql < data.csv", "git commit -m 'SELECT a FROM t'"],
)
def test_text_that_no_client_gets_is_no_query(line: str) -> None:
    assert queries(shell(line)) == []


# copies


def test_copies_read_and_write_and_options_are_no_paths() -> None:
    found = shell(
        "aws s3 cp --recursive out/x.csv s3://b/y/ --profile prod --exclude '*.tmp'",
        "gzip -f a.csv",
        "gunzip b.csv.gz",
        "hadoop fs -put x.csv hdfs://n/x.csv",
        "cp README.md notes.md",
        "pg_dump d | gzip -c | aws s3 cp - s3://b/d.gz",
    )
    assert paths(found) == [
        (1, "reads", "out/x.csv"), (1, "writes", "s3://b/y/"), (2, "reads", "a.csv"), (2, "writes", "a.csv.gz"),
        (3, "reads", "b.csv.gz"), (3, "writes", "b.csv"), (4, "reads", "x.csv"), (4, "writes", "hdfs://n/x.csv"),
        (6, "writes", "s3://b/d.gz"),
    ]  # fmt: skip
    assert found.facts[Accesses][1].store == "prod"


def test_python_in_a_heredoc_and_on_the_command_line_is_python() -> None:
    found = shell("python - <<'EOF'", "import os", "os.getcwd()", "EOF", 'python -c "print(1)"')
    assert [(call.name, call.where.line) for call in found.facts[Calls]] == [("os.getcwd", 3), ("print", 5)]


# SQL


def test_each_statement_has_its_line_kind_and_tables() -> None:
    text = (
        "/* a; b */ CREATE TEMP TABLE e AS\nSELECT * FROM s.a;\nCOPY (SELECT * FROM e) TO STDOUT;\n"
        "WITH c AS (SELECT 1) INSERT INTO s.b SELECT * FROM c JOIN s.d ON true;\nSELECT count(*) FROM s.a;\n"
        "SELECT 1; SELECT ';' AS x;\nUNLOAD ('SELECT * FROM s.t') TO 's3://b/x' IAM_ROLE 'r';\n"
        "GRANT SELECT ON s.a TO u;\nSELECT * FROM {{ ref('orders') }} WHERE day = %s;\n\\copy s.z to 'z.csv'\n"
        "SELECT v FROM s.a LIMIT 1;\nINSERT INTO s.log VALUES (1)"
    )
    assert queries(part(SQL, text)) == [
        (1, "create", ("s.a",), ()), (3, "copy", (), ()), (4, "insert", ("s.d",), ("s.b",)),
        (5, "probe", ("s.a",), ()), (6, "probe", (), ()), (6, "probe", (), ()), (7, "unload", ("s.t",), ()),
        (8, "other", (), ()), (9, "select", ("orders",), ()), (10, "copy", ("s.z",), ()),
        (11, "probe", ("s.a",), ()), (12, "insert", (), ("s.log",)),
    ]  # fmt: skip
    moving = [query.where.line for query in part(SQL, text).facts[Queries] if query.moves_data]
    assert moving == [1, 3, 4, 7, 9, 10]


def test_files_in_sql_are_accesses() -> None:
    text = "COPY t FROM 's3://b/x';\nSELECT a INTO OUTFILE '/tmp/x.csv' FROM t;\nSELECT * FROM read_parquet('s3://b/y')"
    assert [one for one in paths(part(SQL, text)) if "/" in one[2]] == [
        (1, "reads", "s3://b/x"), (2, "writes", "/tmp/x.csv"), (3, "reads", "s3://b/y"),
    ]  # fmt: skip


def test_too_much_sql_is_not_read_and_said_so() -> None:
    (missing,) = part(SQL, "SELECT 1;\n" * 30_000).not_read
    assert missing.reason == "300 kB of SQL, more than the 200 kB that are analysed"


@pytest.mark.parametrize("text", ["(" * 5000, "/*" * 50_000, "{%" * 50_000, "'" * 99_999, "LOAD DATA INPATH", "SELECT"])
def test_odd_sql_costs_neither_time_nor_an_error(text: str) -> None:
    started = perf_counter()
    part(SQL, text)
    assert perf_counter() - started < 5


# crontabs


def test_a_crontab_of_a_user() -> None:
    text = (
        "MAILTO=ops\n# 1 1 * * * no\n5 2 * * 1-5 python a.py\n@daily b.sh > /dev/null 2>&1\n"
        'MAILTO=""\n0 1 * jan SUN c\n'
    )
    found = part(Language.CRONTAB, text, "crontab")
    assert found.facts[Schedules] == Schedules([
        Schedule("cron", "5 2 * * 1-5", "python a.py", Place("crontab", 3), (3, 3)),
        Schedule("cron", "@daily", "b.sh > /dev/null 2>&1", Place("crontab", 4), (4, 4), muted=True),
        Schedule("cron", "0 1 * jan SUN", "c", Place("crontab", 6), (6, 6), muted=True),
    ])  # fmt: skip
    assert commands(found) == [(3, ("python", "a.py")), (4, ("b.sh",)), (6, ("c",))]


def test_the_systems_crontab_names_a_user_first() -> None:
    text = "0 1 * * * etl python a.py\n"
    assert commands(part(Language.CRONTAB, text, "etc/cron.d/x")) == [(1, ("python", "a.py"))]
    assert commands(part(Language.CRONTAB, text, "x.cron")) == [(1, ("etl", "python", "a.py"))]


def test_percent_signs_end_the_command_unless_they_are_escaped() -> None:
    found = part(Language.CRONTAB, "0 1 * * * psql%SELECT a FROM t\n0 2 * * * x --day $(date +\\%F)\n", "crontab")
    assert queries(found) == [(1, "select", ("t",), ())]
    assert (2, ("x", "--day", "*")) in commands(found)


def test_a_crontab_that_a_script_installs_is_read() -> None:
    found = shell(
        "(crontab -l; echo '0 1 * * * python a.py') | crontab -",
        "cat <<EOF > /etc/cron.d/x",
        "0 2 * * * root b.py",
        "EOF",
    )
    assert [(one.expression, one.command, one.where.line) for one in found.facts[Schedules]] == [
        ("0 1 * * *", "python a.py", 1), ("0 2 * * *", "b.py", 3),
    ]  # fmt: skip


# Dockerfiles, YAML, make


def test_a_dockerfile_keeps_its_lines_through_continuations_and_comments() -> None:
    text = (
        "FROM a\nRUN --mount=type=cache,target=/x x \\\n # why\n && pip install b\n"
        'CMD ["python", "c.py"]\nRUN <<EOF\nd\nEOF\nRUN e\n'
    )
    assert commands(part(Language.DOCKERFILE, text)) == [
        (2, ("x",)), (4, ("pip", "install", "b")), (5, ("python", "c.py")), (7, ("d",)), (9, ("e",)),
    ]  # fmt: skip


def test_a_cron_job_starts_its_containers() -> None:
    text = (
        "kind: CronJob\nspec:\n  schedule: '0 3 * * *'\n  jobTemplate: {spec: {template: {spec: {containers: [\n"
        "    {command: [sh, -c], args: ['python a.py >/dev/null 2>&1']},\n    {args: [python, b.py]}]}}}}\n"
        "---\nother: !vault |\n  abc\n"
    )
    found = part(Language.YAML, text, "k8s/job.yml")
    (schedule,) = found.facts[Schedules]
    assert (schedule.kind, schedule.expression, schedule.where.line) == ("cronjob", "0 3 * * *", 3)
    assert schedule.muted
    assert commands(found) == [(5, ("python", "a.py")), (6, ("python", "b.py"))]
    assert all(schedule.starts(command.where) for command in found.facts[Commands])


def test_a_workflow_is_started_as_a_whole_and_on_is_not_true() -> None:
    text = (
        "on:\n  schedule:\n    - cron: '0 3 * * *'\njobs:\n  a:\n    steps:\n"
        "      - run: |\n          x ${{ y }}\n          z\n"
    )
    found = part(Language.YAML, text, ".github/workflows/a.yml")
    assert found.facts[Schedules] == Schedules([
        Schedule("workflow", "0 3 * * *", "", Place(".github/workflows/a.yml", 3), (1, 10))
    ])  # fmt: skip
    assert commands(found) == [(8, ("x", "*")), (9, ("z",))]


def test_stages_tasks_and_jobs_in_yaml() -> None:
    assert commands(part(Language.YAML, "stages:\n  a:\n    cmd:\n      - python a.py\n", "dvc.yaml")) == [
        (4, ("python", "a.py"))
    ]  # fmt: skip
    assert commands(part(Language.YAML, "a:\n  script:\n    - b\n", ".gitlab-ci.yml")) == [(3, ("b",))]
    ansible = part(Language.YAML, "- tasks:\n  - cron:\n      minute: '5'\n      job: python a.py\n", "play.yml")
    assert [(one.expression, one.where.line) for one in ansible.facts[Schedules]] == [("5 * * * *", 4)]


def test_other_files_name_what_they_run_without_being_jobs() -> None:
    text = "services:\n  a:\n    command: python a.py\n  b:\n    command: [bash, b.sh]\n    args: ['1']\n"
    found = part(Language.YAML, text, "compose.yml")
    assert commands(found) == [(3, ("python", "a.py")), (5, ("bash", "b.sh", "1"))]
    assert found.logical_lines == 0


def test_yaml_without_jobs_has_no_size_and_broken_yaml_is_not_read() -> None:
    assert part(Language.YAML, "a: 1\nb: 2\n", "x.yml") == Part()
    (missing,) = part(Language.YAML, "cron: [\n", "x.yml").not_read
    assert missing.reason.startswith("not YAML at line 2")


def test_an_environment_file_is_a_manifest() -> None:
    found = part(Language.YAML, "dependencies:\n  - numpy=1.26\n", "environment.yml")
    assert [one.name for one in found.facts[Requirements]] == ["numpy"]


def test_recipes_of_a_makefile_are_shell() -> None:
    text = "D = data\n\nall: x\n\t@python a.py $(D)/b.csv $$HOME\n\t-c\n"
    found = makefile.read(Source(SourceFile("Makefile", Language.MAKEFILE), text), lend)
    assert commands(found) == [(4, ("python", "a.py", "data/b.csv", "*")), (5, ("c",))]


# Scala and Zeppelin


def test_scala_reads_and_writes_with_constants_put_in() -> None:
    text = (
        'object A { val base = "s3a://b"\n  def run(day: String) = {\n'
        '    spark.read.option("header", true).csv(s"$base/in/${day}.csv")\n'
        '    df.write\n      .format("delta")\n      .save(base + "/out")\n    file.write("x")\n'
        '    spark.sql(s"""SELECT a\n      FROM s.t_$day""")\n    df.write.saveAsTable("s.u")\n  }\n}\n'
    )
    found = part(Language.SCALA, text, "A.scala")
    assert [(a.where.line, a.mode, a.path, a.format, a.kind) for a in found.facts[Accesses]] == [
        (3, "reads", "s3a://b/in/*.csv", "csv", "data"), (6, "writes", "s3a://b/out", "delta", "data"),
        (10, "writes", "s.u", "", "table"), (8, "reads", "s.t_*", "", "table"),
    ]  # fmt: skip
    assert found.facts[Accesses][0].scope == "run"


def note(*texts: str, **config: object) -> str:
    paragraphs = [{"text": text, "id": str(number)} for number, text in enumerate(texts)]
    return json.dumps({"paragraphs": paragraphs, "config": config}, indent=1)


def test_paragraphs_of_a_note_are_cells_and_see_earlier_ones() -> None:
    scala = ('%spark\nval b = "s3://b"', '%spark\n\ndf.write.parquet(s"$b/x")')
    found = part(Language.ZEPPELIN, note("%md\n# x", *scala, "%sh\npython a.py", "%pyspark\nf()"), "n.zpln")
    (access,) = found.facts[Accesses]
    assert (access.path, access.where.line, access.where.cell) == ("s3://b/x", 12, Cell(3, 3))
    assert [command.where.cell for command in found.facts[Commands]] == [Cell(4, 2)]
    assert [call.where.cell for call in found.facts[Calls]] == [Cell(5, 2)]


def test_a_note_may_have_a_clock_of_its_own() -> None:
    clock = "0 0 4 * * ?"
    found = part(Language.ZEPPELIN, note("%md x", cron=clock, isZeppelinNotebookCronEnable=True), "n.zpln")
    assert [(one.kind, one.expression, one.where.line) for one in found.facts[Schedules]] == [("quartz", clock, 9)]
    stopped = part(Language.ZEPPELIN, note("%md x", cron=clock, isZeppelinNotebookCronEnable=False))
    assert Schedules not in stopped.facts


@pytest.mark.parametrize(
    ("text", "reason"), [("{", "not JSON"), ("[]", "JSON, but not"), ('{"a": 1}', "JSON, but not")]
)
def test_what_is_no_note_is_not_read(text: str, reason: str) -> None:
    (missing,) = part(Language.ZEPPELIN, text).not_read
    assert missing.reason.startswith(reason)
