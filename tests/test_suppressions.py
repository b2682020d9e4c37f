"""Suppression comments: which findings, on which lines, for which reason and until when."""

import json
from datetime import date

import pytest

from mldebt.knowledge import lend
from mldebt.model import WHOLE_FILE, Cell, Language, Place, SourceFile, Suppression
from mldebt.read import read_text

PATHS = {
    Language.PYTHON: "a.py", Language.SHELL: "a.sh", Language.SQL: "a.sql", Language.SCALA: "a.scala",
    Language.YAML: "a.yml", Language.CRONTAB: "crontab", Language.DOCKERFILE: "Dockerfile",
    Language.REQUIREMENTS: "requirements.txt", Language.NOTEBOOK: "a.ipynb", Language.ZEPPELIN: "a.zpln",
}  # fmt: skip


def found(text: str, language: Language = Language.PYTHON) -> tuple[Suppression, ...]:
    return read_text(SourceFile(PATHS[language], language), text, lend).suppressions


def one(text: str, language: Language = Language.PYTHON) -> Suppression:
    (suppression,) = found(text, language)
    return suppression


def notebook(*cells: list[str], indent: int | None = 1) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}, indent=indent)


def test_a_comment_behind_code_covers_its_line() -> None:
    assert found("a = 1\nb()  # mldebt: allow sql-in-shell -- it moves in autumn\n") == (
        Suppression(Place("a.py", 2), ("sql-in-shell",), "it moves in autumn", 2, 2),
    )


def test_a_comment_alone_covers_the_next_line_of_code() -> None:
    text = "# mldebt: allow sql-in-shell\n\n# why\n\nb()\n"
    assert one(text) == Suppression(Place("a.py", 1), ("sql-in-shell",), "", 5, 5)


def test_several_comments_cover_the_same_line() -> None:
    text = "# mldebt: allow sql-in-shell\n# mldebt: allow no-ci\nb()\n"
    assert [(allowed.slugs, allowed.first, allowed.last) for allowed in found(text)] == [
        (("sql-in-shell",), 3, 3), (("no-ci",), 3, 3),
    ]  # fmt: skip


def test_a_comment_above_a_decorated_function_reaches_its_definition() -> None:
    text = "# mldebt: allow complex-function\n@app.route(\n    '/',\n)\n@cached\nasync def f():\n    ...\n"
    assert (one(text).first, one(text).last) == (2, 6)


def test_a_comment_at_the_end_covers_nothing_but_itself() -> None:
    assert (one("b()\n# mldebt: allow no-ci\n").first, one("b()\n# mldebt: allow no-ci\n").last) == (2, 2)


def test_the_form_for_the_whole_file_may_stand_anywhere() -> None:
    assert one("b()\n# mldebt: allow-file no-ci -- a toy\nc()\n") == Suppression(
        Place("a.py", 2), ("no-ci",), "a toy", 1, WHOLE_FILE
    )


@pytest.mark.parametrize(
    ("written", "slugs", "reason"),
    [
        ("allow no-ci", ("no-ci",), ""),
        ("allow  no-ci   --   a reason -- with a dash", ("no-ci",), "a reason -- with a dash"),
        ("allow no-ci — a reason", ("no-ci",), "a reason"),
        ("allow no-ci, because we know it", ("no-ci",), "because we know it"),
        ("allow no-ci a reason", ("no-ci",), "a reason"),
        ("allow no-ci, sql-in-shell", ("no-ci", "sql-in-shell"), ""),
        ("allow no-ci,sql-in-shell ,glue-module -- both", ("no-ci", "sql-in-shell", "glue-module"), "both"),
        ("allow no-ci, sql-in-shell, as agreed in May", ("no-ci", "sql-in-shell"), "as agreed in May"),
        ("allow No_Such_Rule", ("No_Such_Rule",), ""),
    ],
)
def test_slugs_are_followed_by_a_reason(written: str, slugs: tuple[str, ...], reason: str) -> None:
    assert (one(f"a()  # mldebt: {written}\n").slugs, one(f"a()  # mldebt: {written}\n").reason) == (slugs, reason)


@pytest.mark.parametrize(
    "written",
    ["allow no-ci -- a study, expires=2027-01-31", "allow no-ci expires=2027-01-31 -- a study",
     "allow no-ci, expires=2027-01-31, a study"],
)  # fmt: skip
def test_a_suppression_may_expire(written: str) -> None:
    allowed = one(f"a()  # mldebt: {written}\n")
    assert (allowed.slugs, allowed.reason, allowed.expires) == (("no-ci",), "a study", date(2027, 1, 31))


@pytest.mark.parametrize(
    "comment",
    [
        "# mldebt",
        "# mldebt: allow",
        "# mldebt: ignore no-ci",
        "# mldebt:allowed no-ci",
        "# noqa",
        "mldebt = 1  # allow",
    ],
)
def test_other_comments_allow_nothing(comment: str) -> None:
    assert found(f"a()\n{comment}\n") == ()


def test_another_comment_may_stand_before_it() -> None:
    assert one("a()  # type: ignore  # mldebt: allow no-ci\n").slugs == ("no-ci",)


def test_in_a_string_of_python_it_allows_nothing() -> None:
    assert found("a = '''\n# mldebt: allow no-ci\n'''\nb = '# mldebt: allow no-ci'\n") == ()


@pytest.mark.parametrize(
    ("language", "text", "line", "first"),
    [
        (Language.SHELL, "set -e\npsql -c 'SELECT 1'  # mldebt: allow no-ci -- why\n", 2, 2),
        (Language.SQL, "SELECT 1;\n-- mldebt: allow no-ci -- why\n\nSELECT 2;\n", 2, 4),
        (Language.SQL, "SELECT 1 /* mldebt: allow no-ci -- why */;\n", 1, 1),
        (Language.SCALA, "// mldebt: allow no-ci -- why\nval a = 1\n", 1, 2),
        (Language.YAML, "a: 1\nb: 2  # mldebt: allow no-ci -- why\n", 2, 2),
        (Language.CRONTAB, "# mldebt: allow no-ci -- why\n0 1 * * * a\n", 1, 2),
        (Language.DOCKERFILE, "FROM a\n# mldebt: allow no-ci -- why\nRUN b\n", 2, 3),
        (Language.REQUIREMENTS, "numpy==1  # mldebt: allow no-ci -- why\n", 1, 1),
    ],
)
def test_every_language_has_its_own_comments(language: Language, text: str, line: int, first: int) -> None:
    allowed = one(text, language)
    assert (allowed.where, allowed.slugs, allowed.first) == (Place(PATHS[language], line), ("no-ci",), first)
    assert allowed.reason.rstrip(";").rstrip(" */") == "why"


def test_a_comment_in_a_broken_file_is_still_told() -> None:
    assert one("# mldebt: allow no-ci\na = (\n").slugs == ("no-ci",)


# Notebooks


def test_a_comment_in_a_cell_covers_lines_of_the_cell() -> None:
    text = notebook(["a()\n", '# mldebt: allow no-ci -- "why"\n', "b()\n"], ["c()  # mldebt: allow glue-module"])
    assert found(text, Language.NOTEBOOK) == (
        Suppression(Place("a.ipynb", 7, cell=Cell(1, 2)), ("no-ci",), '"why"', 3, 3),
        Suppression(Place("a.ipynb", 14, cell=Cell(2, 1)), ("glue-module",), "", 1, 1),
    )


@pytest.mark.parametrize("indent", [1, None])
def test_it_covers_the_right_cell_even_where_all_cells_are_on_one_line(indent: int | None) -> None:
    text = notebook(["# mldebt: allow no-ci\n", "a()\n", "b()"], ["\n", "a()"], indent=indent)
    allowed = one(text, Language.NOTEBOOK)
    second, third = (7, 8) if indent else (1, 1)
    assert allowed.covers("no-ci", Place("a.ipynb", second, cell=Cell(1, 2)))
    assert not allowed.covers("no-ci", Place("a.ipynb", third, cell=Cell(1, 3)))
    assert not allowed.covers("no-ci", Place("a.ipynb", second, cell=Cell(2, 2)))
    assert not allowed.covers("no-ci", Place("a.ipynb", second))


def test_the_form_for_the_whole_file_covers_all_cells() -> None:
    allowed = one(notebook(["a()"], ["# mldebt: allow-file no-ci"]), Language.NOTEBOOK)
    assert allowed.covers("no-ci", Place("a.ipynb", 6, cell=Cell(1, 1)))


def test_comments_of_shell_and_sql_cells_are_found_and_those_in_strings_are_not() -> None:
    text = notebook(
        ["%%bash\n", "a | b  # mldebt: allow no-ci"],
        ["%%sql\n", "-- mldebt: allow sql-in-shell\n", "SELECT 1"],
        ["!ls\n", "x = '# mldebt: allow glue-module'"],
    )
    assert [(allowed.where.cell, allowed.slugs, allowed.first) for allowed in found(text, Language.NOTEBOOK)] == [
        (Cell(1, 2), ("no-ci",), 2), (Cell(2, 2), ("sql-in-shell",), 3),
    ]  # fmt: skip


def test_comments_in_text_and_outputs_of_a_notebook_allow_nothing() -> None:
    text = json.dumps({"cells": [
        {"cell_type": "markdown", "source": ["# mldebt: allow no-ci"]},
        {"cell_type": "code", "source": ["a()"], "outputs": [{"text": ["# mldebt: allow no-ci\n"]}]},
    ]})  # fmt: skip
    assert found(text, Language.NOTEBOOK) == ()


def test_a_paragraph_of_zeppelin_is_covered_line_by_line() -> None:
    text = json.dumps({"paragraphs": [
        {"text": "%spark\n// mldebt: allow no-ci -- why\nval a = 1\nval b = 2"}, {"text": "%sh\nls"},
    ]}, indent=1)  # fmt: skip
    assert found(text, Language.ZEPPELIN) == (
        Suppression(Place("a.zpln", 4, cell=Cell(1, 2)), ("no-ci",), "why", 3, 3),
    )


# What is covered


@pytest.mark.parametrize(
    ("place", "covered"),
    [
        (Place("a.py", 4), True),
        (Place("a.py", 3), False),
        (Place("a.py", 5), False),
        (Place("a.py", 2, 1, 5, 1), True),
        (Place("a.py", 2, 1, 3, 1), False),
        (Place("b.py", 4), False),
    ],
)
def test_a_statement_is_covered_where_it_begins_or_where_the_comment_stands_in_it(place: Place, covered: bool) -> None:
    assert Suppression(Place("a.py", 4), ("no-ci",), "", 4, 4).covers("no-ci", place) == covered


def test_only_the_named_rules_are_covered() -> None:
    allowed = Suppression(Place("a.py", 4), ("no-ci", "glue-module"), "", 4, 4)
    assert [allowed.covers(slug, Place("a.py", 4)) for slug in ("no-ci", "glue-module", "no")] == [True, True, False]


def test_a_statement_over_several_lines_of_a_cell_is_covered_by_a_comment_in_it() -> None:
    text = notebook(["a(\n", "    1,  # mldebt: allow no-ci\n", "    2)\n", "b()"])
    allowed = one(text, Language.NOTEBOOK)
    assert allowed.covers("no-ci", Place("a.ipynb", 6, 1, 8, 7, Cell(1, 1)))
    assert not allowed.covers("no-ci", Place("a.ipynb", 9, 1, 9, 4, Cell(1, 4)))
