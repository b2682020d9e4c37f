"""Bytes to text to facts: encodings, line ends, hostile nesting, and never an exception out of the room."""

import codecs
import json
from pathlib import Path

import pytest
from counting import operations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldebt.knowledge import lend
from mldebt.model import Calls, Language, NotRead, Reading, Requirements, Source, SourceFile
from mldebt.read import decoded, is_readable, read_file, read_text
from mldebt.read.door import READERS

FILE = SourceFile("a.py", Language.PYTHON)


def read(tmp_path: Path, data: bytes, file: SourceFile = FILE) -> Reading:
    (tmp_path / file.path).write_bytes(data)
    return read_file(file, tmp_path, lend)


def calls(reading: Reading) -> list[tuple[str, int, int]]:
    return [(call.name, call.where.line, call.where.column) for call in reading.fact(Calls)]


def unread(reason: str, line: int = 0, lines: int = 0) -> Reading:
    return Reading(FILE, not_read=(NotRead("a.py", reason, line, lines),))


# Encodings


@pytest.mark.parametrize(
    "data",
    [
        "x = 'é'; call()\n".encode(),
        codecs.BOM_UTF8 + "x = 'é'; call()\n".encode(),
        "x = 'é'; call()\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + "x = 'é'; call()\n".encode("utf-16-be"),
    ],
)
def test_unicode_is_read_with_and_without_a_mark_at_its_beginning(data: bytes, tmp_path: Path) -> None:
    assert calls(read(tmp_path, data)) == [("call", 1, 10)]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("# -*- coding: latin-1 -*-", "latin-1"),
        ("# vim: set fileencoding=cp1252 :", "cp1252"),
        ("#!/usr/bin/env python\n# coding: iso-8859-15", "latin-1"),
        ("\n#coding=latin-1", "latin-1"),
        ("# coding: utf8", "utf-8"),
        ("# coding: utf-8-unix", "utf-8"),
        ("# coding: iso-8859-1-dos", "latin-1"),
    ],
)
def test_python_may_declare_its_encoding_on_its_first_two_lines(declared: str, encoding: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"{declared}\nx = 'é'; call()\n".encode(encoding))
    assert calls(found) == [("call", declared.count("\n") + 2, 10)]


def test_a_declaration_below_code_or_further_down_says_nothing(tmp_path: Path) -> None:
    assert calls(read(tmp_path, b"x = 1\n# coding: none-such\ncall()\n")) == [("call", 3, 1)]
    assert calls(read(tmp_path, b"\n\n# coding: none-such\ncall()\n")) == [("call", 4, 1)]


def test_a_declaration_after_a_unicode_mark_says_nothing(tmp_path: Path) -> None:
    assert calls(read(tmp_path, codecs.BOM_UTF8 + "# coding: latin-1\nx = 'é'; call()\n".encode())) == [("call", 2, 10)]


def test_other_languages_declare_no_encoding(tmp_path: Path) -> None:
    file = SourceFile("a.sh", Language.SHELL)
    assert read(tmp_path, b"# coding: latin-1\necho \xe9\n", file).not_read == (
        NotRead("a.sh", "not valid utf-8 at line 2", 2, 3),
    )


def test_latin_1_without_a_declaration_is_told_with_its_line(tmp_path: Path) -> None:
    assert read(tmp_path, b"x = 1\ny = '\xe9'\n") == unread("not valid utf-8 at line 2", 2, 3)


@pytest.mark.parametrize("name", ["none-such", "hex", "rot13", "undefined", "punycode", "zlib", "..", "mbcs", "utf8-x"])
def test_an_encoding_that_gives_no_text_is_told(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"# coding: {name}\ncall()\n".encode())
    assert found == unread(f"declares an unknown encoding {name!r}", lines=3)


@pytest.mark.parametrize(
    "data",
    [b"call()\0", b"\0" * 10, b"\x89PNG\r\n\x1a\n\0\0", "call()".encode("utf-32"), codecs.BOM_UTF16_LE + b"a\0\0\0"],
)
def test_binary_is_not_text(data: bytes, tmp_path: Path) -> None:
    assert read(tmp_path, data) == unread("binary, not text", lines=data.count(b"\n") + 1)


def test_utf_16_cut_in_half_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, "call()\n".encode("utf-16") + b"x") == unread("not valid utf-16-le at line 2", 2, 2)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_all_systems_count_alike(end: str, tmp_path: Path) -> None:
    data = end.join(["#!/usr/bin/env python", "one()", "x = '''", "'''; two()  # mldebt: allow no-ci -- why", ""])
    found = read(tmp_path, data.encode())
    assert calls(found) == [("one", 2, 1), ("two", 4, 6)]
    assert [(allowed.reason, allowed.first) for allowed in found.suppressions] == [("why", 4)]


def test_form_feeds_are_blanks(tmp_path: Path) -> None:
    assert calls(read(tmp_path, b"\x0cdef f():\n    one()\n\x0c\ntwo()\n")) == [("one", 2, 5), ("two", 4, 1)]


@pytest.mark.parametrize("data", [b"", b"\n \n\t\n", codecs.BOM_UTF8, b"# only a comment\n"])
def test_an_empty_file_is_read_and_empty(data: bytes, tmp_path: Path) -> None:
    found = read(tmp_path, data)
    assert (found.not_read, found.fact(Calls), found.logical_lines) == ((), Calls(), 0)


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    assert read_file(FILE, tmp_path, lend) == unread("cannot be opened: No such file or directory")
    (tmp_path / "a.py").mkdir()
    assert read_file(FILE, tmp_path, lend) == unread("cannot be opened: Is a directory")


def test_a_file_in_a_language_without_reader_is_no_failure() -> None:
    file = SourceFile("a.go", Language.OTHER)
    assert not is_readable(file)
    assert read_text(file, "x := 3", lend) == Reading(file)


# Hostile nesting and size


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(" * 5_000 + ")" * 5_000, "not valid Python at line 1: too many nested parentheses"),
        (
            "x = " + "+".join(["a"] * 5_000),
            "cannot be parsed: maximum recursion depth exceeded during ast construction",
        ),
        ("x = a" + ".b" * 5_000, "cannot be parsed: maximum recursion depth exceeded during ast construction"),
        ("x = " + "-" * 5_000 + "1", "cannot be parsed: maximum recursion depth exceeded during ast construction"),
        (
            "if a:\n    b\n" + "elif a:\n    b\n" * 3_000,
            "cannot be parsed: maximum recursion depth exceeded during ast construction",
        ),
    ],
)
def test_what_is_nested_too_deeply_for_the_parser_is_told(text: str, reason: str) -> None:
    assert [missing.reason for missing in read_text(FILE, text, lend).not_read] == [reason]


@pytest.mark.parametrize(
    "text",
    [
        "call(" * 80 + ")" * 80,
        "x = a" + ".call()" * 900,
        "x = " + "+".join(["call()"] * 800),
        "x = " + "lambda: " * 300 + "call()",
        "x = " + "[" * 80 + "call()" + "]" * 80,
        "".join("  " * depth + "if a:\n" for depth in range(90)) + "  " * 90 + "call()\n",
        "".join(" " * depth + "def f():\n" for depth in range(90)) + " " * 90 + "call()\n",
        "".join(" " * depth + "class A:\n" for depth in range(90)) + " " * 90 + "call()\n",
        "if a:\n    call()\n" + "elif a:\n    call()\n" * 400,
        "def f():\n    if a:\n        call()\n" + "    elif a:\n        call()\n" * 400,
        "from sklearn.svm import SVC\nSVC().fit(" + "[" * 80 + "call()" + "]" * 80 + ")",
    ],
)
def test_what_the_parser_takes_is_read_however_deep(text: str) -> None:
    found = read_text(FILE, text, lend)
    assert found.not_read == ()
    assert any(call.name.endswith("call") for call in found.fact(Calls))


def test_a_chain_too_deep_for_the_data_flow_is_told_and_not_passed_over() -> None:
    text = "rows.fit(a)\nif a:\n    b\n" + "elif a:\n    b\n" * 400
    assert read_text(FILE, text, lend) == unread("nested too deeply to be read")


def test_the_cost_of_reading_grows_with_the_size_and_not_faster() -> None:
    def cost(count: int) -> int:
        lines = "\n".join(f"größe_{number} = pd.read_csv('a_{number}.csv').fillna(0)  # ü" for number in range(count))
        return operations(lambda: read_text(FILE, f"import pandas as pd\n{lines}\n", lend))

    cost(10)
    assert cost(2_000) < 4.4 * cost(500)


def test_a_fault_of_ours_costs_the_file_and_not_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("mldebt.read.python.read", broken)
    told = "mldebt failed on it (KeyError: 'lost'), which is a fault of mldebt"
    assert read_text(FILE, "x = 1\n", lend) == unread(told)


# Anything


ALL = {
    Language.PYTHON: "a.py", Language.NOTEBOOK: "a.ipynb", Language.SHELL: "a.sh", Language.SQL: "a.sql",
    Language.CRONTAB: "crontab", Language.DOCKERFILE: "Dockerfile", Language.YAML: "a.yml",
    Language.TOML: "pyproject.toml", Language.REQUIREMENTS: "requirements.txt", Language.SETUP_CFG: "setup.cfg",
    Language.ZEPPELIN: "a.zpln", Language.SCALA: "a.scala", Language.LICENCE: "LICENSE", Language.MAKEFILE: "Makefile",
    Language.SNAKEFILE: "Snakefile", Language.JENKINSFILE: "Jenkinsfile", Language.SYSTEMD: "a.timer",
    Language.QUARTZ: "a.xml", Language.LOCK: "uv.lock", Language.MANIFEST: "pom.xml", Language.R: "a.Rmd",
    Language.EVIDENCE: "a.evidence.json",
}  # fmt: skip
FILES = [SourceFile(ALL[language], language) for language in READERS]
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

SPOKEN = """
    import from def class if else for in : ( ) [ ] { } = == + - * / % ! ? . , ; " ' \\ # -- // $ & | < > @ ` ~ ^ 0 1e999
    SELECT INSERT FROM INTO WITH AS WHERE JOIN CREATE TABLE COPY a b.c x="y" ${A} $(b) `c` <<EOF EOF && || >> 2>&1 cron
    * */5 @daily RUN CMD ["a","b"] %spark %sql %sh %%bash %time !ls val object package a: &x *x !!python/name:os.x é 🐍
    rule a: input: shell: stages: deps: outs: foreach: do: cmd: ```{r} ``` read.csv( <- ExecStart= sh ''' cron(
    numpy==1.0 -r a.txt -e python_version>"3" mldebt: allow no-ci expires=2020-99-99 \ufeff \ud800
"""
KEYS = """
    cells worksheets source input cell_type metadata kernelspec language language_info name paragraphs text config cron
    editorSetting
"""
WORDS = st.sampled_from([*SPOKEN.split(), "\u2028", "\x0c", "\x85", "\t"])
GAPS = st.sampled_from(["", " ", "\n", "\n    ", "\t", "\n\n"])
TEXTS = st.lists(st.tuples(WORDS, GAPS).map("".join), max_size=40).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS.split()) | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


def check(reading: Reading) -> None:
    """Nothing was raised; what is not read says why; every place lies in the file."""
    for missing in reading.not_read:
        assert missing.path == reading.file.path
        assert missing.reason
        assert not missing.reason.endswith(".")


@FEW
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_no_bytes_make_reading_fail(file: SourceFile, data: bytes) -> None:
    text = decoded(data, file.language)
    check(
        Reading(file, not_read=(NotRead(file.path, text.reason),))
        if isinstance(text, NotRead)
        else read_text(file, text, lend)
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.language.value)
def test_no_text_makes_reading_fail(file: SourceFile) -> None:
    @FEW
    @given(TEXTS | st.text(max_size=60))
    def no_text(text: str) -> None:
        check(read_text(file, text, lend))

    no_text()


@pytest.mark.parametrize("language", [Language.NOTEBOOK, Language.ZEPPELIN, Language.YAML])
def test_no_json_makes_reading_fail(language: Language) -> None:
    file = SourceFile(ALL[language], language)

    @FEW
    @given(JSON, st.sampled_from([None, 1]))
    def no_json(content: object, indent: int | None) -> None:
        check(read_text(file, json.dumps(content, indent=indent), lend))

    no_json()


@FEW
@given(st.lists(TEXTS, max_size=4), st.booleans())
def test_no_cell_makes_reading_fail_and_its_places_lie_in_the_file(texts: list[str], lines: bool) -> None:
    cells = [{"cell_type": "code", "source": text.splitlines(keepends=True) if lines else text} for text in texts]
    text = json.dumps({"cells": cells}, indent=1)
    reading = read_text(SourceFile("a.ipynb", Language.NOTEBOOK), text, lend)
    check(reading)
    for call in reading.fact(Calls):
        assert 1 <= call.where.line <= text.count("\n") + 1
        assert call.where.cell is not None
        assert 1 <= call.where.cell.index <= len(texts)


@FEW
@given(TEXTS, st.integers(1, 5))
def test_a_part_of_a_source_stays_within_it(text: str, first: int) -> None:
    source = Source(FILE, "a\n" * 5, tuple((line, None) for line in range(1, 6)))
    part = source.part(text, first)
    assert all(1 <= part.place(line).line <= 5 for line in range(1, text.count("\n") + 3))


def test_line_ends_that_an_environment_file_escapes_end_no_line() -> None:
    file = SourceFile("environment.yml", Language.YAML)
    found = read_text(file, 'dependencies:\n  - pip:\n    - "numpy==1\\r"\n    - "pandas\\r\\n"\n', lend)
    assert [(asked.name, asked.where.line) for asked in found.fact(Requirements)] == [("numpy", 3), ("pandas", 4)]
