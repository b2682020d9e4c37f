"""Which data does R code read and write, and which files does it run? R Markdown and Quarto hold it in chunks.

There is no grammar of R here: calls are found by their names, arguments by their commas, strings by their quotes.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import IoFunction, IoFunctions
from mldebt.model import Access, Accesses, Command, Commands, Language, Lend, Place, Source, looks_like_data

from .door import Part, facts, joined, read_part

CHUNKS = {"python": Language.PYTHON, "sql": Language.SQL, "bash": Language.SHELL, "sh": Language.SHELL}
FAMILY = "r:"
"""What the names of R's functions begin with in the table."""
LONGEST = 600

_OPEN = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*\{[ \t]*(?P<language>\w+)(?P<options>[^}]*)\}")
_TOKEN = re.compile(r"#[^\n]*|\"(?:\\.|[^\"\\])*(?:\"|\Z)|'(?:\\.|[^'\\])*(?:'|\Z)")
_CALL = re.compile(r"(?<![\w.$@])(?:[A-Za-z][\w.]*::)?([A-Za-z][\w.]*)[ \t]*\(")
_CONSTANT = re.compile(r"^[ \t]*([A-Za-z][\w.]*)[ \t]*(?:<-|=)[ \t]*(\S.{0,500})$", re.MULTILINE)
_STRING = re.compile(r"([\"'])((?:\\.|(?!\1).)*)\1", re.DOTALL)
_JOINS = {
    "paste0": "",
    "paste": " ",
    "file.path": "/",
    "here": "/",
    "here::here": "/",
    "normalizePath": "",
    "path": "/",
}
_PIPED = re.compile(r"(?:%>%|\|>)\s*\Z")
_OPTIONS_OFF = re.compile(r"\beval\s*=\s*F(?:ALSE)?\b")


class Chunk(NamedTuple):
    """Code between fences, and the line on which it begins."""

    language: str
    options: str
    text: str
    line: int


def data_of(source: Source, lend: Lend) -> Part:
    """Accesses of R's readers and writers, and what `source()` and `system()` run."""
    if not source.file.path.lower().endswith((".rmd", ".qmd")):
        return Part(_program(source, lend).facts)
    parts, own = [], [""] * (source.text.count("\n") + 1)
    for chunk in _chunks(source.text):
        if chunk.language == "r" and not _OPTIONS_OFF.search(chunk.options):
            lines = chunk.text.split("\n")
            own[chunk.line - 1 : chunk.line - 1 + len(lines)] = lines
        elif chunk.language in CHUNKS:
            inner = source.part(chunk.text, chunk.line)
            parts.append(Part(read_part(CHUNKS[chunk.language], inner, lend).facts))
    whole = source.part("\n".join(own), 1)
    return Part(joined([_program(whole, lend), *parts]).facts)


def _chunks(text: str) -> Iterator[Chunk]:
    """The fenced pieces of a document, each from the line below its fence."""
    fence, found, lines = "", None, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        if found is not None and line.strip() == fence:
            yield Chunk(found["language"].lower(), found["options"], "\n".join(lines), number - len(lines))
            found = None
        elif found is not None:
            lines.append(line)
        elif (opened := _OPEN.match(line)) is not None:
            fence, found, lines = opened[1], opened, []


def _program(source: Source, lend: Lend) -> Part:
    rows, text = _rows(lend(IoFunctions)), _without_comments(source.text)
    constants: dict[str, str] = {}
    for found in _CONSTANT.finditer(text):
        constants[found[1]] = "*" if found[1] in constants else _text(found[2].rstrip(), constants)
    accesses: list[Access] = []
    commands, parts = [], []
    for found in _CALL.finditer(text):
        name = found[1]
        if name not in rows and name not in ("source", "system"):
            continue
        where = source.place(text.count("\n", 0, found.start()) + 1)
        given = list(_arguments(text, found.end()))
        if _PIPED.search(text, max(0, found.start() - 40), found.start()):
            given.insert(0, ("", ""))
        if name in rows:
            accesses += _accesses(rows[name], given, constants, where)
        elif given:
            path = _text(given[0][1], constants)
            if name == "source" and path.strip("*"):
                commands.append(Command(("Rscript", path), where))
            elif name == "system" and path.strip("*"):
                parts.append(Part(read_part(Language.SHELL, source.part(path, where.line), lend).facts))
    return joined([Part(facts(Accesses(accesses), Commands(commands))), *parts])


@cache
def _rows(table: IoFunctions) -> dict[str, IoFunction]:
    return {row.name.removeprefix(FAMILY): row for row in table if row.name.startswith(FAMILY)}


def _without_comments(text: str) -> str:
    return _TOKEN.sub(lambda found: "" if found.group().startswith("#") else found.group(), text)


def _accesses(
    row: IoFunction, given: list[tuple[str, str]], constants: dict[str, str], where: Place
) -> Iterator[Access]:
    for mode, position, keyword in (
        ("reads", row.reads, row.keyword),
        ("writes", row.writes, row.writes_keyword or row.keyword),
    ):
        if position < 0:
            continue
        plain = [value for name, value in given if not name]
        value = next((value for name, value in given if name == keyword), None)
        value = plain[position] if value is None and position < len(plain) else value
        path = _text(value, constants) if value is not None else ""
        if not path or (row.scheme == "" and "\n" in path):
            continue
        if row.format or looks_like_data(path):
            kind = "table" if row.scheme in ("table", "query") else row.kind
            yield Access(mode, "*" if row.scheme == "query" else path, where, Language.R, kind, row.format)  # type: ignore[arg-type]  # one of two words


def _arguments(text: str, start: int) -> Iterator[tuple[str, str]]:
    """Name (or nothing) and text of each argument of the call whose bracket opens before `start`."""
    depth, begin, at, end = 0, start, start, min(len(text), start + LONGEST)
    while at < end:
        sign = text[at]
        if sign in "\"'":
            found = _TOKEN.match(text, at)
            at = found.end() if found else at + 1
            continue
        if sign in "([{":
            depth += 1
        elif sign in ")]}" and depth:
            depth -= 1
        elif (sign == "," or sign == ")") and not depth:
            yield _named(text[begin:at])
            begin = at + 1
            if sign == ")":
                return
        at += 1


def _named(text: str) -> tuple[str, str]:
    found = re.match(r"\s*([A-Za-z][\w.]*)\s*=(?!=)\s*(.*)\Z", text, re.DOTALL)
    return (found[1], found[2].strip()) if found else ("", text.strip())


def _text(value: str, constants: dict[str, str], depth: int = 0) -> str:
    """A string, a constant, or strings put together; `*` for what is not known."""
    plain = _STRING.fullmatch(value)
    if plain:
        return plain[2]
    if value in constants:
        return constants[value]
    call = re.match(r"([A-Za-z][\w.:]*)\s*\(", value)
    if call is None or call[1] not in _JOINS or depth > 3:
        return "*"
    parts = [_text(one, constants, depth + 1) for name, one in _arguments(value, call.end()) if not name]
    return _JOINS[call[1]].join(parts) or "*"
