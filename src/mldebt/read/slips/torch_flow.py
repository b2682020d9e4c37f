"""In which order does a program train, evaluate, clear and step? Its statements are gone through as they would run,
helpers of the file looked into, loops twice where the second pass may meet another mode than the first."""

import ast
from collections.abc import Callable, Iterable

from ..descent import within
from ..walk import Definition
from .torch_calls import Calls, iterable
from .torch_names import Holder, pairs
from .torch_parts import UNSET, Frame, State, TooMuch, joined
from .torch_view import View

BUDGET = 30_000
"""Statements and calls looked at for one file; a file that needs more is left alone."""
LOOPS = ast.For | ast.AsyncFor | ast.While


class Flow(Calls):
    """The events of the program that begins with one function, or with the module."""

    def __init__(self, view: View, root: Holder, budget: list[int]) -> None:
        super().__init__(view, budget)
        self._guards = "__name__" in view.outline.text
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
        return STATEMENTS.get(type(node), Flow._simple)(self, node, state)

    def _simple(self, node: ast.stmt, state: State) -> State:
        self._expressions(node, state)
        return state

    def _pass_by(self, _: ast.stmt, state: State) -> State:
        return state

    def _match(self, node: ast.Match, state: State) -> State | None:
        self._expressions(node.subject, state)
        return self._arms(node, [case.body for case in node.cases] + [[]], state)

    def _return(self, node: ast.Return, state: State) -> None:
        self._expressions(node, state)
        self._stack[-1].returns.append(state)

    def _raise(self, node: ast.Raise, state: State) -> None:
        self._expressions(node, state)

    def _leave(self, node: ast.Break | ast.Continue, state: State) -> None:
        frame = self._stack[-1]
        ends = frame.breaks if isinstance(node, ast.Break) else frame.continues
        if ends:
            ends[-1].append(state)

    def _branch(self, node: ast.If, state: State) -> State | None:
        self._expressions(node.test, state)
        if self._guards and any(isinstance(one, ast.Name) and one.id == "__name__" for one in within(node.test)):
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
            self.iterated[node] = self.path(iterable(node.iter))
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
                for inner in within(item.context_expr)
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


STATEMENTS: dict[type[ast.stmt], Callable[..., State | None]] = {
    ast.FunctionDef: Flow._pass_by, ast.AsyncFunctionDef: Flow._pass_by, ast.ClassDef: Flow._pass_by,
    ast.Import: Flow._pass_by, ast.ImportFrom: Flow._pass_by, ast.If: Flow._branch, ast.For: Flow._loop,
    ast.AsyncFor: Flow._loop, ast.While: Flow._loop, ast.With: Flow._with, ast.AsyncWith: Flow._with,
    ast.Try: Flow._try, ast.TryStar: Flow._try, ast.Match: Flow._match, ast.Assign: Flow._assign,
    ast.AnnAssign: Flow._assign, ast.AugAssign: Flow._assign, ast.Delete: Flow._assign, ast.Return: Flow._return,
    ast.Raise: Flow._raise, ast.Break: Flow._leave, ast.Continue: Flow._leave,
}  # fmt: skip


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


def _is_gradient(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            return True
        node = node.value
    return False
