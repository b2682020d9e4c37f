"""Which day does a path mean: in shell, in Python, in Scala, and in the form of a note?"""

import json

import pytest

from mldebt.knowledge import lend
from mldebt.model import Accesses, Commands, Language, Source, SourceFile, Spellings, without_days, without_moments
from mldebt.read.days import day_of_command
from mldebt.read.door import Part, read_part


def part(language: Language, text: str) -> Part:
    return read_part(language, Source(SourceFile("x", language), text), lend)


def moments(language: Language, text: str) -> list[tuple[str, str]]:
    """How each day that is read or written is spelt, and which day it is."""
    return [(access.day, access.moment) for access in part(language, text).facts.get(Accesses, ())]


def in_python(text: str) -> list[str]:
    """Which day each argument is that holds one."""
    heads = "from datetime import date, datetime, timedelta, timezone\nimport time\n"
    spelled = part(Language.PYTHON, heads + text).facts.get(Spellings, ())
    return [without_days(one.text)[2] for one in spelled]


@pytest.mark.parametrize(
    ("command", "day"),
    [
        ("$(date +%F)", "today"), ("`date '+%Y%m%d'`", "today"), ("$(date -I)", "today"), ('$(date +"%F")', "today"),
        ("$(date -u +%F)", "today by UTC"), ("$(date --utc -d yesterday +%F)", "yesterday by UTC"),
        ("$(date -d yesterday +%F)", "yesterday"), ('$(date -d "1 day ago" +%F)', "yesterday"),
        ("$(date -d '-1 day' +%F)", "yesterday"), ("$(date +%F -d-1day)", "yesterday"),
        ('$(date --date="yesterday" +%F)', "yesterday"), ('$(date --date "1 days ago" +%F)', "yesterday"),
        ("$(date -v-1d +%F)", "yesterday"), ("$(date -v -1d +%Y%m%d)", "yesterday"),
        ("$(date -v-1d -v-1d +%F)", ""), ('$(date -d "2 days ago" +%F)', ""), ('$(date -d "$X" +%F)', ""),
        ('$(date -d "$X -1 day" +%F)', ""), ("$(TZ=Asia/Tokyo date +%F)", ""), ("$(date -r a.csv +%F)", ""),
        ("$(date -d 'yesterday 13:00' +%F)", ""), ("$(sleep 1; date +%F)", ""), ("$(date +%s)", ""), ("$(ls)", ""),
        ("$(date -d +%F)", ""), ("$(date -v)", ""),
    ],
)  # fmt: skip
def test_what_date_prints(command: str, day: str) -> None:
    assert without_days(f"dt=\0{day_of_command(command)}")[2] == day


def test_signs_leave_no_trace() -> None:
    assert without_days("s3://b/dt=*\1\7/a-*\1.csv") == ("s3://b/dt=*/a-*.csv", "2024-01-31", "yesterday")
    assert without_days("s3://b/dt=*/a-*\1\6.csv") == ("s3://b/dt=*/a-*.csv", "2024-01-31", "")
    assert without_days("s3://b/dt=*\2\x1020240101\x11/") == ("s3://b/dt=*/", "20240131", "20240101")
    assert without_days("s3://b/dt=x*\1\6/") == ("s3://b/dt=x*/", "2024-01-31", "")
    assert without_moments("dt=*\1\6 *\2\x1020240101\x11") == "dt=*\1 *\2"


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("D=$(date +%F)", "today"),
        ("export D=$(date -d yesterday +%F)", "yesterday"),
        ("cd /srv && D=$(date +%F)", "today"),
        ("D=${D:-$(date +%F)}", ""),
        ('if [ -z "$D" ]; then D=$(date +%F); fi', ""),
        ('[ -z "$D" ] && D=$(date +%F)', ""),
        ("D=$(date +%F)\nD=$1", ""),
        ("D=$(date +%F)\nread D", ""),
        ("D=$(date +%F)\noptions() { D=$2; }\noptions", ""),
        ("for D in $(date +%F) $(date -d yesterday +%F); do true; done", ""),
        ("export TZ=Asia/Tokyo\nD=$(date +%F)", ""),
    ],
)
def test_a_variable_of_a_script_is_a_day_where_it_is_given_one_only(lines: str, day: str) -> None:
    ((_, moment), *_) = reversed(moments(Language.SHELL, f"{lines}\naws s3 cp a.csv s3://b/dt=$D/a.csv\n"))
    assert moment == day


def test_two_words_that_look_the_same_mean_two_days() -> None:
    text = "aws s3 cp s3://b/dt=$(date +%F)/a.csv s3://b/dt=$(date -d yesterday +%F)/a.csv\n"
    assert [moment for _, moment in moments(Language.SHELL, text)] == ["", ""]


def test_a_command_knows_the_days_among_its_words() -> None:
    found = part(Language.SHELL, "python a.py --data=s3://b/dt=$(date +%F)/ --to $(date +%Y%m%d)\n")
    command = next(one for one in found.facts[Commands] if one.program == "python")
    assert command.days == ((2, "2024-01-31", "today"), (4, "20240131", ""))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("load(f's3://b/dt={date.today()}/')", "today"),
        ("load(f's3://b/dt={datetime.now():%Y-%m-%d}/')", "today"),
        ("load('s3://b/dt=' + date.today().isoformat())", "today"),
        ("load('s3://b/dt=' + str(date.today()) + '/')", "today"),
        ("load('s3://b/dt=' + time.strftime('%Y%m%d'))", "today"),
        ("load(f's3://b/dt={datetime.now(timezone.utc).date()}/')", "today by UTC"),
        ("load(f's3://b/dt={datetime.utcnow() - timedelta(1):%F}/')", "yesterday by UTC"),
        ("day = date.today() - timedelta(days=1)\nload(f's3://b/dt={day}/')", "yesterday"),
        ("one = timedelta(days=1)\nnow = datetime.now()\nload(f's3://b/dt={now - one:%F}/')", "yesterday"),
        ("load(f's3://b/dt={date.today() - timedelta(days=2)}/')", ""),
        ("load(f's3://b/dt={date.today() - timedelta(days=n)}/')", ""),
        ("load(f's3://b/dt={date.today() - timedelta(days=1, hours=1)}/')", ""),
        ("load(f's3://b/dt={datetime.now(zone):%F}/')", ""),
        ("load('s3://b/dt=' + time.strftime('%Y%m%d', when))", ""),
        ("day = date.today()\nday = other\nload(f's3://b/dt={day}/')", ""),
        ("day = date.today()\ndef f(day):\n    load(f's3://b/dt={day}/')", ""),
        ("day = date.today()\nx = [load(f's3://b/dt={day}/') for day in days]", ""),
        ("day = date.today()\nx = map(lambda day: load(f's3://b/dt={day}/'), days)", ""),
        ("day = date.today()\ndef f():\n    global day\n    day = 1\nload(f's3://b/dt={day}/')", ""),
        ("if (day := pick()):\n    day = date.today()\nload(f's3://b/dt={day}/')", ""),
        ("load(f's3://b/dt={datetime.now()}/')", ""),
        ("load(f's3://b/dt={row.date()}/')", ""),
        ("dbutils.widgets.text('d', '2024-01-01')\nload(f's3://b/dt={dbutils.widgets.get(\"d\")}/')", "2024-01-01"),
        ("dbutils.widgets.text('d', day)\nload(f's3://b/dt={dbutils.widgets.get(\"d\")}/')", ""),
        ("d = z.input('d', '20240101')\nload(f's3://b/dt={d}/')", "20240101"),
        ("d = z.textbox('d', 'prod')\nload(f's3://b/dt={d}/')", ""),
    ],
)
def test_which_day_an_argument_of_python_is(text: str, day: str) -> None:
    assert next(filter(None, in_python(text)), "") == day


def scala(*lines: str) -> list[tuple[str, str]]:
    return moments(Language.SCALA, "\n".join(lines) + "\n")


def test_scala_asks_the_clock_and_forms() -> None:
    read = 'val rows = spark.read.parquet(s"s3a://b/dt=$d/")'
    assert scala("val d = LocalDate.now().minusDays(1).toString", read) == [("2024-01-31", "yesterday")]
    assert scala('val rows = spark.read.parquet(s"s3a://b/dt=${LocalDate.now}/")') == [("2024-01-31", "today")]
    assert scala('val d = z.input("d", "2024-01-01").asInstanceOf[String]', read) == [("2024-01-31", "2024-01-01")]
    widget = 'dbutils.widgets.text("d", "2024-01-01", "Day")'
    assert scala(widget, 'val d = dbutils.widgets.get("d")', read) == [("2024-01-31", "2024-01-01")]
    assert scala(widget, widget.replace("2024", "2025"), 'val d = dbutils.widgets.get("d")', read) == [("", "")]


@pytest.mark.parametrize(
    "line",
    [
        'def load(d: String) = spark.read.parquet(s"s3a://b/dt=$d/")',
        'days.foreach(d => spark.read.parquet(s"s3a://b/dt=$d/"))',
        'for (d <- days) { spark.read.parquet(s"s3a://b/dt=$d/") }',
        'x match { case d => spark.read.parquet(s"s3a://b/dt=$d/") }',
    ],
)
def test_a_name_of_scala_that_is_bound_again_is_no_day(line: str) -> None:
    assert scala("val d = LocalDate.now.toString", line) == [("", "")]


def test_sql_of_scala_holds_no_signs() -> None:
    found = part(Language.SCALA, 'val d = LocalDate.now.toString\nspark.sql(s"SELECT a FROM s.t_$d")\n')
    assert all(access.path.isprintable() for access in found.facts[Accesses])


def test_a_form_of_a_note_holds_what_is_saved() -> None:
    text = '%spark\nval d = z.input("d", "2024-01-01")\nspark.read.csv(s"s3a://b/dt=$d/")'
    for saved, day in (({}, "2024-01-01"), ({"d": "2024-05-05"}, "2024-05-05"), ({"d": "x"}, "2024-01-01")):
        note = json.dumps({"paragraphs": [{"text": text, "settings": {"params": saved}}]})
        assert moments(Language.ZEPPELIN, note) == [("2024-01-31", day)]
