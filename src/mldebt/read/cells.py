"""Which code cells does a notebook have, and where in the raw file does each line of their text stand?"""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Cell, NotRead, Source

KEY = re.compile(r'"(?:source|input)"\s*:\s*')
"""Before the text of a cell. Inside a string of JSON the quotes would be escaped."""
BETWEEN = re.compile(r"[\s,]*")


class CodeCell(NamedTuple):
    """A code cell: its number in the interface, its text, the raw file's line for each line of it, as which it was
    last run, 0 if the notebook does not tell, the cell as it was stored, and the texts directly above and below."""

    number: int
    text: str
    raw: tuple[int, ...]
    run: int = 0
    stored: Mapping[str, object] = MappingProxyType({})
    above: str = ""
    below: str = ""


def code_cells(source: Source) -> list[CodeCell] | NotRead:
    """The code cells of a notebook whose kernel runs Python, in order, or the reason why there are none."""
    path = source.file.path
    try:
        book = json.loads(source.text)
        language = _language(book)
        if language.startswith(("python", "ipython", "xpython")):
            return list(_located(_listed(book), source.text))
    except RecursionError:
        return NotRead(path, "not a notebook: nested too deeply")
    except ValueError as problem:
        return NotRead(path, f"not a notebook: {problem or 'not JSON'}")
    return NotRead(path, f"a notebook in {language}, which has no reader", foreign=True)


def source_of(source: Source, cells: list[CodeCell], first: int = 1) -> Source:
    """The cells as one text whose lines know their raw line and their cell."""
    lines: list[tuple[int, Cell | None]] = []
    for cell in cells:
        for number in range(cell.text.count("\n") + 1):
            raw = cell.raw[min(number, len(cell.raw) - 1)] if cell.raw else 1
            lines.append((raw, Cell(cell.number, first + number)))
    return Source(source.file, "\n".join(cell.text for cell in cells), tuple(lines))


def _listed(book: object) -> list[dict[str, object]]:
    """All cells, whatever their type; old notebooks keep them in worksheets."""
    listed = book.get("cells") if isinstance(book, dict) else None
    sheets = book.get("worksheets") if isinstance(book, dict) and listed is None else None
    if isinstance(sheets, list):
        found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        listed = [cell for cells in found if isinstance(cells, list) for cell in cells]
    if not isinstance(listed, list):
        raise ValueError("it has no list of cells")
    if not all(isinstance(cell, dict) for cell in listed):
        raise ValueError("one of its cells is not an object")
    return listed


def _language(book: object) -> str:
    """What the kernel runs, in small letters; Python where nothing is said."""
    metadata = book.get("metadata") if isinstance(book, dict) else None
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        told = metadata.get(key) if isinstance(metadata, dict) else None
        if isinstance(told, dict) and isinstance(told.get(name), str) and told[name]:
            return str(told[name]).lower()
    return "python"


def _located(listed: list[dict[str, object]], raw: str) -> Iterator[CodeCell]:
    """Each text is found where its value follows a key, from cell to cell, so that outputs are passed over."""
    keys, read_value = KEY.finditer(raw), json.JSONDecoder().raw_decode
    line, counted = 1, 0
    between = _texts_between(listed)
    for number, cell in enumerate(listed, 1):
        written = cell.get("source", cell.get("input"))
        if written is None:
            continue
        at = next((key.end() for key in keys if read_value(raw, key.end())[0] == written), -1)
        if at > 0:
            line, counted = line + raw.count("\n", counted, at), at
        if cell.get("cell_type") == "code":
            pieces = _pieces(written, raw, at, line)
            run = cell.get("execution_count", cell.get("prompt_number"))
            text = "".join(piece for piece, _ in pieces)
            after = next((i for i in range(number, len(listed)) if listed[i].get("cell_type") == "code"), len(listed))
            around = between[number - 1], between[after]
            yield CodeCell(number, text, _raw_lines(pieces), run if isinstance(run, int) else 0, cell, *around)


def _texts_between(listed: list[dict[str, object]]) -> list[str]:
    """The text before each cell since the last one of code, and at the end that after them all."""
    found, text = [], ""
    for cell in listed:
        found.append(text)
        written = cell.get("source")
        if cell.get("cell_type") == "code":
            text = ""
        elif isinstance(written, str | list):
            text += "".join(map(str, written)) + "\n"
    return [*found, text]


def _pieces(written: object, raw: str, at: int, line: int) -> list[tuple[str, int]]:
    """The strings that a text is written as, each with its raw line; line ends as everywhere."""
    if isinstance(written, str):
        return [(_with_plain_ends(written), line)]
    if not isinstance(written, list) or not all(isinstance(piece, str) for piece in written):
        raise ValueError("the text of a cell is no text")
    if at < 0:  # a key written with escapes
        return [(_with_plain_ends(piece), line) for piece in written]
    found, end, read_value = [], at + 1, json.JSONDecoder().raw_decode
    for piece in written:
        start = BETWEEN.match(raw, end).end()  # type: ignore[union-attr]  # it matches the empty string
        line += raw.count("\n", end, start)
        found.append((_with_plain_ends(piece), line))
        end = read_value(raw, start)[1]
    return found


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _raw_lines(pieces: list[tuple[str, int]]) -> tuple[int, ...]:
    """For each line of the joined pieces the raw line on which it begins."""
    found = [raw for _, raw in pieces[:1]]
    for index, (piece, raw) in enumerate(pieces):
        breaks = piece.count("\n")
        if breaks:
            following = pieces[index + 1][1] if index + 1 < len(pieces) else raw
            found += [raw] * (breaks - 1)
            found.append(following if piece.endswith("\n") else raw)
    return tuple(found)
