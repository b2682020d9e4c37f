"""Which names does each statement use, and which members does a function ask of its parameters?"""

import ast

from ..descent import within
from ..outline import Outline
from ..walk import Definition
from .selections import Selections


def names_by_statement(outline: Outline, wanted: set[str]) -> dict[ast.stmt, list[ast.Name]]:
    """The wanted names of each statement, less those of the statements in it, and less those that an expression
    binds."""
    found: dict[ast.stmt, list[ast.Name]] = {}
    for name in outline.of(ast.Name):
        if name.id in wanted and (statement := outline.statement(name)) is not None:
            found.setdefault(statement, []).append(name)
    for statement, hidden in _hidden(outline).items():
        if statement in found:
            found[statement] = [name for name in found[statement] if name.id not in hidden]
    return found


def _hidden(outline: Outline) -> dict[ast.stmt | None, set[str]]:
    """The names that comprehensions and lambdas bind for themselves, by statement."""
    found: dict[ast.stmt | None, set[str]] = {}
    for part in outline.of(ast.comprehension):
        names = {name.id for name in within(part.target) if isinstance(name, ast.Name)}
        found.setdefault(outline.statement(part), set()).update(names)
    for one in outline.of(ast.Lambda):
        found.setdefault(outline.statement(one), set()).update(arg.arg for arg in one.args.args)
    return found


def shown_parameters(kinds: Selections) -> dict[ast.AST, dict[str, str]]:
    """For each function the kinds of what it is given, by the members that it asks for."""
    found: dict[ast.AST, dict[str, str]] = {}
    for member in kinds.outline.of(ast.Attribute):
        kind = kinds.revealed(member) if isinstance(member.value, ast.Name) else ""
        if kind:
            name = member.value.id  # type: ignore[attr-defined]  # a name
            owner = _owner(kinds.outline, member, name)
            if owner is not None and found.get(owner, {}).get(name) != "frame":
                found.setdefault(owner, {})[name] = kind
    return found


def _owner(outline: Outline, node: ast.AST, name: str) -> Definition | None:
    """The function around the node that has a parameter of the name."""
    for above in outline.parents(node):
        if isinstance(above, Definition):
            given = (*above.args.posonlyargs, *above.args.args, *above.args.kwonlyargs)
            if any(argument.arg == name for argument in given):
                return above
    return None
