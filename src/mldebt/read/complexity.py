"""How complex is a function? A branch count rides on the walk; radon counts again where it comes near the limit
and radon may see it otherwise: it adds functions inside, and knows `case _`."""

import ast
from collections.abc import Iterator
from functools import cache
from typing import Any

WITH_INNER = 8
"""A function with functions inside is near any limit from this count on, since radon adds their branches."""
COUNTED = frozenset({
    ast.Try, ast.BoolOp, ast.If, ast.IfExp, ast.Match, ast.For, ast.While, ast.AsyncFor, ast.comprehension, ast.Assert,
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
})  # fmt: skip
"""Nodes that radon treats in a way of their own; the others it only passes through."""


LEAVES = (ast.Name, ast.Constant, ast.Global, ast.Nonlocal, ast.Pass, ast.Break, ast.Continue, ast.alias)
PLAIN = frozenset({"ctx", "op", "ops", "id", "attr", "name", "asname", "kind", "type_comment", "n", "s", "arg"})
"""Fields that hold no node with a counted one below it; `arg` is one where it holds a name."""


def _holding(base: type[ast.AST]) -> Iterator[tuple[type[ast.AST], tuple[str, ...]]]:
    for kind in base.__subclasses__():
        yield from _holding(kind)
        if kind._fields and kind not in LEAVES:
            yield kind, tuple(field for field in kind._fields if field not in PLAIN)


HOLDING = dict(_holding(ast.AST))
"""The fields in which a counted node may stand, by the type of node; types without any are not gone into."""


def branches(node: ast.stmt) -> int:
    """The decisions a statement adds by itself, its expressions aside (McCabe 1976)."""
    match node:
        case ast.For() | ast.AsyncFor() | ast.While():
            return 1 + bool(node.orelse)
        case ast.Try() | ast.TryStar():
            return len(node.handlers) + bool(node.orelse)
        case ast.Match():
            return len(node.cases)
    return 1


def radon_complexity(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int | None:
    """Cyclomatic complexity as `radon cc --no-assert` shows it, counted on the tree we already have.

    None for a function nested too deeply for radon: a chain of some hundred `elif`.
    """
    from radon.visitors import Function

    visited = [_visitor()(off=False, no_assert=True) for _ in node.body]
    try:
        for visitor, statement in zip(visited, node.body, strict=True):
            visitor.visit(statement)
    except RecursionError:
        return None
    inner = [function for visitor in visited for function in visitor.functions]
    own = 1 + sum(visitor.complexity for visitor in visited)
    return int(Function(node.name, node.lineno, 0, 0, False, None, inner, own).complexity)


@cache
def _visitor() -> type[Any]:
    """radon's visitor, led straight to the nodes that it counts."""
    from radon.visitors import ComplexityVisitor

    class Led(ComplexityVisitor):  # type: ignore[misc]  # radon is not typed
        def generic_visit(self, node: ast.AST) -> None:
            if type(node) in COUNTED:
                super().generic_visit(node)
                return
            for inner in _counted_below(node):
                self.visit(inner)

    return Led


def _counted_below(node: ast.AST) -> list[ast.AST]:
    """The nearest counted nodes below a node that is not counted itself."""
    found: list[ast.AST] = []
    stack: list[Any] = [node]
    while stack:
        node = stack.pop()
        for field in HOLDING.get(type(node), ()):
            child: Any = getattr(node, field, None)
            for item in child if type(child) is list else (child,):
                kind = type(item)
                if kind in COUNTED:
                    found.append(item)
                elif kind in HOLDING:
                    stack.append(item)
    return found
