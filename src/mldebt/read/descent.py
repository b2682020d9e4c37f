"""What stands below a node of a tree? As `ast.walk` gives it, nearest first, at a third of the price."""

import ast

PLAIN = frozenset({
    "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "level", "module", "n", "name", "op",
    "ops", "s", "simple", "type_comment", "type_ignores",
})  # fmt: skip
"""Fields that hold no expression and no statement. `value` is one of a constant, which holds none either."""
FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: (), ast.Global: (), ast.Nonlocal: ()}
"""The other fields of each type of node, found when it is first met."""


def within(root: ast.AST) -> list[ast.AST]:
    """The node and all below it, without signs such as `ast.Add` and `ast.Load`."""
    found, fields = [root], FIELDS
    for node in found:  # which grows on the way
        kind = type(node)
        held = fields.get(kind)
        if held is None:
            held = _fields(kind)
        for field in held:
            child = getattr(node, field, None)
            if type(child) is list:
                found += [one for one in child if isinstance(one, ast.AST)] if kind in SPARSE else child
            elif child is not None and isinstance(child, ast.AST):
                found.append(child)
    return found


def children(node: ast.AST) -> list[ast.AST]:
    """What the node holds itself, in the order of its fields, without signs."""
    found: list[ast.AST] = []
    kind = type(node)
    for field in FIELDS.get(kind) or _fields(kind):
        child = getattr(node, field, None)
        if type(child) is list:
            found += [one for one in child if isinstance(one, ast.AST)] if kind in SPARSE else child
        elif child is not None and isinstance(child, ast.AST):
            found.append(child)
    return found


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    if kind not in FIELDS:
        FIELDS[kind] = tuple(field for field in kind._fields if field not in PLAIN)
    return FIELDS[kind]


SPARSE = frozenset({ast.Dict, ast.arguments, ast.MatchMapping, ast.MatchClass, ast.Global, ast.Nonlocal})
"""Types whose lists hold None where `**` or a missing default stands, or names."""
