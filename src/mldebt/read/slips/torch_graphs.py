"""Which names hang on a graph that autograd records, and who goes back from them?"""

import ast
from functools import cached_property

from ..descent import within
from ..walk import Definition
from .torch_losses import Losses
from .torch_names import Holder
from .torch_view import View

KEEPING = frozenset({
    "mean", "sum", "cpu", "to", "float", "double", "clone", "squeeze", "view", "reshape", "cuda", "div", "mul", "add",
})  # fmt: skip
"""Methods of a tensor whose result hangs on the same graph."""
DETACHING = frozenset({"item", "detach", "numpy", "tolist"})
LOOPS = ast.For | ast.AsyncFor | ast.While


class Graphs:
    """The backward passes of one file, and what is computed around them."""

    def __init__(self, view: View, losses: Losses) -> None:
        self._view = view
        self._losses = losses

    @cached_property
    def are_built(self) -> bool:
        """Something in the file is gone back from, or is a loss."""
        return bool(self._backward) or self._losses.are_made

    @cached_property
    def _backward(self) -> dict[Holder, list[ast.Call]]:
        found: dict[Holder, list[ast.Call]] = {}
        for call in self._view.outline.of(ast.Call) if "backward" in self._view.outline.text else ():
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("backward", "manual_backward"):
                found.setdefault(self._view.holder(call), []).append(call)
        return found

    def loop(self, node: ast.AST) -> LOOPS | None:
        """The loop in which the node stands, within its function."""
        for above in self._view.outline.parents(node):
            if isinstance(above, LOOPS):
                return above
            if isinstance(above, Definition):
                return None
        return None

    def learned_in(self, holder: Holder, loop: LOOPS) -> set[str]:
        """The names that the loop goes back from."""
        return {_receiver(one) for one in self._backward.get(holder, []) if self.loop(one) is loop}

    def held_out_losses(self, holder: Holder, loop: LOOPS) -> set[str]:
        """Names of losses computed in a loop over held-out data."""
        over = within(loop.iter) if isinstance(loop, ast.For) else ()
        said = self._view.words_mean(*(inner.id for inner in over if isinstance(inner, ast.Name)))
        said |= self._view.words_mean(holder.name) if isinstance(holder, Definition) else set()
        if "training" in said or "held-out" not in said:
            return set()
        made = [one for one in within(loop) if isinstance(one, ast.Assign) and self._is_loss(one.value)]
        return {target.id for one in made for target in one.targets if isinstance(target, ast.Name)}

    def _is_loss(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and self._losses.loss(node) is not None

    def feeds(self, holder: Holder, total: str) -> bool:
        """The sum itself, or something made of it, is gone back from."""
        inside = [inner for call in self._backward.get(holder, []) for inner in within(call)]
        spelt = {ast.unparse(inner) for inner in inside}
        for name in sorted({inner.id for inner in inside if isinstance(inner, ast.Name)}):
            for value in self._view.assigned(holder, name):
                spelt |= {ast.unparse(inner) for inner in within(value)} if value is not None else set()
        return total in spelt

    def is_detached(self, value: ast.expr | None) -> bool:
        """Its value leaves no graph: `loss.item()`, `float(loss)`, `loss.data`."""
        if isinstance(value, ast.Call):
            called = value.func
            if isinstance(called, ast.Attribute):
                return called.attr in DETACHING
            return isinstance(called, ast.Name) and called.id == "float"
        return isinstance(value, ast.Attribute) and value.attr == "data"

    def is_returned(self, holder: Holder, total: str) -> bool:
        """Whoever gets the sum may go back from it."""
        values = self._view.returns.get(holder, []) if isinstance(holder, Definition) else []
        return any(value is not None and total in ast.unparse(value) for value in values)

    def is_quiet(self, node: ast.AST) -> bool:
        """No graph is recorded where it stands."""
        marks: list[ast.expr] = []
        for above in self._view.outline.parents(node):
            if isinstance(above, ast.With | ast.AsyncWith):
                marks += [item.context_expr for item in above.items]
            elif isinstance(above, Definition):
                marks += above.decorator_list
        return "volatile" in self._view.outline.text or any(map(self._view.is_quiet, marks))


def names_on_graph(node: ast.expr) -> set[str]:
    """Names whose graph the value of an expression hangs on."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.BinOp):
        return names_on_graph(node.left) | names_on_graph(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in KEEPING:
        return names_on_graph(node.func.value)
    return set()


def _receiver(call: ast.Call) -> str:
    """The name of what is gone back from: `loss.backward()`, `accelerator.backward(loss)`."""
    if call.args and isinstance(call.args[0], ast.Name):
        return call.args[0].id
    assert isinstance(call.func, ast.Attribute)
    inner = call.func.value
    if isinstance(inner, ast.Call) and len(inner.args) == 1:
        inner = inner.args[0]
    return inner.id if isinstance(inner, ast.Name) else ""
