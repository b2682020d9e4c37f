"""In which order does a program train, evaluate, clear and step? Its statements are gone through as they would run,
helpers of the file looked into, loops twice where the second pass may meet another mode than the first."""

import ast
from collections.abc import Iterable, Iterator

from ..walk import Definition
from .torch_names import Holder, pairs
from .torch_parts import ANY, UNSET, Event, Frame, Kind, Modes, Paths, State, TooMuch, joined, unchained
from .torch_view import CHAINING, View

DEEPEST_CALL = 4
BUDGET = 30_000
"""Statements and calls looked at for one file; a file that needs more is left alone."""
LOOPS = ast.For | ast.AsyncFor | ast.While


class Flow(Paths):
    """The events of the program that begins with one function, or with the module."""

    def __init__(self, view: View, root: Holder, budget: list[int]) -> None:
        super().__init__(view, budget)
        self.root = root
        self._guards = "__name__" in view.outline.text
        self.reached: set[Definition] = set()
        self.iterated: dict[ast.AST, str] = {}
        self.values: dict[str, ast.expr] = {}
        owner = view.owner(root)
        instance = f"<{view.qualified(owner)}>" if owner is not None else ""
        self._quiet += self._is_quiet(root)
        outer = None
        for above in view.outline.parents(root):
            if isinstance(above, Definition):
                outer = Frame(above, view.qualified(above), {}, "")
                break
        self._stack.append(Frame(root, view.qualified(root), {}, instance, outer))
        self._block(root.body, {})

    # Statements

    def _block(self, statements: Iterable[ast.stmt], state: State | None) -> State | None:
        for statement in statements:
            if state is None:
                return None
            self._spend()
            state = self._statement(statement, state)
        return state

    def _statement(self, node: ast.stmt, state: State) -> State | None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
                return state
            case ast.If():
                return self._branch(node, state)
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._loop(node, state)
            case ast.With() | ast.AsyncWith():
                return self._with(node, state)
            case ast.Try() | ast.TryStar():
                return self._try(node, state)
            case ast.Match():
                self._expressions(node.subject, state)
                return self._arms(node, [case.body for case in node.cases] + [[]], state)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Delete():
                return self._assign(node, state)
            case ast.Return() | ast.Raise():
                self._expressions(node, state)
                if isinstance(node, ast.Return):
                    self._stack[-1].returns.append(state)
                return None
            case ast.Break() | ast.Continue():
                frame = self._stack[-1]
                ends = frame.breaks if isinstance(node, ast.Break) else frame.continues
                if ends:
                    ends[-1].append(state)
                return None
        self._expressions(node, state)
        return state

    def _branch(self, node: ast.If, state: State) -> State | None:
        self._expressions(node.test, state)
        if self._guards and any(isinstance(one, ast.Name) and one.id == "__name__" for one in ast.walk(node.test)):
            return self._block(node.body, state)
        return self._arms(node, [node.body, node.orelse], state)

    def _arms(self, node: ast.stmt, arms: list[list[ast.stmt]], state: State) -> State | None:
        ends: list[State | None] = []
        for index, arm in enumerate(arms):
            self._conditions.append((node, index))
            ends.append(self._block(arm, dict(state)))
            self._conditions.pop()
        return joined(ends)

    def _loop(self, node: LOOPS, state: State) -> State | None:
        if isinstance(node, ast.While):
            self._expressions(node.test, state)
        else:
            self._expressions(node.iter, state)
            self.iterated[node] = self.path(_iterable(node.iter))
        frame = self._stack[-1]
        before = dict(state)
        end = self._pass(node, state)
        if end is not None and any("eval" in modes and "eval" not in before.get(p, UNSET) for p, modes in end.items()):
            self._again += 1
            self._pass(node, dict(end))
            self._again -= 1
        end = joined([end, *self._ended])
        return self._block(node.orelse, end if end is not None or frame is None else None)

    def _pass(self, node: LOOPS, state: State) -> State | None:
        frame = self._stack[-1]
        frame.breaks.append([])
        frame.continues.append([])
        self._loops.append(node)
        end = self._block(node.body, state)
        self._loops.pop()
        end = joined([end, *frame.continues.pop()])
        self._ended: list[State] = frame.breaks.pop()
        return end

    def _with(self, node: ast.With | ast.AsyncWith, state: State) -> State | None:
        quiet = 0
        for item in node.items:
            self._expressions(item.context_expr, state)
            quiet += any(
                self.view.is_quiet(inner)
                for inner in ast.walk(item.context_expr)
                if isinstance(inner, ast.Call | ast.Name | ast.Attribute)
            )
        self._quiet += quiet
        end = self._block(node.body, state)
        self._quiet -= quiet
        return end

    def _try(self, node: ast.Try | ast.TryStar, state: State) -> State | None:
        before = dict(state)
        ends = [self._block([*node.body, *node.orelse], state)]
        ends += [self._block(handler.body, dict(before)) for handler in node.handlers]
        return self._block(node.finalbody, joined(ends))

    def _assign(self, node: ast.stmt, state: State) -> State:
        value = getattr(node, "value", None)
        if value is not None:
            self._expressions(value, state)
        targets = getattr(node, "targets", None) or [getattr(node, "target")]  # noqa: B009 - one of four kinds
        for target, given in (pair for one in targets for pair in pairs(one, value)):
            path = self.path(target)
            if _is_gradient(target):
                self._event("zero", node, "", state)
            elif given is not None and path and not isinstance(node, ast.AugAssign):
                self._given_value(path, given, state)
        return state

    def _given_value(self, path: str, value: ast.expr, state: State) -> None:
        """A name gets a value: a new model begins in the mode in which such a model is born."""
        self.values[path] = value
        source = unchained(value)
        makers = self.view.makers(value)
        rows = [self.view.modules.get(maker.split(".")[0]) for maker in makers]
        if isinstance(source, ast.Call) and any(row is not None and row.born == "eval" for row in rows):
            state[path] = frozenset({"eval"})
        elif isinstance(source, ast.Call) and makers and all(map(self.view.is_module, makers)):
            inner = self.path(source.args[0]) if source.args and self._wraps(source) else ""
            state[path] = self.mode(inner, state) if inner else frozenset({"fresh"})
            self._event("made", value, path, state)
        elif (inner := self.path(source)) and inner != path:
            state[path] = self.mode(inner, state)
        elif not isinstance(source, ast.Name | ast.Attribute):
            state.pop(path, None)
        for mode in reversed(_chained(value)):
            state[path] = frozenset({mode})

    def _wraps(self, call: ast.Call) -> bool:
        row = self.view.modules.get(self.view.outline.name(call))
        return row is not None and row.wraps

    # Expressions

    def _expressions(self, node: ast.AST, state: State) -> None:
        """Every call in an expression or simple statement, inner ones first."""
        for call, loops in self.view.calls_in(node):
            self._spend()
            for loop in loops:
                self.iterated[loop] = self.path(_iterable(loop.generators[0].iter))
            self._loops += loops
            self._call(call, state)
            del self._loops[len(self._loops) - len(loops) :]

    def _call(self, node: ast.Call, state: State) -> None:
        from .torch_events import events_of_call

        function = self.view.callee(node)
        handed = [one for one in self._handed(node) if one is not function]
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
        recursive = any(frame.holder is function for frame in self._stack)
        given = self.view.arguments(call, function) if call is not None else {}
        if recursive or len(self._stack) > DEEPEST_CALL:
            for value in given.values():
                if value is not None and (path := self.path(value)):
                    self._set_mode(path, ANY, state)
                    self._event("given", call or function, path, state)
            return
        names = {name: self.path(value) for name, value in given.items() if value is not None}
        names = {name: path for name, path in names.items() if path}
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


def flows_of(view: View) -> list[Flow]:
    """One flow a beginning: the module, then each function that nothing before has reached."""
    budget = [BUDGET]
    try:
        found = [Flow(view, view.outline.tree, budget)]
        reached = set(found[0].reached)
        called, telling = view.called, view.telling
        functions = sorted(view.functions.values(), key=lambda node: (node in called, node.lineno))
        for function in functions:
            if function not in reached and function in telling:
                found.append(Flow(view, function, budget))
                reached |= found[-1].reached | {function}
    except TooMuch:
        return []
    return found


def _iterable(node: ast.expr) -> ast.expr:
    """What is gone through: `loader` in `enumerate(tqdm(loader), 1)`."""
    while isinstance(node, ast.Call) and node.args:
        node = node.args[0].value if isinstance(node.args[0], ast.Starred) else node.args[0]
    return node


def _chained(node: ast.expr) -> list[str]:
    """The modes set on the way, the last one first."""
    found = []
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHAINING:
        if node.func.attr in ("train", "eval") and not node.args and not node.keywords:
            found.append(node.func.attr)
        node = node.func.value
    return found


def _is_gradient(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            return True
        node = node.value
    return False


__all__ = ["ANY", "UNSET", "Event", "Flow", "Kind", "Modes", "State", "flows_of"]
