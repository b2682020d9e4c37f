"""Which names does a notebook use that nothing in it defines above? Silent where names may come from elsewhere."""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator

from mldebt.knowledge import InteractiveNames
from mldebt.model import Lend, LooseName, LooseNames, Source

from .loose import loose_names
from .notebook_state import COMMENT, TO_FILL, Kept, error_of, is_announced

WORD = re.compile(r"[^\W\d]\w*")
HISTORY = re.compile(r"__\w+__|_+|_i*\d*|_[io]h|_dh")
"""What a shell calls earlier inputs and outputs, and names that belong to the language."""
MAGIC = re.compile(r"^[ \t]*(?:[\w.,\[\]\"' ]+=[ \t]*)?%{1,2}(\w+)", re.MULTILINE)
REACHES_IN = frozenset({"exec", "execfile", "globals", "locals", "vars", "setattr"})
"""Built-in functions through which names are defined that the code does not show."""
SUSPECT = re.compile(r"import\s*\(?\s*\*|get_ipython|\b(?:exec|execfile|globals|locals|vars|setattr)\b")
NEVER = 10**9
EXCERPTS = 6
"""A notebook that nobody has run and in which more names than these are defined nowhere shows pieces of other code."""


def names_of(kept: list[Kept], tree: ast.Module, whole: Source, lend: Lend) -> LooseNames:
    """The names that nothing above defines; empty where names may come from what cannot be read."""
    table = lend(InteractiveNames)
    texts = [cell.text for cell, _ in kept]
    if _is_opaque(tree, texts, table.of_kind("magic")):
        return LooseNames()
    known = frozenset(dir(builtins)) | table.of_kind("name") | _words_elsewhere(kept)
    cells = {cell.number: cell for cell, _ in kept}
    ever_run = any(cell.run for cell, _ in kept)
    to_fill, empty = _left_open(kept)
    found = [LooseName("", whole.place(1), None)]
    commands = table.of_kind("command")
    bare = {id(_leftmost(node)) for node in tree.body if isinstance(node, ast.Expr)}
    lone = {id(node.value) for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Name)}
    for name, node, later in loose_names(tree, known):
        where = whole.place(node.lineno, node.col_offset + 1)
        if where.cell is None or HISTORY.fullmatch(name) or (name in commands and id(node) in bare):
            continue
        cell = cells[where.cell.index]
        if cell.number >= (min(to_fill, empty) if later is None else to_fill):
            continue  # somebody is to fill it in
        if error_of(cell.stored)[0] == "NameError":
            continue  # the notebook shows it itself
        if later is None and (id(node) in lone or is_announced(cell) or (ever_run and not cell.run)):
            continue
        found.append(LooseName(name, where, whole.place(later.lineno) if later else None))
    excerpts = not ever_run and sum(loose.later is None for loose in found) > EXCERPTS
    return LooseNames(found[:1] if excerpts else found)


def _is_opaque(tree: ast.Module, texts: list[str], magics: frozenset[str]) -> bool:
    suspect = any(SUSPECT.search(text) for text in texts)
    for node in ast.walk(tree) if suspect else ():
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


def _left_open(kept: list[Kept]) -> tuple[int, int]:
    """The first cell that somebody is to write, and the first without code: what others need of it is not there."""
    to_fill = (cell.number for cell, _ in kept if TO_FILL.search(cell.text))
    empty = (cell.number for cell, _ in kept if not COMMENT.sub("", cell.text).strip())
    return next(to_fill, NEVER), next(empty, NEVER)


def _leftmost(statement: ast.Expr) -> ast.expr:
    node = statement.value
    while isinstance(node, ast.BinOp | ast.Attribute):
        node = node.left if isinstance(node, ast.BinOp) else node.value
    return node
