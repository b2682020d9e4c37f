"""What does a Jupyter notebook run? Its code cells in order as one program, magics handed to their own readers."""

from collections.abc import Iterator

from mldebt.model import AUDITED, Commands, Language, Lend, NotRead, Rerun, RunOrder, Source

from .cells import CodeCell, code_cells, source_of
from .door import Part, facts, joined, read_part
from .magics import STATEMENT, language_of, opening, without_magics
from .notebook_installs import commands_of, installs_of
from .notebook_names import names_of
from .notebook_state import Kept, cell_runs
from .python import parsed, read_tree


def read(source: Source, lend: Lend) -> Part:
    """Facts of all cells. A cell that does not parse is not read; the others are."""
    cells = code_cells(source)
    if isinstance(cells, NotRead):
        return Part(not_read=(cells,))
    python, others = [], []
    for cell in cells:
        language, text, unread = _without_opening(cell)
        if language is Language.PYTHON:
            plain, asides = without_magics(text)
            python.append(cell._replace(text=plain))
            for aside in asides:
                raw = cell.raw[aside.line - 1 :] or cell.raw[-1:]
                part = source_of(source, [CodeCell(cell.number, aside.text.rstrip("\n"), raw)], aside.line)
                others.append(Part(read_part(aside.language, part, lend).facts))
        elif language is not None:
            others.append(read_part(language, source_of(source, [cell._replace(text=text)]), lend))
        else:
            line = source_of(source, [cell]).place(1).line
            others.append(Part(not_read=(NotRead(source.file.path, unread, line, text.count("\n"), True),)))
    order = Part(facts(RunOrder(_reruns(cells, source))))
    found = joined([_python(python, cells, source, lend), order, *others])
    installs = installs_of(found.facts.get(Commands, ()), {cell.number: cell.text for cell in cells}, lend)
    return Part(found.facts | facts(installs), found.logical_lines, found.not_read)


def _reruns(cells: list[CodeCell], source: Source) -> Iterator[Rerun]:
    """The first cell that was run before one that stands above it."""
    last: CodeCell | None = None
    for cell in cells:
        if cell.run and last is not None and cell.run < last.run:
            yield Rerun(source_of(source, [cell]).place(1), source_of(source, [last]).place(1))
            return
        last = cell if cell.run else last


def parts(source: Source) -> Iterator[tuple[Language, Source]]:
    """Each cell's text in the language it is in, without magics."""
    cells = code_cells(source)
    for cell in [] if isinstance(cells, NotRead) else cells:
        language, text, _ = _without_opening(cell)
        plain = without_magics(text)[0] if language is Language.PYTHON else text
        yield language or Language.OTHER, source_of(source, [cell._replace(text=plain)])


def _without_opening(cell: CodeCell) -> tuple[Language | None, str, str]:
    """The cell's language, its text with the magic that begins it blanked, and why it is not read if it is not."""
    name, rest, lines = opening(cell.text)
    if not lines:
        return Language.PYTHON, cell.text, ""
    language = language_of(name, rest)
    body = "\n".join(cell.text.split("\n")[lines:])
    head = rest if language is Language.SQL and STATEMENT.match(rest) else ""
    return language, "\n" * (lines - 1) + head + "\n" + body, f"cell {cell.number}: %%{name} has no reader"


def _python(cells: list[CodeCell], all_cells: list[CodeCell], source: Source, lend: Lend) -> Part:
    whole = source_of(source, cells)
    tree = parsed(whole.text)
    missing: list[NotRead] = []
    readable = cells
    if isinstance(tree, NotRead):
        readable = []
        for cell in cells:
            alone = parsed(cell.text)
            if isinstance(alone, NotRead):
                where = source_of(source, [cell]).place(alone.line)
                reason = f"cell {cell.number}: {alone.reason}"
                missing.append(NotRead(source.file.path, reason, where.line, cell.text.count("\n") + 1))
            else:
                readable.append(cell)
        whole = source_of(source, readable)
        tree = parsed(whole.text)
    if isinstance(tree, NotRead):
        return Part(not_read=(*missing, NotRead(source.file.path, tree.reason, tree.line)))
    part = read_tree(tree, whole, lend, notebook=True)
    texts = {cell.number: cell.text for cell in readable}
    kept = [Kept(cell, texts.get(cell.number)) for cell in all_cells]
    state = facts(
        cell_runs(kept, tree, whole), names_of(kept, tree, whole, lend),
    ) if source.file.role in AUDITED else {}  # fmt: skip
    calls = Part(facts(Commands(commands_of(tree, whole))))
    return joined([Part(part.facts | state, part.logical_lines, tuple(missing)), calls])
