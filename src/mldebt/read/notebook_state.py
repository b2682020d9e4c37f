"""What does a notebook keep beside its code: how its cells were run, and can the names it uses come from it?"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mldebt.knowledge import InteractiveNames
from mldebt.model import CellRun, CellRuns, Lend, LooseName, LooseNames, Place, Source

from .cells import CodeCell, source_of
from .loose import loose_names

WORD = re.compile(r"[^\W\d]\w*")
HISTORY = re.compile(r"__\w+__|_+|_i*\d*|_[io]h|_dh")
"""What a shell calls earlier inputs and outputs, and names that belong to the language."""
MAGIC = re.compile(r"^[ \t]*(?:[\w.,\[\]\"' ]+=[ \t]*)?%{1,2}(\w+)", re.MULTILINE)
COMMENT = re.compile(r"#[^\n]*")
EXPECTED = re.compile(
    r"\b(?:errors?|exceptions?|except|fail\w*|rais(?:es?|ed|ing)|wrong|invalid|illegal|impossible|cannot|can't|can not"
    r"|won't|doesn't|does not|not allowed|not work\w*|not possible|broken|crash\w*|oops|incompatible|debug\w*"
    r"|mismatch\w*)\b",
    re.IGNORECASE,
)
"""Words around a cell that announce an exception."""
TO_FILL = re.compile(
    r"\b(?:your (?:own )?(?:code|answer|solution|turn)|to ?do|fill (?:in|out)|exercises?|code here|placeholder"
    r"|insert \w+ here|write \w+ code|homework|assignment)\b|_{3,}|<\w+(?: \w+)*>|\[YOUR",
    re.IGNORECASE,
)
"""Words of a cell that somebody else is to complete."""
ANNOUNCED = frozenset({"NotImplementedError", "SystemExit", "KeyboardInterrupt"})
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
REACHES_IN = frozenset({"exec", "execfile", "globals", "locals", "vars", "setattr"})
"""Built-in functions through which names are defined that the code does not show."""


EXCERPTS = 6
"""A notebook that nobody has run and in which more names than these are defined nowhere shows pieces of other code."""


class Kept(NamedTuple):
    """A code cell with what is left of it as Python: empty where it is in another language, None where it cannot be
    parsed."""

    cell: CodeCell
    python: str | None


def cell_runs(kept: list[Kept], tree: ast.Module, whole: Source) -> CellRuns:
    """One CellRun for each code cell that holds anything."""
    statements = _by_cell(tree, whole)
    return CellRuns(
        _run(cell, statements.get(cell.number, []), source_of(whole, [cell]).place(1))
        for cell, _ in kept
        if cell.text.strip()
    )


def _by_cell(tree: ast.Module, whole: Source) -> dict[int, list[ast.stmt]]:
    """The statements that each cell begins with."""
    by_cell: dict[int, list[ast.stmt]] = {}
    for statement in tree.body:
        cell = whole.place(statement.lineno).cell
        if cell is not None and not isinstance(statement, ast.Pass):
            by_cell.setdefault(cell.index, []).append(statement)
    return by_cell


def names_of(kept: list[Kept], tree: ast.Module, whole: Source, lend: Lend) -> LooseNames:
    """The names that nothing above defines; empty where names may come from what cannot be read."""
    table = lend(InteractiveNames)
    texts = [cell.text for cell, _ in kept]
    if _is_opaque(tree, texts, table.of_kind("magic")):
        return LooseNames()
    known = frozenset(dir(builtins)) | table.of_kind("name") | _words_elsewhere(kept)
    cells = {cell.number: cell for cell, _ in kept}
    ever_run = any(cell.run for cell, _ in kept)
    found = [LooseName("", whole.place(1), None)]
    commands = table.of_kind("command")
    bare = {id(_leftmost(node)) for node in tree.body if isinstance(node, ast.Expr)}
    lone = {id(node.value) for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Name)}
    for name, node, later in loose_names(tree, known):
        where = whole.place(node.lineno, node.col_offset + 1)
        if where.cell is None or HISTORY.fullmatch(name) or (name in commands and id(node) in bare):
            continue
        cell = cells[where.cell.index]
        if _is_left_open(kept, cell, nowhere=later is None) or _error(cell.stored)[0] == "NameError":
            continue  # somebody is to fill it in, or the notebook shows it itself
        if later is None and (id(node) in lone or _is_announced(cell) or (ever_run and not cell.run)):
            continue
        found.append(LooseName(name, where, whole.place(later.lineno) if later else None))
    excerpts = not ever_run and sum(loose.later is None for loose in found) > EXCERPTS
    return LooseNames(found[:1] if excerpts else found)


def _run(cell: CodeCell, statements: list[ast.stmt], where: Place) -> CellRun:
    error, told = _error(cell.stored)
    title = where.path.rpartition("/")[2].replace("_", " ")
    metadata = cell.stored.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    weighs, defines = not _sets_up(statements), all(isinstance(one, DEFINITIONS) for one in statements)
    expected = error in ANNOUNCED or (isinstance(tags, list) and "raises-exception" in tags)
    expected = expected or _is_announced(cell) or bool(EXPECTED.search(f"{title} {cell.below}"))
    return CellRun(where, cell.run, weighs, defines, error, told, bool(error) and expected)


def _error(stored: Mapping[str, object]) -> tuple[str, str]:
    """The exception that the cell's output ends in, and the first line of what it says."""
    outputs = stored.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict) and output.get("output_type") in ("error", "pyerr"):
            name, told = output.get("ename"), output.get("evalue")
            told = told.strip().partition("\n")[0] if isinstance(told, str) else ""
            return (name if isinstance(name, str) and name else "an exception"), told
    return "", ""


def _sets_up(statements: list[ast.stmt]) -> bool:
    imports = [s for s in statements if isinstance(s, ast.Import | ast.ImportFrom)]
    rest = [s for s in statements if not isinstance(s, ast.Import | ast.ImportFrom)]
    calls = all(isinstance(s, ast.Expr) or _sets_attribute(s) for s in rest)
    return not rest or (bool(imports) and calls)


def _sets_attribute(statement: ast.stmt) -> bool:
    """`plt.rcParams["figure.dpi"] = 100` and its like."""
    return isinstance(statement, ast.Assign) and all(
        isinstance(target, ast.Attribute | ast.Subscript) for target in statement.targets
    )


def _is_opaque(tree: ast.Module, texts: list[str], magics: frozenset[str]) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REACHES_IN:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            made = node.func.value
            if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "get_ipython":
                return True
    return any(found.group(1) in magics for text in texts if "%" in text for found in MAGIC.finditer(text))


def _words_elsewhere(kept: list[Kept]) -> frozenset[str]:
    """Words of everything that is not read as Python: a magic may bind a name, a broken cell may define one."""
    return frozenset(word for text in _unread(kept) for word in WORD.findall(text))


def _unread(kept: Iterable[Kept]) -> Iterator[str]:
    for cell, python in kept:
        if not python:
            yield cell.text
        elif python != cell.text:
            lines = zip(cell.text.split("\n"), python.split("\n"), strict=False)
            yield from (written for written, read in lines if written != read)


def _is_left_open(kept: list[Kept], cell: CodeCell, nowhere: bool) -> bool:
    """Somebody is to write the code of a cell above, so what this one needs of it is not there."""
    for other in (one.cell for one in kept if one.cell.number <= cell.number):
        if TO_FILL.search(other.text) or (nowhere and not COMMENT.sub("", other.text).strip()):
            return True
    return False


def _is_announced(cell: CodeCell) -> bool:
    """The text above the cell or a comment in it speaks of an exception, or of code that is still to be written."""
    around = f"{cell.above} {' '.join(COMMENT.findall(cell.text))}"
    return bool(EXPECTED.search(around) or TO_FILL.search(cell.above))


def _leftmost(statement: ast.Expr) -> ast.expr:
    node = statement.value
    while isinstance(node, ast.BinOp | ast.Attribute):
        node = node.left if isinstance(node, ast.BinOp) else node.value
    return node
