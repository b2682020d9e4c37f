"""Which statements stand alone because somebody looks at their values, as at the end of a notebook's cell?"""

import ast
from collections.abc import Iterator
from itertools import pairwise

from mldebt import patterns as re

from ..outline import Outline
from .kinds import Kinds
from .selections import PANDAS

CELL_MARK = re.compile(r"^# ?(?:In ?\[|%%|<codecell>)")
"""What exported notebooks and editors write between cells."""
LOOKS = 2
"""So many statements that only look at something make a script a record of lines run by hand."""


def shown_values(kinds: Kinds) -> set[ast.stmt]:
    """Those at the end of a cell, whose value a notebook shows; all of them where each line was run by hand."""
    outline, body = kinds.outline, kinds.outline.tree.body
    is_notebook = bool(body) and outline.place(body[0]).cell is not None
    by_hand = bool(body) and not is_notebook and sum(_looks(kinds, node) for node in body) >= LOOKS
    if "ast_node_interactivity" in outline.text or by_hand:
        return set(body)
    marks = [number for number, line in enumerate(outline.text.split("\n"), 1) if CELL_MARK.match(line)]
    last = body[-1:] if marks or is_notebook else []
    return {*last, *(_before_cells(outline, body) if is_notebook else _before_marks(body, marks))}


def _before_cells(outline: Outline, body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The last statements of a notebook's cells."""
    cells = [outline.place(node).cell for node in body]
    for node, (here, behind) in zip(body, pairwise(cells), strict=False):
        if here and behind and here.index != behind.index:
            yield node


def _before_marks(body: list[ast.stmt], marks: list[int]) -> Iterator[ast.stmt]:
    """Statements behind which a comment begins the next cell."""
    position = 0
    for here, behind in pairwise(body) if marks else ():
        while position < len(marks) and marks[position] < here.lineno:
            position += 1
        if position < len(marks) and marks[position] < behind.lineno:
            yield here


def _looks(kinds: Kinds, node: ast.stmt) -> bool:
    """A statement that only looks at something, which makes sense where each line is run by hand."""
    if not isinstance(node, ast.Expr):
        return False
    if isinstance(node.value, ast.Call):
        row = kinds.member(node.value.func)
        idle = row is not None and not row.transforms and not row.drops and not row.inplace
        return idle and isinstance(node.value.func, ast.Attribute) and kinds.of(node.value.func) in PANDAS
    return isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript | ast.Compare)
