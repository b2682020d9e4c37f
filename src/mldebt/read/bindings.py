"""Where does a file give values to names, which are they, and which of them does it change afterwards?"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from .descent import within
from .outline import Outline

CHANGES = frozenset({
    "append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault", "popitem", "sort", "reverse", "add",
    "discard", "__setitem__",
})  # fmt: skip
"""Methods that change the thing they are called on."""
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Binding(NamedTuple):
    """A name gets a value at a place; None where the value is not an expression of its own (a loop, an argument)."""

    at: tuple[int, int]
    statement: ast.AST
    value: ast.expr | None


class Bindings:
    """`all` bindings by scope (None: the module) and name, in source order; the names of what is `changed` in place;
    and those that a function binds `elsewhere`, by `global` or `nonlocal`."""

    def __init__(self, outline: Outline) -> None:
        self.all: dict[tuple[ast.AST | None, str], list[Binding]] = defaultdict(list)
        self.elsewhere: set[str] = set()
        self._gather(outline)
        self.changed = self._changes(outline)
        for found in self.all.values():
            found.sort(key=lambda one: one.at)

    def _gather(self, outline: Outline) -> None:
        into = self.all
        for name in outline.of(ast.Name):
            if not isinstance(name.ctx, ast.Load) and not isinstance(outline.parent(name), ast.comprehension):
                statement = outline.statement(name) or outline.tree
                into[scope_of(outline, name), name.id].append(
                    Binding((name.lineno, name.col_offset), statement, _value(outline, name))
                )
        for argument in outline.of(ast.arg):
            holder = next((one for one in outline.parents(argument) if isinstance(one, SCOPES)), None)
            into[holder, argument.arg].append(Binding((0, 0), holder or outline.tree, None))
        defined: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = [
            *outline.of(ast.FunctionDef), *outline.of(ast.AsyncFunctionDef), *outline.of(ast.ClassDef),
        ]  # fmt: skip
        for one in defined:
            into[scope_of(outline, one), one.name].append(Binding((one.lineno, one.col_offset), one, None))
        imports: list[ast.Import | ast.ImportFrom] = [*outline.of(ast.Import), *outline.of(ast.ImportFrom)]
        for imported in imports:
            for alias in imported.names:
                bound = alias.asname or alias.name.partition(".")[0]
                at = (imported.lineno, imported.col_offset)
                into[scope_of(outline, imported), bound].append(Binding(at, imported, None))
        shares: list[ast.Global | ast.Nonlocal] = [*outline.of(ast.Global), *outline.of(ast.Nonlocal)]
        for shared in shares:
            self.elsewhere.update(shared.names)

    def _changes(self, outline: Outline) -> set[str]:
        parts: list[ast.Subscript | ast.Attribute] = [
            *outline.of(ast.Subscript),
            *outline.of(ast.Attribute),
        ]
        found = {_root(one) for one in parts if not isinstance(one.ctx, ast.Load)}
        for call in outline.of(ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr in CHANGES:
                found.add(_root(call.func))
        found.update(one.target.id for one in outline.of(ast.AugAssign) if isinstance(one.target, ast.Name))
        return found - {"", "self"}


def scope_of(outline: Outline, node: ast.AST) -> ast.AST | None:
    """The function or class in which a node stands; None for the module."""
    return next((above for above in outline.parents(node) if isinstance(above, SCOPES)), None)


def given_values(outline: Outline) -> Iterator[tuple[str, int, ast.expr, ast.AST]]:
    """Each name that is given a value, with the line, the value and the node."""
    found: list[tuple[ast.expr, ast.expr, ast.AST]] = []
    found += [(target, node.value, node) for node in outline.of(ast.Assign) for target in node.targets]
    found += [(node.target, node.value, node) for node in outline.of(ast.AnnAssign) if node.value is not None]
    found += [(node.target, node.value, node) for node in outline.of(ast.NamedExpr)]
    loops: list[ast.For | ast.AsyncFor] = [*outline.of(ast.For), *outline.of(ast.AsyncFor)]
    found += [(node.target, node.iter, node) for node in loops]
    blocks: list[ast.With | ast.AsyncWith] = [*outline.of(ast.With), *outline.of(ast.AsyncWith)]
    for block in blocks:
        found += [(item.optional_vars, item.context_expr, block) for item in block.items if item.optional_vars]
    for target, value, node in sorted(found, key=lambda one: (one[0].lineno, one[0].col_offset)):
        for name in [target] if isinstance(target, ast.Name) else within(target):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                yield name.id, name.lineno, value, node


def _value(outline: Outline, name: ast.Name) -> ast.expr | None:
    parent = outline.parent(name)
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        return parent.value
    if isinstance(parent, ast.withitem):
        return parent.context_expr
    if isinstance(parent, ast.Tuple | ast.List):
        above = outline.parent(parent)
        values = above.value if isinstance(above, ast.Assign) else None
        if isinstance(values, ast.Tuple | ast.List) and len(values.elts) == len(parent.elts):
            return values.elts[parent.elts.index(name)]
    return None


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
