"""What do the calls of a program that trains do, helpers of the file looked into, and what do its names hold?"""

import ast
from abc import abstractmethod
from collections.abc import Iterable, Iterator

from ..walk import Definition
from .torch_events import events_of_call
from .torch_names import Holder
from .torch_parts import ANY, Frame, Paths, State, joined, unchained
from .torch_view import CHAINING, View

DEEPEST = 4
"""How many helpers are looked into, one from the other."""


class Calls(Paths):
    """Notes the events of calls, and the values of names."""

    def __init__(self, view: View, budget: list[int]) -> None:
        super().__init__(view, budget)
        self.reached: set[Definition] = set()
        self.iterated: dict[ast.AST, str] = {}
        self.values: dict[str, ast.expr] = {}

    @abstractmethod
    def _block(self, statements: Iterable[ast.stmt], state: State | None) -> State | None:
        """Goes through statements; gives what holds behind them, None where they are left."""

    def _given_value(self, path: str, value: ast.expr, state: State) -> None:
        """A name gets a value: a new model begins in the mode in which such a model is born."""
        self.values[path] = value
        self._hold(path)
        source = unchained(value)
        if isinstance(source, ast.Call) and self._is_born_in_eval(value):
            state[path] = frozenset({"eval"})
        elif isinstance(source, ast.Call) and self._makes_module(value):
            inner = self.path(source.args[0]) if source.args and self._wraps(source) else ""
            state[path] = self.mode(inner, state) if inner else frozenset({"fresh"})
            self._event("made", value, path, state)
        elif (inner := self.path(source)) and inner != path:
            state[path] = self.mode(inner, state)
        elif not isinstance(source, ast.Name | ast.Attribute):
            state.pop(path, None)
        for mode in reversed(_chained_modes(value)):
            state[path] = frozenset({mode})

    def _is_born_in_eval(self, value: ast.expr) -> bool:
        rows = [self.view.modules.get(maker.split(".")[0]) for maker in self.view.makers(value)]
        return any(row is not None and row.born == "eval" for row in rows)

    def _makes_module(self, value: ast.expr) -> bool:
        makers = self.view.makers(value)
        return bool(makers) and all(map(self.view.is_module, makers))

    def _wraps(self, call: ast.Call) -> bool:
        row = self.view.modules.get(self.view.outline.name(call))
        return row is not None and row.wraps

    def _expressions(self, node: ast.AST, state: State) -> None:
        """Every call in an expression or simple statement, inner ones first."""
        for call, loops in self.view.calls_in(node):
            self._spend()
            for loop in loops:
                self.iterated[loop] = self.path(iterable(loop.generators[0].iter))
            self._loops += loops
            self._call(call, state)
            del self._loops[len(self._loops) - len(loops) :]

    def _call(self, node: ast.Call, state: State) -> None:
        function = self.view.callee(node)
        handed = self.view.handed.get(node)
        if handed is None:
            handed = self.view.handed[node] = [one for one in self._handed(node) if one is not function]
        if function is not None:
            self._enter(function, node, state)
        else:
            for kind, path, modes in events_of_call(self, node, state):
                if kind == "mode":
                    self._set_mode(path, modes, state)
                if kind == "given":
                    self._set_mode(path, ANY, state)
                self._event(kind, node, path, state)
        for one in handed:
            self._enter(one, None, state)

    def _handed(self, node: ast.Call) -> Iterator[Definition]:
        """Functions of the file handed to a call, as closures are."""
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(argument, ast.Name | ast.Attribute):
                found = self.view.functions.get(self.view.outline.name(argument).removeprefix("."))
                if found is not None:
                    yield found

    def _enter(self, function: Definition, call: ast.Call | None, state: State) -> None:
        """Goes through a function as if it stood here."""
        self.reached.add(function)
        given = self.view.arguments(call, function) if call is not None else {}
        names = {name: path for name, value in given.items() if value is not None and (path := self.path(value))}
        if len(self._stack) > DEEPEST or any(frame.holder is function for frame in self._stack):
            for path in names.values():
                self._set_mode(path, ANY, state)
                self._event("given", call or function, path, state)
            return
        qualified = self.view.qualified(function)
        outer = next((f for f in reversed(self._stack) if f.holder is self.view.outline.function(function)), None)
        frame = Frame(function, qualified, names, self._instance(function, call), outer)
        quiet = self._is_quiet(function)
        self._quiet += quiet
        self._stack.append(frame)
        end = joined([self._block(function.body, state), *frame.returns])
        self._stack.pop()
        self._quiet -= quiet
        if end is not None and end is not state:
            state.clear()
            state.update(end)

    def _instance(self, function: Definition, call: ast.Call | None) -> str:
        owner = self.view.owner(function)
        if owner is None:
            return ""
        if call is not None and isinstance(call.func, ast.Attribute):
            receiver = self.path(call.func.value)
            if receiver:
                return receiver
        return f"<{self.view.qualified(owner)}>"

    def _is_quiet(self, holder: Holder) -> bool:
        return isinstance(holder, Definition) and any(map(self.view.is_quiet, holder.decorator_list))


def iterable(node: ast.expr) -> ast.expr:
    """What is gone through: `loader` in `enumerate(tqdm(loader), 1)`."""
    while isinstance(node, ast.Call) and node.args:
        node = node.args[0].value if isinstance(node.args[0], ast.Starred) else node.args[0]
    return node


def _chained_modes(node: ast.expr) -> list[str]:
    """The modes set on the way, the last one first."""
    found = []
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHAINING:
        if node.func.attr in ("train", "eval") and not node.args and not node.keywords:
            found.append(node.func.attr)
        node = node.func.value
    return found
