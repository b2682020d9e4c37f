"""What does a notebook keep beside its code: how were its cells run, what did they end in?"""

import ast
from collections.abc import Mapping
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import CellRun, CellRuns, Place, Source

from .cells import CodeCell, source_of

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


def _run(cell: CodeCell, statements: list[ast.stmt], where: Place) -> CellRun:
    error, told = error_of(cell.stored)
    title = where.path.rpartition("/")[2].replace("_", " ")
    metadata = cell.stored.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    weighs, defines = not _sets_up(statements), all(isinstance(one, DEFINITIONS) for one in statements)
    expected = error in ANNOUNCED or (isinstance(tags, list) and "raises-exception" in tags)
    expected = expected or is_announced(cell) or bool(EXPECTED.search(f"{title} {cell.below}"))
    return CellRun(where, cell.run, weighs, defines, error, told, bool(error) and expected)


def error_of(stored: Mapping[str, object]) -> tuple[str, str]:
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


def is_announced(cell: CodeCell) -> bool:
    """The text above the cell or a comment in it speaks of an exception, or of code that is still to be written."""
    around = f"{cell.above} {' '.join(COMMENT.findall(cell.text))}"
    return bool(EXPECTED.search(around) or TO_FILL.search(cell.above))
