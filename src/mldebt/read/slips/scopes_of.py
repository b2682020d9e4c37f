"""What the collectors of several libraries ask of a tree: what a function itself does, which names are its own."""

import ast
from collections.abc import Iterator

from ..bound_names import arguments
from ..outline import Outline
from ..walk import Definition

INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
Loop = ast.For | ast.AsyncFor | ast.While


def own_nodes(holder: ast.AST) -> Iterator[ast.AST]:
    """Everything in a body, functions and classes defined in it aside, in the order of the source."""
    stack: list[ast.AST] = [*reversed(getattr(holder, "body", []) + getattr(holder, "orelse", []))]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, INNER):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def own_names(function: Definition) -> frozenset[str]:
    """Parameters, and what the function assigns to without declaring it somebody else's."""
    shared = shared_names(function)
    stored = {
        node.id for node in own_nodes(function) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    return frozenset({*(one.arg for one in arguments(function.args)), *stored} - shared)


def shared_names(function: Definition) -> frozenset[str]:
    """Names declared global or nonlocal."""
    nodes = [node for node in own_nodes(function) if isinstance(node, ast.Global | ast.Nonlocal)]
    return frozenset(name for node in nodes for name in node.names)


def loops_around(outline: Outline, node: ast.AST) -> list[Loop]:
    """The loops in whose bodies the node stands, within its own function, the nearest first."""
    found: list[Loop] = []
    below = node
    for above in outline.parents(node):
        if isinstance(above, INNER):
            break
        if isinstance(above, Loop) and below in above.body:
            found.append(above)
        below = above
    return found


def qualified(node: ast.AST) -> str:
    """`Net.call`, as the walk called the function."""
    scope = getattr(node, "scope", None)
    return scope.qualified if scope is not None else ""
