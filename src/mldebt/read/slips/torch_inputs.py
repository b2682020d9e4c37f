"""Which of the things that a model is called with are no rows, and where are gradients wanted of its inputs?"""

import ast
from collections.abc import Iterator

from ..descent import within
from .torch_view import View

PLACES = frozenset({"torch.device", "torch.cuda.is_available", "torch.cuda.current_device"})


def devices(view: View) -> frozenset[str]:
    """Names of devices in the file, wherever they are used: `dev` of `rows.to(dev)`."""
    return frozenset(_devices(view)) - {""}


def _devices(view: View) -> Iterator[str]:
    for call in view.outline.of(ast.Call):
        if view.outline.name(call) in PLACES:
            yield from _assigned(view, call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "to":
            yield from map(_last, call.args)
        yield from (_last(keyword.value) for keyword in call.keywords if keyword.arg == "device")


def _assigned(view: View, node: ast.AST) -> list[str]:
    """The names that are given the value in which the node stands."""
    above = view.outline.parent(node)
    while isinstance(above, ast.expr):
        node, above = above, view.outline.parent(above)
    return [_last(target) for target in above.targets] if isinstance(above, ast.Assign) else []


def _last(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def wants_input_gradients(view: View, loop: ast.AST) -> bool:
    """An attack on the model, or an explanation of what it sees, needs the gradients of what it is given."""
    return any(_attacks(view, call) for call in within(loop) if isinstance(call, ast.Call))


def _attacks(view: View, call: ast.Call) -> bool:
    names = {view.outline.name(call), *view.makers(call.func)}
    if isinstance(call.func, ast.Attribute):
        names |= view.makers(call.func.value)
    return "attack" in view.words_mean(_last(call.func)) or "input-gradient" in map(view.means, names)
