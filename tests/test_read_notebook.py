"""Notebooks to facts: cells in order, magics, and for each line both its raw line and the spot a reader sees."""

import json
from collections.abc import Mapping

import pytest
from counting import operations

from mldebt.knowledge import lend
from mldebt.model import (
    Call,
    Calls,
    Cell,
    Commands,
    Function,
    Functions,
    Language,
    Module,
    ModuleInfo,
    NotRead,
    Place,
    Queries,
    Reading,
    RunOrder,
    SourceFile,
)
from mldebt.read import read_text
from mldebt.read.magics import Aside, without_magics

FILE = SourceFile("a.ipynb", Language.NOTEBOOK)
Json = Mapping[str, object]


def cell(*source: str, kind: str = "code", **more: object) -> dict[str, object]:
    return {"cell_type": kind, "source": list(source), **more}


def book(*cells: object, **more: object) -> dict[str, object]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def read(content: object, indent: int | None = 1) -> Reading:
    return read_text(FILE, json.dumps(content, indent=indent), lend)


def spots(reading: Reading) -> list[tuple[str, int, int, int]]:
    """Each call with its raw line, its cell and its line in the cell."""
    found: list[Call] = [*reading.fact(Calls)]
    return [(call.name, call.where.line, *call.where.cell) for call in found if call.where.cell is not None]


def commands(reading: Reading) -> list[tuple[str, int, int, int]]:
    return [
        (" ".join(command.words), command.where.line, *command.where.cell)
        for command in reading.fact(Commands)
        if command.where.cell is not None
    ]


def reasons(reading: Reading) -> list[str]:
    return [missing.reason for missing in reading.not_read]


def of_cell(text: str) -> Reading:
    """A notebook with one cell, whose text is stored as one string on line 5."""
    return read(book({"cell_type": "code", "source": text}))


# Cells, lines and spots


def test_cells_are_one_program_in_their_order() -> None:
    found = read(book(
        cell("from sklearn.svm import SVC\n", "model = SVC()"),
        cell("model.fit(rows)"),
    ))  # fmt: skip
    assert spots(found) == [("sklearn.svm.SVC", 7, 1, 2), ("sklearn.svm.SVC.fit", 13, 2, 1)]
    assert found.logical_lines == 3
    assert found.fact(ModuleInfo) == ModuleInfo([Module(Place("a.ipynb", 6, 1, cell=Cell(1, 1)), True)])


def test_the_first_cell_that_was_run_before_one_above_it_is_told() -> None:
    ran = [cell("a = 1", execution_count=7), cell("b = 2", execution_count=None), cell("c = 3", execution_count=4)]
    (rerun,) = read(book(*ran)).fact(RunOrder)
    assert (rerun.where.cell, rerun.earlier.cell) == (Cell(3, 1), Cell(1, 1))
    assert read(book(*reversed(ran))).fact(RunOrder) == RunOrder()
    assert read(book(cell("a = 1"), cell("b = 2"))).fact(RunOrder) == RunOrder()


def test_cells_of_every_kind_are_counted_as_the_interface_counts_them() -> None:
    found = read(book(
        cell("# Title", kind="markdown"), cell("one()"), cell("raw", kind="raw"), cell(), cell("two()"),
    ))  # fmt: skip
    assert [(name, *spot) for name, _, *spot in spots(found)] == [("one", 2, 1), ("two", 5, 1)]


def test_a_place_knows_its_column_and_its_end() -> None:
    found = read(book(cell("x = 1\n", "größe = call(\n", "    2)")))
    assert [call.where for call in found.fact(Calls)] == [Place("a.ipynb", 7, 9, 8, 7, Cell(1, 2))]


def test_functions_know_their_last_line_in_the_raw_file() -> None:
    found = read(book(cell("x = 1\n", "def f():\n", "    y = 1\n", "    return y")))
    assert found.fact(Functions) == Functions([Function("f", Place("a.ipynb", 7, 1, cell=Cell(1, 2)), 1, 2, 9)])


def test_a_source_may_be_one_string_on_one_raw_line() -> None:
    found = read(book({"cell_type": "code", "source": "one()\n\ntwo()\n"}, {"cell_type": "code", "source": "three()"}))
    assert spots(found) == [("one", 5, 1, 1), ("two", 5, 1, 3), ("three", 9, 2, 1)]


def test_pieces_of_a_source_need_not_be_lines() -> None:
    found = read(book(cell("one()\ntwo()\n", "three", "(1)\n", "", "four()")))
    assert spots(found) == [("one", 6, 1, 1), ("two", 6, 1, 2), ("three", 7, 1, 3), ("four", 9, 1, 4)]


def test_a_minified_notebook_tells_the_cells_apart_although_all_is_on_one_line() -> None:
    found = read(book(cell("one()\n", "if x:\n", "    two()"), cell("three()")), indent=None)
    assert spots(found) == [("one", 1, 1, 1), ("two", 1, 1, 3), ("three", 1, 2, 1)]


def test_equal_cells_and_outputs_that_look_like_cells_do_not_move_the_lines() -> None:
    output = {"output_type": "display_data", "data": {"application/json": {"source": ["two()"], "input": "x"}}}
    found = read(book(
        cell("one()"), cell("one()", kind="markdown"), cell("one()", outputs=[output]),
        cell("two()", metadata={"source": "one()"}),
    ))  # fmt: skip
    text = json.dumps(book(
        cell("one()"), cell("one()", kind="markdown"), cell("one()", outputs=[output]),
        cell("two()", metadata={"source": "one()"}),
    ), indent=1).split("\n")  # fmt: skip
    assert [(name, number) for name, _, number, _ in spots(found)] == [("one", 1), ("one", 3), ("two", 4)]
    assert [text[line - 1].strip() for _, line, _, _ in spots(found)] == ['"one()"', '"one()"', '"two()"']
    assert len({line for _, line, _, _ in spots(found)}) == 3


def test_separators_that_json_leaves_as_they_are_do_not_count_as_line_ends() -> None:
    text = json.dumps(book(cell("a('\u2028\x85\x0c')\n", "b()"), cell("c()")), indent=1, ensure_ascii=False)
    assert spots(read_text(FILE, text, lend)) == [("a", 6, 1, 1), ("b", 7, 1, 2), ("c", 13, 2, 1)]


def test_text_that_is_not_ascii_is_found_escaped_or_not() -> None:
    content = book(cell("x = 'größe 🐍'\n", "call()"))
    for escaped in (True, False):
        text = json.dumps(content, indent=1, ensure_ascii=escaped)
        assert spots(read_text(FILE, text, lend)) == [("call", 7, 1, 2)]


def test_windows_line_ends_in_a_source_are_line_ends() -> None:
    assert spots(of_cell("one()\r\ntwo()\r\n")) == [("one", 5, 1, 1), ("two", 5, 1, 2)]
    assert spots(of_cell("one()\rtwo()")) == [("one", 5, 1, 1), ("two", 5, 1, 2)]


def test_old_notebooks_keep_their_cells_in_worksheets() -> None:
    old = {"worksheets": [{"cells": [
        {"cell_type": "heading", "source": ["A title"]},
        {"cell_type": "code", "language": "python", "input": ["one()\n", "two()"]},
    ]}, {"cells": [{"cell_type": "code", "input": "three()"}]}], "nbformat": 3}  # fmt: skip
    assert [(name, *spot) for name, _, *spot in spots(read(old))] == [("one", 2, 1), ("two", 2, 2), ("three", 3, 1)]


def test_huge_outputs_cost_no_more_than_their_reading() -> None:
    def cost(size: int) -> int:
        image = {"output_type": "display_data", "data": {"image/png": "iVBOR" * size}}
        text = json.dumps(book(*(cell("one()", outputs=[image]) for _ in range(4))), indent=1)
        found: list[Reading] = []
        count = operations(lambda: found.append(read_text(FILE, text, lend)))
        assert len(found[0].fact(Calls)) == 4
        return count

    cost(1)
    assert cost(1_000_000) < 1.1 * cost(1)


# Magics


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("%matplotlib inline\n", "pass\n"),
        ("    %matplotlib inline\n", "    pass\n"),
        ("!ls\n", "pass\n"),
        ("files = !ls *.csv\n", "pass\n"),
        ("a, b = !ls\n", "pass\n"),
        ("d['x'] = %env HOME\n", "pass\n"),
        ("?rows\n", "pass\n"),
        ("rows.head?\n", "pass\n"),
        ("rows??", "pass"),
        ("%run?\n", "pass\n"),
        ("!pip install a \\\n  b \\\n  c\nrest()\n", "pass\n\n\nrest()\n"),
        ("if a:\n    !ls\nelse:\n    %cd b\n", "if a:\n    pass\nelse:\n    pass\n"),
        ("!echo 'it\nrest()\n", "pass\nrest()\n"),
        ("pip install a\n", "pass\n"),
        ("%time model.fit(\n  rows)\n", "pass; model.fit(\n  rows)\n"),
        ("%timeit -n 10 -r3 f()\n", "pass;             f()\n"),
        ("x = %time f()\n", "x =       f()\n"),
        ("%time\n", "pass\n"),
        ("%time for a in b: c\n", "pass\n"),
    ],
)
def test_what_only_a_notebook_understands_is_blanked_line_by_line(written: str, left: str) -> None:
    assert without_magics(written)[0] == left


@pytest.mark.parametrize(
    "python",
    [
        "text = ('%d of %d'\n        % (a, b))\n",
        "text = '%d' \\\n    % a\n",
        "text = '''\n%time\n!ls\n?\n'''\n",
        'text = """it\'s\n!ls"""\n',
        "x = [\n    a\n    != b,\n]\n",
        "a != b\nb!=a\n",
        "text = '(['; more = \"'''\"\nx = a % b\n# don't\ny = a % b\n",
        "x = a if b else c  # why?\n",
        "pip = install\n",
    ],
)
def test_python_that_only_looks_like_magic_is_left_alone(python: str) -> None:
    assert without_magics(python) == (python, [])


def test_what_magics_run_is_told_with_its_language_and_line() -> None:
    text = (
        "!ls\nx = !cat a\n%pip install -q b\n%sx c\n%run d.py e\n%run ./notebook\n%sql SELECT 1\n"
        "%sql sqlite://\nconda install f\n%cd g\n!!h \\\n  i\n"
    )
    assert without_magics(text)[1] == [
        Aside(Language.SHELL, "ls\n", 1),
        Aside(Language.SHELL, "cat a\n", 2),
        Aside(Language.SHELL, "pip install -q b\n", 3),
        Aside(Language.SHELL, " c\n", 4),
        Aside(Language.SHELL, "python d.py e\n", 5),
        Aside(Language.SQL, " SELECT 1\n", 7),
        Aside(Language.SHELL, "conda install f\n", 9),
        Aside(Language.SHELL, "h \\\n  i\n", 11),
    ]


def test_magics_of_a_cell_are_read_on_their_lines() -> None:
    found = read(book(cell("import a\n", "if a:\n", "    !python b.py \\\n", "      --fast\n", "a.c()\n", "d = !e f")))
    assert commands(found) == [("python b.py --fast", 8, 1, 3), ("e f", 11, 1, 6)]
    assert spots(found) == [("a.c", 10, 1, 5)]
    assert found.not_read == ()


def test_a_timed_statement_is_part_of_the_program() -> None:
    found = read(book(cell("from sklearn.svm import SVC\n", "%time model = SVC()\n", "%timeit -n 1 model.fit(rows)")))
    assert [(call.name, call.where.line, call.where.column) for call in found.fact(Calls)] == [
        ("sklearn.svm.SVC", 7, 15), ("sklearn.svm.SVC.fit", 8, 14),
    ]  # fmt: skip


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture out", "\n\n%%time"])
def test_a_cell_that_is_only_timed_or_silenced_is_python(magic: str) -> None:
    first = magic.count("\n") + 2
    assert spots(of_cell(f"{magic}\ncall()\n!ls")) == [("call", 5, 1, first)]
    assert commands(of_cell(f"{magic}\ncall()\n!ls")) == [("ls", 5, 1, first + 1)]


@pytest.mark.parametrize("magic", ["%%bash", "%%sh", "%%script bash", "%%sx", "%%!", "\n%%bash"])
def test_a_shell_cell_is_read_as_shell(magic: str) -> None:
    found = of_cell(f"{magic}\ncd data\npython load.py")
    first = magic.count("\n") + 2
    assert commands(found)[-1] == ("python load.py", 5, 1, first + 1)
    assert spots(found) == []


def test_a_sql_cell_is_read_as_sql_also_on_the_line_of_its_magic() -> None:
    found = read(book(
        cell("%%sql\n", "SELECT a FROM b"), cell("%%sql SELECT a\n", "FROM c"), cell("%%bigquery\n", "SELECT a FROM d")
    ))  # fmt: skip
    assert [(query.kind, query.reads, query.where.cell) for query in found.fact(Queries)] == [
        ("select", ("b",), Cell(1, 2)), ("select", ("c",), Cell(2, 1)), ("select", ("d",), Cell(3, 2)),
    ]  # fmt: skip


def test_a_cell_in_a_language_without_reader_is_not_skipped_in_silence() -> None:
    found = read(book(cell("%%R\n", "x <- 3"), cell("call()"), cell("%%script ruby\n", "x")))
    assert found.not_read == (
        NotRead("a.ipynb", "cell 1: %%R has no reader", 6, 1, True),
        NotRead("a.ipynb", "cell 3: %%script has no reader", 19, 1, True),
    )  # fmt: skip
    assert spots(found) == [("call", 13, 2, 1)]


def test_a_cell_of_markup_holds_no_program() -> None:
    found = read(book(cell("%%html\n", "<b>call()</b>"), cell("%%javascript\n", "call()")))
    assert (found.not_read, spots(found)) == ((), [])


# What cannot be read


def test_a_broken_cell_is_told_and_the_others_are_read() -> None:
    found = read(book(cell("one()"), cell("a = 1\n", "b = (\n"), cell("two()")))
    assert found.not_read == (
        NotRead("a.ipynb", "cell 2: not valid Python at line 2: '(' was never closed", 13, 3),
    )  # fmt: skip
    assert [name for name, *_ in spots(found)] == ["one", "two"]


def test_a_notebook_in_python_2_tells_each_cell_that_cannot_be_read() -> None:
    found = read(book(cell("print 'a'"), cell("exec 'b'"), cell("two()")))
    assert reasons(found) == [
        "cell 1: Python 2 syntax at line 1: Missing parentheses in call to 'print'. Did you mean print(...)?",
        "cell 2: Python 2 syntax at line 1: Missing parentheses in call to 'exec'. Did you mean exec(...)?",
    ]
    assert [name for name, *_ in spots(found)] == ["two"]


def test_a_notebook_of_broken_cells_only_holds_nothing() -> None:
    found = read(book(cell("print 'a'")))
    assert (len(found.not_read), found.fact(Calls), found.logical_lines) == (1, Calls(), 0)


def test_a_string_cut_in_half_is_told_as_not_valid_text() -> None:
    found = read(book(cell("a = '\ud800'"), cell("%%bash\n", "echo \ud800"), cell("two()")))
    assert [name for name, *_ in spots(found)] == ["two"]
    assert [reason.partition(":")[0] for reason in reasons(found)] == ["cell 1"]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "language": "R"}}, "r"),
        ({"kernelspec": {"name": "ir"}, "language_info": {"name": "R"}}, "r"),
        ({"kernelspec": {"language": "Julia"}, "language_info": {"name": "python"}}, "julia"),
    ],
)
def test_a_notebook_of_another_kernel_has_no_reader(metadata: Json, language: str) -> None:
    found = read(book(cell("x <- 3"), metadata=metadata))
    lost = NotRead("a.ipynb", f"a notebook in {language}, which has no reader", foreign=True)
    assert found == Reading(FILE, not_read=(lost,))


@pytest.mark.parametrize(
    "metadata",
    [None, [], {"kernelspec": None}, {"kernelspec": {"language": None}}, {"kernelspec": {"language": "Python 3"}},
     {"language_info": {"name": "ipython"}}],
)  # fmt: skip
def test_a_notebook_that_does_not_say_otherwise_is_in_python(metadata: object) -> None:
    assert spots(read(book(cell("one()"), metadata=metadata))) == [("one", 6, 1, 1)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a notebook: Expecting value: line 1 column 1 (char 0)"),
        ("{", "not a notebook: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("3", "not a notebook: it has no list of cells"),
        ("[]", "not a notebook: it has no list of cells"),
        ("{}", "not a notebook: it has no list of cells"),
        ('{"cells": {"a": 1}}', "not a notebook: it has no list of cells"),
        ('{"cells": [1]}', "not a notebook: one of its cells is not an object"),
        ('{"cells": [{"cell_type": "code", "source": 3}]}', "not a notebook: the text of a cell is no text"),
        ('{"cells": [{"cell_type": "code", "source": [3]}]}', "not a notebook: the text of a cell is no text"),
        ('{"worksheets": 3}', "not a notebook: it has no list of cells"),
        ("[" * 100_000, "not a notebook: nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_says_why(text: str, reason: str) -> None:
    assert read_text(FILE, text, lend) == Reading(FILE, not_read=(NotRead("a.ipynb", reason),))


@pytest.mark.parametrize(
    "content",
    [
        book(), book({"cell_type": "code"}), book({"cell_type": "code", "source": None}), book({}),
        {"worksheets": [3, {"cells": 3}, {}]},
    ],
)  # fmt: skip
def test_a_notebook_without_code_is_read_and_empty(content: object) -> None:
    found = read(content)
    assert (found.not_read, found.fact(Calls), found.logical_lines) == ((), Calls(), 0)


def test_a_key_written_with_escapes_costs_only_the_raw_line() -> None:
    text = json.dumps(book(cell("one()"), cell("two()\n", "three()")), indent=1)
    before, _, after = text.rpartition('"source"')
    found = read_text(FILE, f'{before}"s\\u006furce"{after}', lend)
    assert sorted((number, line, name) for name, _, number, line in spots(found)) == [
        (1, 1, "one"), (2, 1, "two"), (2, 2, "three"),
    ]  # fmt: skip
