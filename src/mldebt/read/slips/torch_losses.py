"""Which losses get what they do not expect, and which sums of losses keep all graphs alive?"""

import ast
from collections.abc import Iterator
from functools import cached_property

from mldebt.knowledge import TorchActivations, TorchLoss, TorchLosses
from mldebt.model import Hop, Lend, Slip

from ..walk import Definition
from .torch_view import View

SHAPING = frozenset({
    "squeeze", "unsqueeze", "view", "reshape", "float", "double", "to", "cuda", "cpu", "contiguous", "flatten",
    "transpose", "permute", "type",
})  # fmt: skip
"""Methods of a tensor after which it holds the same values."""
DEEPEST = 4
Squashed = tuple[str, ast.expr]


class Losses:
    """Which call is that of a loss, and what was done to the scores that it is given."""

    def __init__(self, view: View, lend: Lend) -> None:
        self.view = view
        self.losses, self.activations = lend(TorchLosses), lend(TorchActivations)

    @cached_property
    def are_made(self) -> bool:
        """Some call of the file makes or computes a loss; without any none is to be found."""
        return any(name.removesuffix(".__call__") in self.losses for name in self.view.outline.called)

    def loss(self, call: ast.Call) -> TorchLoss | None:
        """The loss that a call computes; making the criterion is no such call."""
        name = self._made(call)
        if name.endswith(".__call__"):
            return self.losses.get(name.removesuffix(".__call__"))
        return self.losses.get(name) if name.rpartition(".")[2][:1].islower() else None

    def _made(self, call: ast.Call) -> str:
        """The name of what is called; where it was made in one place only, that of its maker."""
        if isinstance(call.func, ast.Name | ast.Attribute) and self.view.sources(call.func):
            makers = self.view.makers(call.func)
            return f"{next(iter(makers))}.__call__" if len(makers) == 1 else "?"
        return self.view.outline.name(call)

    def squashed(self, node: ast.expr, depth: int = 0) -> Squashed | None:
        """Softmax or sigmoid as the last thing that was done to a tensor, and where."""
        if depth > DEEPEST:
            return None
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        if isinstance(node, ast.Name):
            holder = self.view.holder(node)
            last = self.view.last_assigned(holder, node.id, node)
            if last is not None and last[1] is not None and self._is_before(last[0], node):
                return self.squashed(last[1], depth + 1)
        return None

    def _of_call(self, node: ast.Call, depth: int) -> Squashed | None:
        name = self._made(node).removesuffix(".__call__")
        row = self.activations.get(name)
        if row is not None:
            return row.gives, node
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            if method in SHAPING:
                return self.squashed(node.func.value, depth + 1)
            if name.startswith("?") and method in self.activations and not self.view.sources(node.func):
                return self.activations[method].gives, node
        return _agreed([self._of_module(maker, node, depth) for maker in sorted(self.view.makers(node.func))])

    def _of_module(self, maker: str, node: ast.Call, depth: int) -> Squashed | None:
        """What a module of the file returns, or the last layer of a Sequential."""
        if maker in self.activations:
            return self.activations[maker].gives, node
        if maker == "torch.nn.Sequential":
            return self._of_sequential(self.view.origins(node.func))
        forward = self.view.functions.get(f"{maker[1:]}.forward") if maker.startswith(".") else None
        return self._of_forward(forward, depth) if forward is not None else None

    def _of_sequential(self, sources: list[ast.expr | None]) -> Squashed | None:
        """What the last layers give, if all that may have been made end in the same."""
        last = [one.args[-1] for one in sources if isinstance(one, ast.Call) and one.args]
        rows = [self.activations.get(self.view.outline.name(one)) for one in last if isinstance(one, ast.Call)]
        gives = {row.gives if row is not None else "" for row in rows}
        certain = len(gives) == 1 and len(rows) == len(sources) and "" not in gives
        return (gives.pop(), last[0]) if certain else None

    def _of_forward(self, forward: Definition, depth: int) -> Squashed | None:
        own = [one for one in self.view.outline.of(ast.Return) if self.view.outline.function(one) is forward]
        return _agreed([self.squashed(one.value, depth + 1) if one.value is not None else None for one in own])

    def _is_before(self, target: ast.expr, node: ast.expr) -> bool:
        """The assignment stands in a block that the use is in too, so that the use cannot miss it."""
        statement = self.view.outline.statement(target)
        if statement is None:
            return False
        block = self.view.outline.parent(statement)
        arms = list(self.view.outline.parents(node))
        if block not in arms:
            return False
        if isinstance(block, ast.If | ast.Try | ast.For | ast.While):
            inner = [*arms[: arms.index(block)], node][-2:] if arms.index(block) else [node]
            return any(statement in side and any(one in side for one in arms) for side in _sides(block)) or not inner
        return True


def _agreed(answers: list[Squashed | None]) -> Squashed | None:
    """The first answer, if all say the same."""
    return answers[0] if len({answer[0] if answer else "" for answer in answers}) == 1 else None


def _sides(block: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        yield getattr(block, name, [])


def loss_slips(view: View, losses: Losses) -> Iterator[Slip]:
    told: set[ast.AST] = set()
    for call in view.outline.of(ast.Call):
        row = losses.loss(call) if len(call.args) > 1 or (call.args and call.keywords) else None
        if row is None:
            continue
        found = losses.squashed(call.args[0])
        if found is not None and found[0] in row.spoilt_by and found[1] not in told:
            told.add(found[1])
            yield _squashed_slip(view, call, row, found)
        elif row.ordered and (swapped := _swapped(view, call)):
            first, second = swapped
            message = f"{ast.unparse(call.func)} gets {first} as its prediction and {second} as its target"
            fix = f"Write {ast.unparse(call.func)}({second}, {first})"
            yield Slip("loss-arguments-swapped", view.outline.place(call), message, ast.unparse(call.func), (), fix)


def _squashed_slip(view: View, call: ast.Call, row: TorchLoss, found: Squashed) -> Slip:
    gives, where = found
    what, name = ast.unparse(call.func), row.name.rpartition(".")[2]
    shown = what if what.rpartition(".")[2] == name else f"{what} ({name})"
    wants = {"scores": "raw scores", "log-probabilities": "log-probabilities"}.get(row.wants, row.wants)
    message = f"{shown} expects {wants} and gets what {gives} returned"
    better = (
        "the raw scores"
        if row.wants == "scores"
        else f"log_{gives} instead of {gives}"
        if gives == "softmax"
        else wants
    )
    hops = (Hop(view.outline.place(where), f"applies {gives}"),)
    return Slip("softmax-before-cross-entropy", view.outline.place(call), message, what, hops, f"Give {what} {better}")


def _swapped(view: View, call: ast.Call) -> tuple[str, str] | None:
    """Names that say it: a label comes first, an output second."""
    roots = [_root(argument) for argument in call.args[:2]]
    if len(roots) < 2 or any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    kinds = [view.words_mean(root) & {"label", "output"} for root in roots]
    if kinds != [{"label"}, {"output"}]:
        return None
    last = view.last_assigned(view.holder(call), roots[0], call)
    if last is not None and isinstance(last[1], ast.Call) and any(map(view.is_module, view.makers(last[1].func))):
        return None
    return ast.unparse(call.args[0]), ast.unparse(call.args[1])


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHAPING:
        node = node.func.value
    return node.id if isinstance(node, ast.Name) else ""
