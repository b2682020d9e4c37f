"""Which names does Python code use that nothing above defines? By scope: what a function or a branch uses matters only
when it runs, so there a name counts only if nothing defines it anywhere."""

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .bound_names import arguments, bound, own_names
from .descent import within
from .walk import Definition

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
        look = LOOKS.get(type(node))
        if look is not None:
            look(self, node, hidden, later)
        else:
            self._all(ast.iter_child_nodes(node), hidden, later)

    def _name(self, node: ast.Name, hidden: frozenset[str], later: bool) -> None:
        if isinstance(node.ctx, ast.Load) and node.id not in hidden:
            self.found.append((node, later))

    def _changed(self, node: ast.AugAssign, hidden: frozenset[str], later: bool) -> None:
        if not isinstance(node.target, ast.Name):
            self._visit(node.target, hidden, later)
        elif node.target.id not in hidden:
            self.found.append((node.target, later))
        self._visit(node.value, hidden, later)

    def _function(self, node: Definition, hidden: frozenset[str], later: bool) -> None:
        self._signature(node, hidden, later)
        self._all(node.body, hidden | own_names(node), True)

    def _lambda(self, node: ast.Lambda, hidden: frozenset[str], later: bool) -> None:
        self._all([*node.args.defaults, *node.args.kw_defaults], hidden, later)
        self._visit(node.body, hidden | {argument.arg for argument in arguments(node.args)}, True)

    def _class(self, node: ast.ClassDef, hidden: frozenset[str], later: bool) -> None:
        self._all([*node.decorator_list, *node.bases, *(k.value for k in node.keywords)], hidden, later)
        inside = hidden | bound(node) | {"__class__", "__module__", "__qualname__"}
        for inner in node.body:
            if isinstance(inner, Definition):
                self._signature(inner, inside, later)
                self._all(inner.body, hidden | own_names(inner), True)
            else:
                self._visit(inner, inside, later)

    def _branch(self, node: ast.If | ast.IfExp, hidden: frozenset[str], later: bool) -> None:
        self._visit(node.test, hidden, later)
        branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [*node.body, *node.orelse]
        self._all(branches, hidden, True)

    def _choice(self, node: ast.BoolOp, hidden: frozenset[str], later: bool) -> None:
        self._visit(node.values[0], hidden, later)
        self._all(node.values[1:], hidden, True)

    def _try(self, node: ast.Try | ast.TryStar, hidden: frozenset[str], later: bool) -> None:
        if not any(_forgives(handler.type) for handler in node.handlers):
            self._all(node.body, hidden, later)
        self._all(node.handlers, hidden, True)
        self._all([*node.orelse, *node.finalbody], hidden, later)

    def _case(self, node: ast.match_case, hidden: frozenset[str], _: bool) -> None:
        self._all([node.pattern, node.guard, *node.body], hidden, True)

    def _annotated(self, node: ast.AnnAssign, hidden: frozenset[str], later: bool) -> None:
        self._visit(node.annotation, hidden, True)
        self._all([node.target, node.value], hidden, later)

    def _constant(self, _: ast.Constant, __: frozenset[str], ___: bool) -> None:
        """It uses nothing."""

    def _signature(self, node: Definition, hidden: frozenset[str], later: bool) -> None:
        self._all([*node.decorator_list, *node.args.defaults, *node.args.kw_defaults], hidden, later)
        self._all([*(argument.annotation for argument in arguments(node.args)), node.returns], hidden, True)

    def _comprehension(self, node: Comprehension, hidden: frozenset[str], later: bool) -> None:
        self._visit(node.generators[0].iter, hidden, later)
        later = later or isinstance(node, ast.GeneratorExp)  # all but what it goes through waits until it is asked
        own = {n.id for part in node.generators for n in within(part.target) if isinstance(n, ast.Name)}
        own |= {n.target.id for n in within(node) if isinstance(n, ast.NamedExpr)}
        inside = hidden | own
        self._all([part.iter for part in node.generators[1:]], inside, later)
        self._all([condition for part in node.generators for condition in part.ifs], inside, later)
        made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._all(made, inside, later or any(part.ifs for part in node.generators))


LOOKS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Name: _Uses._name, ast.AugAssign: _Uses._changed, ast.FunctionDef: _Uses._function,
    ast.AsyncFunctionDef: _Uses._function, ast.Lambda: _Uses._lambda, ast.ClassDef: _Uses._class,
    ast.ListComp: _Uses._comprehension, ast.SetComp: _Uses._comprehension, ast.DictComp: _Uses._comprehension,
    ast.GeneratorExp: _Uses._comprehension, ast.If: _Uses._branch, ast.IfExp: _Uses._branch, ast.BoolOp: _Uses._choice,
    ast.Try: _Uses._try, ast.TryStar: _Uses._try, ast.match_case: _Uses._case, ast.AnnAssign: _Uses._annotated,
    ast.Constant: _Uses._constant,
}  # fmt: skip
"""How each kind of node is looked through; of all others everything in them, in order."""


def _forgives(caught: ast.expr | None) -> bool:
    """What is caught covers a name that is not there."""
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in LENIENT for name in names)
