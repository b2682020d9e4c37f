"""Which sums of losses over a loop keep the graph of every batch alive?"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.model import Slip

from ..descent import within
from .torch_graphs import Graphs, names_on_graph
from .torch_losses import Losses
from .torch_names import Holder
from .torch_view import View
from .wording import spelling

NAMED = (ast.Name, ast.Attribute)


class Sum(NamedTuple):
    """`total += loss`, `total = total + loss`, `losses.append(loss)`."""

    statement: ast.stmt
    total: ast.expr
    added: ast.expr


def sum_slips(view: View, losses: Losses) -> Iterator[Slip]:
    graphs = Graphs(view, losses)
    if not graphs.are_built:
        return
    told: set[tuple[Holder, str]] = set()
    for one in _sums(view):
        key = (view.holder(one.statement), spelling(one.total))
        name = _kept(view, graphs, one) if key not in told else ""
        if name:
            told.add(key)
            spelt, adds = ast.unparse(one.statement), "Append" if isinstance(one.statement, ast.Expr) else "Add"
            message = f"{spelt} keeps the graph of every batch in memory, {name} is still attached to it"
            where = view.outline.place(one.statement)
            yield Slip("loss-graph-accumulated", where, message, key[1], (), f"{adds} {name}.item()")


def _sums(view: View) -> Iterator[Sum]:
    for node in view.outline.of(ast.AugAssign):
        if isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name | ast.Attribute):
            yield Sum(node, node.target, node.value)
    for assign in view.outline.of(ast.Assign):
        value, target = assign.value, assign.targets[0]
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and isinstance(target, NAMED):
            for one, other in ((value.left, value.right), (value.right, value.left)):
                if spelling(one) == spelling(target):
                    yield Sum(assign, target, other)
    for expression in view.outline.of(ast.Expr):
        match expression.value:
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as total, attr="append"), args=[added]):
                yield Sum(expression, total, added)


def _kept(view: View, graphs: Graphs, one: Sum) -> str:
    """The name of the loss whose graph the sum keeps; empty where it keeps none."""
    holder, loop, total = view.holder(one.statement), graphs.loop(one.statement), spelling(one.total)
    names = names_on_graph(one.added) if loop is not None else set()
    if loop is None or not names or graphs.is_quiet(one.statement):
        return ""
    learned = graphs.learned_in(holder, loop)
    guilty = names & (learned or graphs.held_out_losses(holder, loop))
    if not guilty or graphs.feeds(holder, total) or _begins_in(total, loop):
        return ""
    name = min(guilty)
    last = view.last_assigned(holder, name, one.statement)
    safe = (last is not None and graphs.is_detached(last[1])) or (not learned and graphs.is_returned(holder, total))
    return "" if safe else name


def _begins_in(total: str, loop: ast.AST) -> bool:
    """It begins anew in every round of the loop."""
    return any(
        isinstance(inner, ast.Assign) and any(spelling(target) == total for target in inner.targets)
        and total not in {ast.unparse(part) for part in within(inner.value)}
        for inner in within(loop)
    )  # fmt: skip
