"""Which names does Python code use that nothing above defines? By scope: what a function or a branch uses matters only
when it runs, so there a name counts only if nothing defines it anywhere."""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

Definition = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
LENIENT = frozenset({"NameError", "Exception", "BaseException", "UnboundLocalError"})
NOTHING: frozenset[str] = frozenset()


class Loose(NamedTuple):
    """The first use of a name, and the statement of the module that defines it later, if one does."""

    name: str
    node: ast.Name
    later: ast.stmt | None


def loose_names(tree: ast.Module, known: frozenset[str]) -> Iterator[Loose]:
    """One for each name, in the order of the code; `known` are the names that are always there."""
    defined: dict[str, int] = {}
    for turn, statement in enumerate(tree.body):
        for name in bound(statement, own=True):
            defined.setdefault(name, turn)
    told = set(known)
    for turn, statement in enumerate(tree.body):
        for node, later in _Uses().of(statement):
            name, at = node.id, defined.get(node.id)
            if name not in told and (at is None or (at > turn and not later)):
                told.add(name)
                yield Loose(name, node, None if at is None else tree.body[at])


def bound(root: ast.AST, own: bool = False) -> set[str]:
    """Names that running the statement (`own`), or the body of the function or class, may bind in its own scope."""
    names: set[str] = set()
    stack: list[ast.AST] = [root] if own else [*_body(root)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, Definition | ast.ClassDef):
            names.add(node.name)
            names |= _made_global(node)
            stack.extend(node.decorator_list)
            continue
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
        elif isinstance(node, ast.AugAssign):
            stack += [node.value] if isinstance(node.target, ast.Name) else [node.value, node.target]
            continue
        elif isinstance(node, Comprehension):
            names.update(n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
            continue
        elif isinstance(node, ast.Lambda):
            continue
        stack.extend(ast.iter_child_nodes(node))
    return names


def _made_global(node: ast.AST) -> set[str]:
    return {name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names}


def _body(node: ast.AST) -> Iterable[ast.AST]:
    body = getattr(node, "body", [])
    return body if isinstance(body, list) else [body]


class _Uses:
    """Uses of names of the module in one of its statements: (node, whether it may run later or never)."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.Name, bool]] = []

    def of(self, statement: ast.stmt) -> list[tuple[ast.Name, bool]]:
        self._visit(statement, NOTHING, False)
        return self.found

    def _all(self, nodes: Iterable[ast.AST | None], hidden: frozenset[str], later: bool) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node, hidden, later)

    def _visit(self, node: ast.AST, hidden: frozenset[str], later: bool) -> None:
        match node:
            case ast.Name():
                if isinstance(node.ctx, ast.Load) and node.id not in hidden:
                    self.found.append((node, later))
            case ast.AugAssign(target=ast.Name() as target):
                if target.id not in hidden:
                    self.found.append((target, later))
                self._visit(node.value, hidden, later)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._signature(node, hidden, later)
                self._all(node.body, hidden | _locals(node), True)
            case ast.Lambda():
                self._all([*node.args.defaults, *node.args.kw_defaults], hidden, later)
                self._visit(node.body, hidden | {argument.arg for argument in arguments(node.args)}, True)
            case ast.ClassDef():
                self._all([*node.decorator_list, *node.bases, *(k.value for k in node.keywords)], hidden, later)
                inside = hidden | bound(node) | {"__class__", "__module__", "__qualname__"}
                for inner in node.body:
                    if isinstance(inner, Definition):
                        self._signature(inner, inside, later)
                        self._all(inner.body, hidden | _locals(inner), True)
                    else:
                        self._visit(inner, inside, later)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, hidden, later or isinstance(node, ast.GeneratorExp))
            case ast.If() | ast.IfExp():
                self._visit(node.test, hidden, later)
                branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [*node.body, *node.orelse]
                self._all(branches, hidden, True)
            case ast.BoolOp():
                self._visit(node.values[0], hidden, later)
                self._all(node.values[1:], hidden, True)
            case ast.Try() | ast.TryStar():
                if not any(_forgives(handler.type) for handler in node.handlers):
                    self._all(node.body, hidden, later)
                self._all(node.handlers, hidden, True)
                self._all([*node.orelse, *node.finalbody], hidden, later)
            case ast.match_case():
                self._all([node.pattern, node.guard, *node.body], hidden, True)
            case ast.AnnAssign():
                self._visit(node.annotation, hidden, True)
                self._all([node.target, node.value], hidden, later)
            case _:
                self._all(ast.iter_child_nodes(node), hidden, later)

    def _signature(self, node: Definition, hidden: frozenset[str], later: bool) -> None:
        self._all([*node.decorator_list, *node.args.defaults, *node.args.kw_defaults], hidden, later)
        self._all([*(argument.annotation for argument in arguments(node.args)), node.returns], hidden, True)

    def _comprehension(self, node: Comprehension, hidden: frozenset[str], later: bool) -> None:
        self._visit(node.generators[0].iter, hidden, later and not isinstance(node, ast.GeneratorExp))
        own = {n.id for part in node.generators for n in ast.walk(part.target) if isinstance(n, ast.Name)}
        own |= {n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr)}
        inside = hidden | own
        self._all([part.iter for part in node.generators[1:]], inside, later)
        self._all([condition for part in node.generators for condition in part.ifs], inside, later)
        made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._all(made, inside, later or any(part.ifs for part in node.generators))


def arguments(given: ast.arguments) -> list[ast.arg]:
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return [*named, *filter(None, (given.vararg, given.kwarg))]


def _locals(node: Definition) -> set[str]:
    own = {argument.arg for argument in arguments(node.args)} | bound(node) | {"__class__"}
    return own - {name for inner in node.body for name in _declared(inner)}


def _declared(root: ast.stmt) -> Iterator[str]:
    """Names that the function itself, not one inside it, takes from the module."""
    stack: list[ast.AST] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Global):
            yield from node.names
        elif not isinstance(node, Definition | ast.ClassDef | ast.Lambda | ast.expr):
            stack.extend(ast.iter_child_nodes(node))


def _forgives(caught: ast.expr | None) -> bool:
    """What is caught covers a name that is not there."""
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in LENIENT for name in names)
