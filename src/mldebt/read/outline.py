"""How do the expressions and statements of one Python tree stand to each other? One pass: nodes by type, each with its
parent, and the full names that the walk found."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TypeVar

from mldebt.model import Place, Value

from .scopes import Scope
from .values import dotted, value
from .walk import Definition, Walk

N = TypeVar("N", bound=ast.AST)

Outlined = Callable[[], "Outline"]
"""Gives the one outline of a file, made when it is first asked for: few files need it, and some need it thrice."""

WORDS = frozenset({
    "annotation", "arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level",
    "module", "n", "name", "op", "ops", "rest", "returns", "s", "simple", "type_comment", "type_ignores",
})  # fmt: skip
"""Fields that hold no expression and no statement, and annotations, which nobody runs."""
VALUE = ("value",)
HOLDING: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Name: (), ast.Constant: (), ast.Global: (), ast.Nonlocal: (), ast.MatchSingleton: (), ast.Attribute: VALUE,
    ast.keyword: VALUE, ast.Expr: VALUE,
}  # fmt: skip
"""The other fields of each type of node, found when it is first met."""
FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef})
SCOPED = FUNCTIONS | {ast.ClassDef}
SPARSE = (ast.Dict, ast.arguments)
"""Types that hold None where `**` or a missing default stands."""


class Outline:
    """Lent to the collectors of slips of one file, then dropped. The tree must have been walked."""

    def __init__(self, tree: ast.Module, walk: Walk) -> None:
        self.tree = tree
        self.text = walk.source.text
        self.tests = walk.tests
        self._walk = walk
        self._nodes: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._parents: dict[ast.AST, ast.AST] = {}
        self._names: dict[ast.expr, str] = {}
        nodes, parents, fields = self._nodes, self._parents, HOLDING
        stack: list[ast.AST] = [tree]
        while stack:
            node = stack.pop()
            kind = type(node)
            nodes[kind].append(node)
            held = fields.get(kind)
            if held is None:
                held = fields[kind] = tuple(field for field in kind._fields if field not in WORDS)
            if not held:
                continue
            if held is VALUE:  # an attribute, a keyword, an expression that stands alone: every third node
                child = node.value  # type: ignore[attr-defined]  # the field says so
                parents[child] = node
                stack.append(child)
                continue
            children = []
            for field in held:
                child = getattr(node, field, None)
                if type(child) is list:
                    children += child
                elif child is not None:
                    children.append(child)
            if kind in SPARSE:
                children = [child for child in children if child is not None]
            for child in children:
                parents[child] = node
            children.reverse()
            stack += children

    @property
    def called(self) -> frozenset[str]:
        """The full names of all that the file calls: where none is known to a table, no call need be looked at."""
        return self._walk.called

    def of(self, kind: type[N]) -> list[N]:
        """All nodes of a type, in the order in which they stand in the tree."""
        return self._nodes.get(kind, [])  # type: ignore[return-value]  # the mapping is keyed by type

    def parents(self, node: ast.AST) -> Iterator[ast.AST]:
        """What holds the node, from the nearest to the module."""
        above = self._parents.get(node)
        while above is not None:
            yield above
            above = self._parents.get(above)

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that the node is or stands in."""
        above: ast.AST | None = node
        while above is not None and not isinstance(above, ast.stmt):
            above = self._parents.get(above)
        return above

    def function(self, node: ast.AST) -> Definition | None:
        """The function in whose body the node stands, the nearest one."""
        above = self._parents.get(node)
        while above is not None and type(above) not in FUNCTIONS:
            above = self._parents.get(above)
        return above  # type: ignore[return-value]  # told by its type

    def name(self, node: ast.expr) -> str:
        """The full dotted name of an expression, as in Call: `numpy.nan`, `torch.nn.Linear.forward`, `.helper`,
        `?.method`, or empty. For a Call it is the name of what is called."""
        if type(node) is ast.Call:
            told: str | None = getattr(node, "dotted", None)
            if told is not None:
                return told
        known = self._names.get(node)
        if known is None:
            named = node.func if isinstance(node, ast.Call) else node
            known = self._names[node] = dotted(named, self._scope(node))
        return known

    def value(self, node: ast.expr) -> Value:
        """What is known of an expression, as of an argument in Call: the constant, a template, a name."""
        return value(node, self._scope(node))

    def bases(self, node: ast.ClassDef) -> tuple[str, ...]:
        """The full dotted names of a class's bases."""
        return getattr(node, "dotted", ())

    def place(self, node: ast.expr | ast.stmt, end: bool = True) -> Place:
        return self._walk.place(node, end)

    def first(self) -> Place:
        """Where the file begins."""
        return self._walk.source.place(1)

    def imports(self, *roots: str) -> bool:
        """The file imports something under one of the roots: `torch`, `tensorflow.keras`."""
        return any(
            found.module == root or found.module.startswith(root + ".")
            or (found.module and f"{found.module}.{found.name}".startswith(root + "."))
            or f"{found.module}.{found.name}" == root
            for found in self._walk.imports for root in roots
        )  # fmt: skip

    def _scope(self, node: ast.AST) -> Scope:
        above = self._parents.get(node)
        while above is not None:
            if type(above) in SCOPED and (scope := getattr(above, "scope", None)) is not None:
                return scope  # type: ignore[no-any-return]  # the walk put it there
            above = self._parents.get(above)
        return self._walk.module
