"""Which names does a notebook use that nothing in it defines above? Silent where names may come from elsewhere."""

import ast
import builtins
from collections.abc import Iterable, Iterator

from mldebt import patterns as re
from mldebt.knowledge import InteractiveNames
from mldebt.model import Lend, LooseName, LooseNames, Source

from .descent import within
from .loose import Loose, loose_names
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
    reading = _Reading(kept, tree, table.of_kind("command"))
    found = [LooseName("", whole.place(1), None)]
    for loose in loose_names(tree, known):
        where = whole.place(loose.node.lineno, loose.node.col_offset + 1)
        if where.cell is not None and not reading.forgives(loose, where.cell.index):
            found.append(LooseName(loose.name, where, whole.place(loose.later.lineno) if loose.later else None))
    excerpts = not reading.ever_run and sum(loose.later is None for loose in found) > EXCERPTS
    return LooseNames(found[:1] if excerpts else found)


class _Reading:
    """What a notebook says of the names that nothing above defines."""

    def __init__(self, kept: list[Kept], tree: ast.Module, commands: frozenset[str]) -> None:
        self.ever_run = any(cell.run for cell, _ in kept)
        self._cells = {cell.number: cell for cell, _ in kept}
        self._to_fill, self._empty = _left_open(kept)
        self._commands = commands
        alone = [node for node in tree.body if isinstance(node, ast.Expr)]
        self._bare = {_leftmost(node) for node in alone}
        self._lone = {node.value for node in alone}

    def forgives(self, loose: Loose, number: int) -> bool:
        """It is no name of the code, or somebody knows that it is missing."""
        cell = self._cells[number]
        command = loose.name in self._commands and loose.node in self._bare
        if command or HISTORY.fullmatch(loose.name) or error_of(cell.stored)[0] == "NameError":
            return True  # what the notebook itself shows it need not be told
        if loose.later is not None:
            return number >= self._to_fill
        idle = self.ever_run and not cell.run
        return idle or number >= min(self._to_fill, self._empty) or loose.node in self._lone or is_announced(cell)


def _is_opaque(tree: ast.Module, texts: list[str], magics: frozenset[str]) -> bool:
    """Names may come from where nobody sees them: a star import, `exec`, a magic that runs a file."""
    suspect = any(SUSPECT.search(text) for text in texts)
    if suspect and any(map(_hides_names, within(tree))):
        return True
    return any(found.group(1) in magics for text in texts if "%" in text for found in MAGIC.finditer(text))


def _hides_names(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(names=[ast.alias(name="*"), *_]):
            return True
        case ast.Call(func=ast.Name(id=called)):
            return called in REACHES_IN
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")))):
            return True
    return False


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
