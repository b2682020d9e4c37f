"""How complex is a function? A branch count rides on the walk; radon counts again where it comes near the limit."""

import ast

NEAR_LIMIT = 14
"""From this count on radon's number is asked for: it is what the report shows, and costs a second walk."""
WITH_INNER = 6
"""The same for a function with functions inside, whose branches radon adds to its own."""


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


def radon_complexity(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Cyclomatic complexity as `radon cc --no-assert` shows it, counted on the tree we already have."""
    from radon.visitors import ComplexityVisitor

    found = ComplexityVisitor.from_ast(node, no_assert=True).functions
    return int(found[0].complexity) if found else 1
