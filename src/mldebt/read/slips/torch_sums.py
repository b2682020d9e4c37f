"""Which sums of losses over a loop keep the graph of every batch alive?"""

import ast
from collections.abc import Callable, Iterator

from mldebt.knowledge import TorchLoss
from mldebt.model import Slip

from ..walk import Definition
from .torch_names import Holder
from .torch_view import View

KEEPING = frozenset({
    "mean", "sum", "cpu", "to", "float", "double", "clone", "squeeze", "view", "reshape", "cuda", "div", "mul", "add",
})  # fmt: skip
"""Methods of a tensor whose result hangs on the same graph."""
LOOPS = ast.For | ast.AsyncFor | ast.While
LossOf = Callable[[ast.Call], TorchLoss | None]


def sum_slips(view: View, loss_of: LossOf) -> Iterator[Slip]:
    told: set[tuple[Holder, str]] = set()
    backward = _backward(view)
    for statement, target, added in _sums(view):
        holder = view.holder(statement)
        loop = _loop(view, statement)
        total, names = ast.unparse(target), _names_on_graph(added)
        if loop is None or not names or (holder, total) in told or _is_quiet(view, statement):
            continue
        learned = [one for one in backward.get(holder, []) if _loop(view, one) is loop]
        guilty = names & {_receiver(one) for one in learned}
        if not guilty and not learned:
            guilty = names & _held_out_losses(view, holder, loop, loss_of)
        if not guilty or _feeds(view, holder, total, backward) or _begins_in(total, loop):
            continue
        name = min(guilty)
        if any(_is_detached(view, holder, name, statement)) or _is_returned(holder, total, learned):
            continue
        told.add((holder, total))
        message = f"{ast.unparse(statement)} keeps the graph of every batch in memory, {name} is still attached to it"
        yield Slip(
            "loss-graph-accumulated", view.outline.place(statement), message, total, (), f"Add {name}.item()"
            if isinstance(statement, ast.AugAssign | ast.Assign) else f"Append {name}.item()",
        )  # fmt: skip


def _sums(view: View) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    """`total += loss`, `total = total + loss`, `losses.append(loss)`: statement, total, what is added."""
    for node in view.outline.of(ast.AugAssign):
        if isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name | ast.Attribute):
            yield node, node.target, node.value
    for assign in view.outline.of(ast.Assign):
        value, target = assign.value, assign.targets[0]
        if (
            isinstance(value, ast.BinOp)
            and isinstance(value.op, ast.Add)
            and isinstance(target, ast.Name | ast.Attribute)
        ):
            for one, other in ((value.left, value.right), (value.right, value.left)):
                if ast.unparse(one) == ast.unparse(target):
                    yield assign, target, other
    for expression in view.outline.of(ast.Expr):
        call = expression.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or len(call.args) != 1:
            continue
        if call.func.attr == "append" and isinstance(call.func.value, ast.Name | ast.Attribute):
            yield expression, call.func.value, call.args[0]


def _backward(view: View) -> dict[Holder, list[ast.Call]]:
    found: dict[Holder, list[ast.Call]] = {}
    for call in view.outline.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("backward", "manual_backward"):
            found.setdefault(view.holder(call), []).append(call)
    return found


def _receiver(call: ast.Call) -> str:
    """The name of what is gone back from: `loss.backward()`, `accelerator.backward(loss)`."""
    if call.args and isinstance(call.args[0], ast.Name):
        return call.args[0].id
    assert isinstance(call.func, ast.Attribute)
    inner = call.func.value
    if isinstance(inner, ast.Call) and len(inner.args) == 1:
        inner = inner.args[0]
    return inner.id if isinstance(inner, ast.Name) else ""


def _loop(view: View, node: ast.AST) -> ast.AST | None:
    for above in view.outline.parents(node):
        if isinstance(above, LOOPS):
            return above
        if isinstance(above, Definition):
            return None
    return None


def _names_on_graph(node: ast.expr) -> set[str]:
    """Names whose graph the value of an expression hangs on."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.BinOp):
        return _names_on_graph(node.left) | _names_on_graph(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in KEEPING:
        return _names_on_graph(node.func.value)
    return set()


def _held_out_losses(view: View, holder: Holder, loop: ast.AST, loss_of: LossOf) -> set[str]:
    """Names of losses computed in a loop over held-out data."""
    said = view.words_mean(*(inner.id for inner in ast.walk(loop.iter) if isinstance(inner, ast.Name))) if isinstance(
        loop, ast.For
    ) else set()  # fmt: skip
    named = view.words_mean(holder.name) if isinstance(holder, Definition) else set()
    if "training" in said | named or "held-out" not in said | named:
        return set()
    return {
        target.id
        for assign in ast.walk(loop)
        if isinstance(assign, ast.Assign) and isinstance(assign.value, ast.Call) and loss_of(assign.value) is not None
        for target in assign.targets
        if isinstance(target, ast.Name)
    }


def _feeds(view: View, holder: Holder, total: str, backward: dict[Holder, list[ast.Call]]) -> bool:
    """The sum itself, or something made of it, is gone back from."""
    spelt = {ast.unparse(inner) for call in backward.get(holder, []) for inner in ast.walk(call)}
    names = {inner.id for call in backward.get(holder, []) for inner in ast.walk(call) if isinstance(inner, ast.Name)}
    for name in sorted(names):
        for value in view.assigned(holder, name):
            spelt |= {ast.unparse(inner) for inner in ast.walk(value)} if value is not None else set()
    return total in spelt


def _begins_in(total: str, loop: ast.AST) -> bool:
    """It begins anew in every round of the loop."""
    return any(
        isinstance(inner, ast.Assign) and any(ast.unparse(target) == total for target in inner.targets)
        and total not in {ast.unparse(part) for part in ast.walk(inner.value)}
        for inner in ast.walk(loop)
    )  # fmt: skip


def _is_detached(view: View, holder: Holder, name: str, before: ast.stmt) -> Iterator[bool]:
    """Its last assignment leaves no graph: `loss = loss.item()`."""
    last = view.last_assigned(holder, name, before)
    if last is None or last[1] is None:
        return
    value = last[1]
    if isinstance(value, ast.Call):
        method = value.func.attr if isinstance(value.func, ast.Attribute) else ""
        yield method in ("item", "detach", "numpy", "tolist") or (
            isinstance(value.func, ast.Name) and value.func.id == "float"
        )
    elif isinstance(value, ast.Attribute):
        yield value.attr == "data"


def _is_returned(holder: Holder, total: str, learned: list[ast.Call]) -> bool:
    """Without a backward pass here, whoever gets the sum may begin one."""
    if learned or not isinstance(holder, Definition):
        return False
    return any(
        isinstance(inner, ast.Return) and inner.value is not None and total in ast.unparse(inner.value)
        for inner in ast.walk(holder)
    )


def _is_quiet(view: View, node: ast.AST) -> bool:
    """No graph is recorded where it stands."""
    for above in view.outline.parents(node):
        marks: list[ast.expr] = []
        if isinstance(above, ast.With | ast.AsyncWith):
            marks = [item.context_expr for item in above.items]
        elif isinstance(above, Definition):
            marks = above.decorator_list
        if any(map(view.is_quiet, marks)):
            return True
    return "volatile" in view.outline.text
