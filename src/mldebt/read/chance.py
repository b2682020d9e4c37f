"""In which order is a list, and did anybody choose it? Follows listings and sets through the names of one scope.

What a function of the file returns is known to those that call it; everything else that is not in the table of
orderings is taken to put things in order, so a doubt is never a finding.
"""

import ast
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mldebt.knowledge import Orderings

from .words import holds_numbers, holds_text

DEEPEST = 12
SET_OPERATORS = (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)
Report = Callable[["Event"], None]


class Chance(NamedTuple):
    """An order that nobody chose. `made` is the call or display it comes from; `text`: its things are strings (None:
    nobody knows)."""

    kind: str
    name: str
    made: ast.expr
    text: bool | None = None


class Event(NamedTuple):
    """Something in the order `by` is put to use: `node` in the scope's statement."""

    node: ast.expr | ast.stmt
    by: Chance


class Orders:
    """The orders in one scope: names, and attributes of `self`, to the Chance they hold. Mutable while it is read."""

    def __init__(self, table: Orderings, returned: dict[str, Chance], outer: dict[str, Chance]) -> None:
        self.table = table
        self.returned = returned
        self.held: dict[str, Chance | None] = {**outer}

    def of(self, node: ast.expr | None, depth: int = 0) -> Chance | None:
        """The order of what the expression makes, if nobody chose it."""
        if node is None or depth > DEEPEST:
            return None
        answer = EXPRESSIONS.get(type(node))
        return answer(self, node, depth) if answer is not None else None

    def _of_name(self, node: ast.Name | ast.Attribute, _: int) -> Chance | None:
        return self.held.get(key_of(node))

    def _of_loop(self, node: ast.ListComp | ast.GeneratorExp, depth: int) -> Chance | None:
        return self._first([part.iter for part in node.generators], depth)

    def _of_display(self, node: ast.Set, _: int) -> Chance | None:
        text = _kinds_of(node.elts)
        return None if text is False else Chance("hashes", "a set", node, text)

    def _of_set_loop(self, node: ast.SetComp, _: int) -> Chance | None:
        numbers, text = holds_numbers(node.elt), holds_text(node)
        return None if numbers else Chance("hashes", "a set", node, True if text else None)

    def _of_operation(self, node: ast.BinOp, depth: int) -> Chance | None:
        found = self._first([node.left, node.right], depth)
        if isinstance(node.op, ast.Add):
            return found
        return found if isinstance(node.op, SET_OPERATORS) and found and found.kind == "hashes" else None

    def _of_list(self, node: ast.List | ast.Tuple, depth: int) -> Chance | None:
        return self._first([one.value for one in node.elts if isinstance(one, ast.Starred)], depth)

    def _of_choice(self, node: ast.IfExp, depth: int) -> Chance | None:
        return self._first([node.body, node.orelse], depth)

    def _of_value(self, node: ast.NamedExpr | ast.Starred | ast.Await, depth: int) -> Chance | None:
        return self.of(node.value, depth + 1)

    def _first(self, nodes: Iterable[ast.expr], depth: int) -> Chance | None:
        return next(filter(None, (self.of(node, depth + 1) for node in nodes)), None)

    def _of_call(self, node: ast.Call, depth: int) -> Chance | None:
        name = name_of(node)
        row = self.table.get(name) or (
            self.table.get("?." + node.func.attr) if isinstance(node.func, ast.Attribute) else None
        )
        if row is None:
            return self.returned.get(name)
        if row.kind in ("lists", "walks"):
            return Chance(row.kind, name.removeprefix("?."), node, True)
        if row.kind == "hashes":
            return self._of_set(node, depth)
        if row.kind == "keeps":
            return self._first(node.args[row.first :], depth)
        if row.kind == "method" and isinstance(node.func, ast.Attribute):
            return self.of(node.func.value, depth + 1)
        return None

    def _of_set(self, node: ast.Call, depth: int) -> Chance | None:
        inner = node.args[0] if node.args else None
        if inner is not None and holds_numbers(inner):
            return None
        before = self.of(inner, depth + 1)
        text = True if (before and before.text) or (inner is not None and holds_text(inner)) else None
        return Chance("hashes", "a set", node, text)

    def _of_part(self, node: ast.Subscript, depth: int) -> Chance | None:
        """A slice, a column, or the files that a walk found are in the order of the whole; one element is in none."""
        whole = self.of(node.value, depth + 1)
        if whole is None:
            return None
        part = node.slice
        is_column = isinstance(part, ast.List) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        return whole if isinstance(part, ast.Slice) or is_column or whole.kind == "walks" else None


EXPRESSIONS: dict[type[ast.expr], Callable[..., Chance | None]] = {
    ast.Name: Orders._of_name, ast.Attribute: Orders._of_name, ast.Call: Orders._of_call,
    ast.ListComp: Orders._of_loop, ast.GeneratorExp: Orders._of_loop, ast.Set: Orders._of_display,
    ast.SetComp: Orders._of_set_loop, ast.BinOp: Orders._of_operation, ast.Subscript: Orders._of_part,
    ast.List: Orders._of_list, ast.Tuple: Orders._of_list, ast.IfExp: Orders._of_choice,
    ast.NamedExpr: Orders._of_value, ast.Starred: Orders._of_value, ast.Await: Orders._of_value,
}  # fmt: skip


def name_of(node: ast.Call) -> str:
    """The full dotted name of what is called, as the walk found it."""
    found = getattr(node, "dotted", "")
    return found if isinstance(found, str) else ""


def key_of(node: ast.AST) -> str:
    """`files` and `self.files`; empty for what is kept elsewhere."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"self.{node.attr}"
    return ""


def _kinds_of(elements: list[ast.expr]) -> bool | None:
    """True: strings; False: numbers, or constants of which nothing is known to vary; None: unknown."""
    kinds = {type(one.value) for one in elements if isinstance(one, ast.Constant)}
    if len(kinds) == 1 and all(isinstance(one, ast.Constant) for one in elements):
        return kinds == {str}
    return None
