"""Which expression does a name stand for, at the place where it is used? Only where there is no doubt."""

import ast
from collections import defaultdict
from typing import NamedTuple

from .outline import Outline

FOLLOWED = 8
"""How many names in a row are followed."""

CHANGES = frozenset({
    "append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault", "popitem", "sort", "reverse", "add",
    "discard", "__setitem__",
})  # fmt: skip
"""Methods that change the thing they are called on."""
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
OWN_NAMES = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
WITHS = (ast.With, ast.AsyncWith)


class Binding(NamedTuple):
    """A name gets a value at a place; None where the value is not an expression of its own (a loop, an argument)."""

    at: tuple[int, int]
    statement: ast.AST
    value: ast.expr | None


class Definitions:
    """What the names of one outline stand for. The bindings are gathered when they are first asked for."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._bindings: dict[tuple[ast.AST | None, str], list[Binding]] | None = None
        self._changed: set[str] = set()
        self._elsewhere: set[str] = set()

    def of(self, name: ast.Name) -> ast.expr | None:
        """The expression assigned to the name, if every way to this use passes that assignment and no other."""
        bindings = self._gathered()
        scope, outside = self._scope(name), False
        if any(isinstance(above, OWN_NAMES) and name.id in _own(above) for above in self._outline.parents(name)):
            return None
        while (scope, name.id) not in bindings:
            if scope is None:
                return None
            scope, outside = self._scope(scope), True
            while isinstance(scope, ast.ClassDef):
                scope = self._scope(scope)
        found = bindings[scope, name.id]
        if outside or name.id in self._elsewhere:
            return found[0].value if len(found) == 1 and name.id not in self._elsewhere else None
        return self._reaching(name, found)

    def resolved(self, node: ast.expr | None) -> ast.expr | None:
        """The expression itself, or the one that the name stands for, through other names; None where it is unknown."""
        for _ in range(FOLLOWED):
            if not isinstance(node, ast.Name):
                return node
            node = self.of(node)
        return None

    def literal(self, node: ast.expr | None) -> ast.expr | None:
        """As `resolved`, for a list or a dict that nothing changes after it was written."""
        if isinstance(node, ast.Name) and self.is_changed(node.id):
            return None
        return self.resolved(node)

    def is_changed(self, name: str) -> bool:
        """Somewhere in the file what the name stands for, or a part of it, is changed in place."""
        self._gathered()
        return name in self._changed

    def _reaching(self, name: ast.Name, found: list[Binding]) -> ast.expr | None:
        above = [name, *self._outline.parents(name)]
        here = (name.lineno, name.col_offset)
        before = [
            one for one in found
            if one.at < here and not (isinstance(one.statement, ast.Assign | ast.AnnAssign) and one.statement in above)
        ]  # fmt: skip
        if not before or not self._always(before[-1].statement, above):
            return None
        last = before[-1]
        loops = [loop for loop in above if isinstance(loop, LOOPS) and not self._inside(last.statement, loop)]
        again = any(one.at > last.at and self._inside(one.statement, loop) for loop in loops for one in found)
        return None if again else last.value

    def _inside(self, statement: ast.AST, loop: ast.AST) -> bool:
        return any(above is loop for above in self._outline.parents(statement))

    def _always(self, statement: ast.AST, above: list[ast.AST]) -> bool:
        """Whoever gets to the use has passed the statement: it stands in the same block, or in one around it."""
        if statement in above:
            return True
        block = self._outline.parent(statement)
        while isinstance(block, WITHS):
            if block in above:
                return True
            statement, block = block, self._outline.parent(block)
        if block not in above or block is None:
            return False
        child = above[above.index(block) - 1] if above.index(block) else None
        fields = [value for _, value in ast.iter_fields(block) if isinstance(value, list)]
        return any(statement in field and child in field for field in fields)

    def _scope(self, node: ast.AST) -> ast.AST | None:
        return next((above for above in self._outline.parents(node) if isinstance(above, SCOPES)), None)

    def _gathered(self) -> dict[tuple[ast.AST | None, str], list[Binding]]:
        if self._bindings is None:
            self._bindings = defaultdict(list)
            self._gather(self._bindings)
            for found in self._bindings.values():
                found.sort(key=lambda one: one.at)
        return self._bindings

    def _gather(self, into: dict[tuple[ast.AST | None, str], list[Binding]]) -> None:
        outline = self._outline
        for name in outline.of(ast.Name):
            if not isinstance(name.ctx, ast.Load) and not isinstance(outline.parent(name), ast.comprehension):
                statement = outline.statement(name) or outline.tree
                into[self._scope(name), name.id].append(
                    Binding((name.lineno, name.col_offset), statement, self._value(name))
                )
        for argument in outline.of(ast.arg):
            holder = next((one for one in outline.parents(argument) if isinstance(one, SCOPES)), None)
            into[holder, argument.arg].append(Binding((0, 0), holder or outline.tree, None))
        defined: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = [
            *outline.of(ast.FunctionDef), *outline.of(ast.AsyncFunctionDef), *outline.of(ast.ClassDef),
        ]  # fmt: skip
        for one in defined:
            into[self._scope(one), one.name].append(Binding((one.lineno, one.col_offset), one, None))
        imports: list[ast.Import | ast.ImportFrom] = [*outline.of(ast.Import), *outline.of(ast.ImportFrom)]
        for imported in imports:
            for alias in imported.names:
                bound = alias.asname or alias.name.partition(".")[0]
                at = (imported.lineno, imported.col_offset)
                into[self._scope(imported), bound].append(Binding(at, imported, None))
        shares: list[ast.Global | ast.Nonlocal] = [*outline.of(ast.Global), *outline.of(ast.Nonlocal)]
        for shared in shares:
            self._elsewhere.update(shared.names)
        self._changed.update(self._changes())

    def _changes(self) -> set[str]:
        parts: list[ast.Subscript | ast.Attribute] = [
            *self._outline.of(ast.Subscript),
            *self._outline.of(ast.Attribute),
        ]
        found = {_root(one) for one in parts if not isinstance(one.ctx, ast.Load)}
        for call in self._outline.of(ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr in CHANGES:
                found.add(_root(call.func))
        found.update(one.target.id for one in self._outline.of(ast.AugAssign) if isinstance(one.target, ast.Name))
        return found - {"", "self"}

    def _value(self, name: ast.Name) -> ast.expr | None:
        parent = self._outline.parent(name)
        if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            return parent.value
        if isinstance(parent, ast.withitem):
            return parent.context_expr
        if isinstance(parent, ast.Tuple | ast.List):
            above = self._outline.parent(parent)
            values = above.value if isinstance(above, ast.Assign) else None
            if isinstance(values, ast.Tuple | ast.List) and len(values.elts) == len(parent.elts):
                return values.elts[parent.elts.index(name)]
        return None


def _own(node: ast.AST) -> set[str]:
    """Names that a comprehension or a lambda binds for itself."""
    if isinstance(node, ast.Lambda):
        return {argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    generators: list[ast.comprehension] = getattr(node, "generators", [])
    return {name.id for one in generators for name in ast.walk(one.target) if isinstance(name, ast.Name)}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
