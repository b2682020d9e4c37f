"""Which names may running a piece of code bind in its own scope?"""

import ast
from collections.abc import Callable, Iterable, Iterator

from .descent import within
from .walk import Definition


def bound(root: ast.AST, own: bool = False) -> set[str]:
    """Names that running the statement (`own`), or the body of the function or class, may bind in its own scope."""
    names: set[str] = set()
    stack: list[ast.AST] = [root] if own else [*_body(root)]
    while stack:
        node = stack.pop()
        bind = BINDING.get(type(node))
        stack.extend(ast.iter_child_nodes(node) if bind is None else bind(node, names))
    return names


def own_names(node: Definition) -> set[str]:
    """Parameters, and what the function binds without declaring it the module's."""
    own = {argument.arg for argument in arguments(node.args)} | bound(node) | {"__class__"}
    return own - {name for inner in node.body for name in _declared(inner)}


def arguments(given: ast.arguments) -> list[ast.arg]:
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return [*named, *filter(None, (given.vararg, given.kwarg))]


def _body(node: ast.AST) -> Iterable[ast.AST]:
    body = getattr(node, "body", [])
    return body if isinstance(body, list) else [body]


# What each kind of node binds; each gives the nodes in it in which more may be bound.


def _name(node: ast.Name, names: set[str]) -> Iterable[ast.AST]:
    if isinstance(node.ctx, ast.Store):
        names.add(node.id)
    return ()


def _import(node: ast.Import | ast.ImportFrom, names: set[str]) -> Iterable[ast.AST]:
    names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
    return ()


def _definition(node: Definition | ast.ClassDef, names: set[str]) -> Iterable[ast.AST]:
    names.add(node.name)
    names.update(name for inner in within(node) if isinstance(inner, ast.Global) for name in inner.names)
    return node.decorator_list


def _capture(node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar, names: set[str]) -> Iterable[ast.AST]:
    names.update(filter(None, (node.name,)))
    return ast.iter_child_nodes(node)


def _rest(node: ast.MatchMapping, names: set[str]) -> Iterable[ast.AST]:
    names.update(filter(None, (node.rest,)))
    return ast.iter_child_nodes(node)


def _changed(node: ast.AugAssign, _: set[str]) -> Iterable[ast.AST]:
    """`total += 1` needs a name that is bound already."""
    return [node.value] if isinstance(node.target, ast.Name) else [node.value, node.target]


def _comprehension(node: ast.expr, names: set[str]) -> Iterable[ast.AST]:
    names.update(inner.target.id for inner in within(node) if isinstance(inner, ast.NamedExpr))
    return ()


def _nothing(_: ast.AST, __: set[str]) -> Iterable[ast.AST]:
    return ()


BINDING: dict[type[ast.AST], Callable[..., Iterable[ast.AST]]] = {
    ast.Name: _name, ast.Import: _import, ast.ImportFrom: _import, ast.FunctionDef: _definition,
    ast.AsyncFunctionDef: _definition, ast.ClassDef: _definition, ast.ExceptHandler: _capture, ast.MatchAs: _capture,
    ast.MatchStar: _capture, ast.MatchMapping: _rest, ast.AugAssign: _changed, ast.ListComp: _comprehension,
    ast.SetComp: _comprehension, ast.DictComp: _comprehension, ast.GeneratorExp: _comprehension, ast.Lambda: _nothing,
    ast.Constant: _nothing,
}  # fmt: skip


def _declared(root: ast.stmt) -> Iterator[str]:
    """Names that the function itself, not one inside it, takes from the module."""
    stack: list[ast.AST] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Global):
            yield from node.names
        elif not isinstance(node, Definition | ast.ClassDef | ast.Lambda | ast.expr):
            stack.extend(ast.iter_child_nodes(node))
