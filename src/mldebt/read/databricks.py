"""What does a source file that Databricks exported run? Cells in other languages stand in comments after MAGIC."""

from collections.abc import Iterator
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Command, Commands, Language, Lend, Source

from .door import Part, facts, joined, read_part

HEAD = re.compile(r"\A(?:#|//|--) Databricks notebook source[ \t]*(?:\n|\Z)")
CELLS = {
    "sql": Language.SQL, "sh": Language.SHELL, "python": Language.PYTHON, "scala": Language.SCALA, "r": Language.R,
}  # fmt: skip
RUN = "%run"
"""The program under which a notebook that another one runs is known."""

_MAGIC = re.compile(r"^(?:#|//|--) MAGIC(?: ?)(.*)$")
_CELL = re.compile(r"^(?:#|//|--) COMMAND -{5,}")
_CALL = re.compile(r"\bdbutils\.notebook\.run\(\s*(?:path\s*=\s*)?[\"']([^\"'\n]+)[\"']")


class Cell(NamedTuple):
    """The text of a cell in another language, and the line on which it begins."""

    magic: str
    rest: str
    text: str
    line: int


def magics_of(source: Source, lend: Lend) -> Part:
    """The facts of cells in other languages, and the notebooks that this one runs; empty for any other file."""
    if not HEAD.match(source.text):
        return Part()
    parts = []
    commands = [
        Command((RUN, found[1]), source.place(source.text.count("\n", 0, found.start()) + 1))
        for found in _CALL.finditer(source.text)
    ]
    for cell in _cells(source.text):
        if cell.magic == "run":
            commands.append(Command((RUN, *cell.rest.split()), source.place(cell.line)))
        elif cell.magic in CELLS and CELLS[cell.magic] is not source.file.language:
            text = cell.rest + "\n" + cell.text
            parts.append(Part(read_part(CELLS[cell.magic], source.part(text, cell.line), lend).facts))
    return joined([Part(facts(Commands(sorted(commands, key=lambda one: one.where.order)))), *parts])


def _cells(text: str) -> Iterator[Cell]:
    magic, rest, first, lines = "", "", 0, list[str]()
    for number, line in enumerate([*text.split("\n"), "# COMMAND ----------"], 1):
        found = _MAGIC.match(line)
        if _CELL.match(line):
            if magic:
                yield Cell(magic, rest, "\n".join(lines), first)
            magic, lines = "", []
        elif found and not magic and found[1].startswith("%"):
            magic, _, rest = found[1][1:].partition(" ")
            first, lines = number, []
        elif magic:
            lines.append(found[1] if found else "")
