"""What does a Jupyter notebook run? Its code cells in order as one program, magics handed to their own readers."""

import ast
import json
import re
from typing import Any, NamedTuple

from mldebt.model import Cell, Language, Lend, NotRead, Source

from .door import Part, joined, read_part
from .python import parsed, read_tree

CELL_MAGICS = {"bash": Language.SHELL, "sh": Language.SHELL, "script": Language.SHELL, "sql": Language.SQL}
TRANSPARENT = frozenset({"time", "timeit", "capture", "prun"})
LINE_MAGIC = re.compile(r"^(\s*)(?:[\w., \[\]\"']+=\s*)?(?:%%?|!|\?|\w[\w.]*\?+\s*$)")


class CodeCell(NamedTuple):
    """A code cell: its number in the interface, its text, and the raw file's line for each line of it."""

    number: int
    text: str
    raw: tuple[int, ...]


def read(source: Source, lend: Lend) -> Part:
    """Facts of all cells. A cell that does not parse is not read; the others are."""
    cells = _cells(source)
    if isinstance(cells, NotRead):
        return Part(not_read=(cells,))
    python, others = [], []
    for cell in cells:
        language, text = _without_magics(cell)
        if language is Language.PYTHON:
            python.append(cell._replace(text=text))
            others.extend(_shell_lines(cell, source, lend))
        elif language is not None:
            others.append(read_part(language, _source(source, [cell._replace(text=text)]), lend))
    return joined([_python(python, source, lend), *others])


def _cells(source: Source) -> list[CodeCell] | NotRead:
    try:
        book = json.loads(source.text)
        listed = book.get("cells")
        if listed is None:
            listed = [cell for sheet in book.get("worksheets", []) for cell in sheet.get("cells", [])]
        language = str(book.get("metadata", {}).get("kernelspec", {}).get("language", "python")).lower()
        if language not in ("python", "python3", "python2", ""):
            return NotRead(source.file.path, f"a notebook in {language}, which has no reader")
        return _located(listed, source)
    except (ValueError, AttributeError, TypeError, RecursionError) as problem:
        return NotRead(source.file.path, f"not a notebook: {problem}")


def _located(listed: list[dict[str, Any]], source: Source) -> list[CodeCell]:
    """Code cells with the raw line of each of their lines, found by searching the file from cell to cell."""
    cells, raw_lines, at = [], source.text.splitlines(), 0
    stripped = [line.strip().rstrip(",") for line in raw_lines]
    for index, cell in enumerate(listed, 1):
        if cell.get("cell_type") != "code":
            continue
        written = cell.get("source", cell.get("input", ""))
        pieces = written.splitlines(keepends=True) if isinstance(written, str) else [str(piece) for piece in written]
        numbers = []
        for piece in pieces:
            at = _find(stripped, piece, at)
            numbers.append(at + 1)
        cells.append(CodeCell(index, "".join(pieces), tuple(numbers)))
    return cells


def _find(stripped: list[str], piece: str, start: int) -> int:
    """The line on which a piece of source is written, at or after `start`; `start` itself when it cannot be found."""
    wanted = {json.dumps(piece), json.dumps(piece, ensure_ascii=False)}
    for number in range(start, min(start + 20_000, len(stripped))):
        if stripped[number] in wanted:
            return number
    return start


def _without_magics(cell: CodeCell) -> tuple[Language | None, str]:
    """The language of the cell and its text with the lines that only a notebook understands blanked."""
    head, _, rest = cell.text.partition("\n")
    if head.lstrip().startswith("%%"):
        magic = head.lstrip()[2:].split(maxsplit=1)[0] if head.strip() != "%%" else ""
        if magic not in TRANSPARENT:
            return CELL_MAGICS.get(magic), "\n" + rest
        cell = cell._replace(text="\n" + rest)
    return Language.PYTHON, "\n".join(_blanked(line) for line in cell.text.split("\n"))


def _blanked(line: str) -> str:
    found = LINE_MAGIC.match(line)
    return f"{found.group(1)}pass" if found else line


def _shell_lines(cell: CodeCell, source: Source, lend: Lend) -> list[Part]:
    """`!cmd` and `x = !cmd` lines, each read as shell."""
    found = []
    for number, line in enumerate(cell.text.split("\n")):
        before, mark, command = line.partition("!")
        if mark and command.strip() and (not before.strip() or before.rstrip().endswith("=")) and command[:1] != "=":
            one = CodeCell(cell.number, command, cell.raw[number : number + 1] or cell.raw[-1:])
            part = read_part(Language.SHELL, _source(source, [one], number + 1), lend)
            found.append(Part(part.facts))
    return found


def _source(source: Source, cells: list[CodeCell], first: int = 1) -> Source:
    """The cells as one text whose lines know their raw line and their cell."""
    lines: list[tuple[int, Cell | None]] = []
    for cell in cells:
        for number in range(cell.text.count("\n") + 1):
            raw = cell.raw[min(number, len(cell.raw) - 1)] if cell.raw else 1
            lines.append((raw, Cell(cell.number, first + number)))
    return Source(source.file, "\n".join(cell.text for cell in cells), tuple(lines))


def _python(cells: list[CodeCell], source: Source, lend: Lend) -> Part:
    whole = _source(source, cells)
    tree = parsed(whole.text)
    missing: list[NotRead] = []
    if isinstance(tree, NotRead):
        readable = []
        for cell in cells:
            alone = parsed(cell.text)
            if isinstance(alone, NotRead):
                where = _source(source, [cell]).place(alone.line)
                reason = f"cell {cell.number}: {alone.reason}"
                missing.append(NotRead(source.file.path, reason, where.line, cell.text.count("\n") + 1))
            else:
                readable.append(cell)
        whole = _source(source, readable)
        tree = parsed(whole.text)
    if isinstance(tree, NotRead):
        return Part(not_read=(*missing, NotRead(source.file.path, tree.reason, tree.line)))
    part = read_tree(tree if isinstance(tree, ast.Module) else ast.Module([], []), whole, lend, notebook=True)
    return Part(part.facts, part.logical_lines, tuple(missing))
