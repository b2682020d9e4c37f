"""Which names does a tree bind, and to what?"""

import ast
from collections.abc import Iterator

from .outline import Outline


def bindings(outline: Outline) -> Iterator[tuple[str, int, ast.expr, ast.AST]]:
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
        for name in [target] if isinstance(target, ast.Name) else ast.walk(target):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                yield name.id, name.lineno, value, node
