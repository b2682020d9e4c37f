"""What is done in one scope with things in an order that nobody chose? Statement by statement, loops once."""

import ast
from collections.abc import Callable, Iterator

from .chance import Chance, key_of, name_of
from .chance_uses import Uses, counts
from .descent import children, within
from .walk import Definition

LOOKED_AT = frozenset({ast.Call, ast.DictComp})
GROWS = frozenset({"append", "extend", "insert"})


class Scope(Uses):
    """Reads the statements of one scope; `uses`, `orders` and `returns` are what it found."""

    returns: Chance | None = None
    at: ast.stmt

    def read(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, Definition | ast.ClassDef):
            return
        self.at = node
        for expression in _expressions(node):
            for inner in within(expression):
                if type(inner) in LOOKED_AT:
                    self.look(inner)
        act = STATEMENTS.get(type(node))
        if act is not None:
            act(self, node)

    def named(self) -> str:
        """What the statement that is read calls things."""
        targets = [*getattr(self.at, "targets", [])]
        return " ".join(map(key_of, [*targets, *_names(_iterated(self.at))]))

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._bind(target, node.value)

    def _annotate(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, node.value)

    def _grow(self, node: ast.AugAssign) -> None:
        found = self.orders.of(node.value) or (self.loops[-1] if self.loops and _is_list(node.value) else None)
        if found is not None and key_of(node.target):
            self.orders.held[key_of(node.target)] = found

    def _stand_alone(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self._call(node.value)

    def _return(self, node: ast.Return) -> None:
        self.returns = self.orders.of(node.value) or self.returns

    def _bodies(self, node: ast.With | ast.If | ast.While | ast.Try) -> None:
        handlers = [handler.body for handler in getattr(node, "handlers", [])]
        for body in (node.body, *handlers, getattr(node, "orelse", []), getattr(node, "finalbody", [])):
            self.read(body)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if key_of(target):
            self.orders.held[key_of(target)] = self.orders.of(value)
            if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
                self.cut(value)
        elif isinstance(target, ast.Tuple | ast.List):
            values = (
                value.elts if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts) else []
            )
            for index, element in enumerate(target.elts):
                if values:
                    self._bind(element, values[index])
                elif key_of(element):
                    self.orders.held[key_of(element)] = None
        elif isinstance(target, ast.Subscript):
            self.number(target, value)

    def _call(self, call: ast.Call) -> None:
        """A call that stands alone changes what it is called on, or puts what it is given in another order."""
        owner = key_of(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        verb = call.func.attr if isinstance(call.func, ast.Attribute) else name_of(call)
        if owner and verb == "sort":
            self.orders.held[owner] = None
        elif owner and verb in GROWS and call.args:
            given = self.orders.of(call.args[-1]) if verb == "extend" else None
            found = given or (self.loops[-1] if self.loops else None)
            if found is not None:
                self.orders.held[owner] = found
        elif verb not in ("print", "display"):
            for key in map(key_of, call.args):
                self.orders.held[key] = None

    def _loop(self, node: ast.For) -> None:
        found = self.orders.of(node.iter)
        counter = ""
        for inner in within(node.target):
            if key_of(inner):
                self.orders.held[key_of(inner)] = None
        if found is not None and found.kind == "walks" and isinstance(node.target, ast.Tuple):
            for part in node.target.elts[1:]:
                self.orders.held[key_of(part)] = found._replace(kind="lists")
        if found is not None and counts(node.iter) and isinstance(node.target, ast.Tuple):
            counter = key_of(node.target.elts[0])
        if found is not None:
            self.loops.append(found)
            for statement in node.body if counter else ():
                self.numbers(statement, counter, found)
        self.read(node.body)
        if found is not None:
            self.loops.pop()
        self.read(node.orelse)


STATEMENTS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Assign: Scope._assign, ast.AnnAssign: Scope._annotate, ast.AugAssign: Scope._grow,
    ast.Expr: Scope._stand_alone, ast.Return: Scope._return, ast.For: Scope._loop, ast.With: Scope._bodies,
    ast.If: Scope._bodies, ast.While: Scope._bodies, ast.Try: Scope._bodies,
}  # fmt: skip


def _expressions(node: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of the statement itself, not those of the statements in it."""
    for child in children(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr


def _iterated(node: ast.stmt) -> ast.expr | None:
    """What the statement goes through, or hands to a function."""
    if isinstance(node, ast.For):
        return node.iter
    value = getattr(node, "value", None)
    return value.generators[0].iter if isinstance(value, ast.DictComp) else value


def _names(node: ast.expr | None) -> list[ast.Name]:
    return [inner for inner in within(node) if isinstance(inner, ast.Name)] if node is not None else []


def _is_list(node: ast.expr) -> bool:
    return isinstance(node, ast.List | ast.ListComp)
