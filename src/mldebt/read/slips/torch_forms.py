"""Which expressions cannot work, or work only as long as numbers stay small?"""

import ast
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import TorchActivations
from mldebt.model import Lend, Slip

from .torch_view import View

TOKEN = re.compile(r"\s+|\(|\)|\.\.\.|…|[A-Za-z_]\w*|\d+")
LOG = ("torch.log",)


def form_slips(view: View, lend: Lend) -> Iterator[Slip]:
    text = view.outline.text
    for call in view.outline.of(ast.Call) if "einops" in text else ():
        yield from _pattern(view, call)
    for call in view.outline.of(ast.Call) if "distributed" in text else ():
        yield from _request(view, call)
    if any(name == "log" or name.endswith(".log") for name in view.outline.called):
        yield from _unstable(view, lend(TorchActivations))


# einops


def _pattern(view: View, call: ast.Call) -> Iterator[Slip]:
    name = view.outline.name(call)
    if view.means(name) != "einops" or len(call.args) < 2:
        return
    pattern = call.args[1]
    if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
        splat = any(keyword.arg is None for keyword in call.keywords)
        sizes = None if splat else {keyword.arg or "" for keyword in call.keywords}
        wrong = _wrong(pattern.value, name.rpartition(".")[2], sizes)
        if wrong:
            message = f"the pattern '{pattern.value}' {wrong}"
            yield Slip("invalid-einops-pattern", view.outline.place(call), message, pattern.value)


def _wrong(pattern: str, operation: str, sizes: set[str] | None) -> str:
    """What einops would say to a pattern, empty where it takes it."""
    sides = pattern.split("->")
    if len(sides) != 2:
        return "has no arrow" if len(sides) == 1 else "has more than one arrow"
    axes: list[list[str]] = []
    for side in sides:
        if TOKEN.sub("", side):
            return f"has a sign that names no axis: {TOKEN.sub('', side)[0]!r}"
        problem = _brackets(side)
        if problem:
            return problem
        found = [token for token in TOKEN.findall(side) if token.strip(" ()\t\n")]
        twice = next((axis for axis in found if found.count(axis) > 1 and not axis.isdigit()), "")
        if twice:
            return f"names the axis {twice} twice on one side"
        axes.append([axis for axis in found if not axis.isdigit()])
    return _unmatched(set(axes[0]), set(axes[1]), operation, sizes)


def _brackets(side: str) -> str:
    depth = 0
    for sign in side:
        depth += (sign == "(") - (sign == ")")
        if depth not in (0, 1):
            return "nests brackets" if depth > 1 else "closes a bracket that it did not open"
    return "leaves a bracket open" if depth else ""


def _unmatched(left: set[str], right: set[str], operation: str, sizes: set[str] | None) -> str:
    lost, new = sorted(left - right), sorted(right - left - (sizes or set()))
    if operation != "repeat":
        new = sorted(right - left)
    if new and not (operation == "repeat" and sizes is None):
        return f"has the axis {new[0]} on the right only"
    if lost and operation != "reduce":
        return f"has the axis {lost[0]} on the left only"
    return ""


# torch.distributed


def _request(view: View, call: ast.Call) -> Iterator[Slip]:
    """Work that was begun, and that nobody can await because the handle is dropped."""
    row = view.calls.get(view.outline.name(call))
    if row is None or row.means != "request" or not isinstance(view.outline.parent(call), ast.Expr):
        return
    given = next((keyword.value for keyword in call.keywords if keyword.arg == row.only_with), None)
    if row.only_with and not (isinstance(given, ast.Constant) and given.value is True):
        return
    spelt = ast.unparse(call.func)
    message = f"{spelt} begins a transfer whose handle is dropped, so nothing waits until it is done"
    fix = f"Keep the handle, work = {spelt}(...), and call work.wait() before the tensor is used"
    yield Slip("distributed-request-not-awaited", view.outline.place(call), message, spelt, (), fix)


# Numbers


def _unstable(view: View, activations: TorchActivations) -> Iterator[Slip]:
    for call in view.outline.of(ast.Call):
        inside = _logged(view, call)
        if inside is None:
            continue
        name = view.outline.name(inside).removesuffix(".__call__")
        method = inside.func.attr if isinstance(inside.func, ast.Attribute) else ""
        row = activations.get(name) or (activations.get(method) if name.startswith("?") else None)
        if row is not None and row.gives in ("softmax", "sigmoid"):
            better = "log_softmax" if row.gives == "softmax" else "logsigmoid"
            yield _unstable_slip(view, call, f"is minus infinity as soon as {row.gives} rounds to zero", better)
        elif _is_sum_of_exp(view, inside):
            yield _unstable_slip(view, call, "is infinite as soon as one exponential is", "torch.logsumexp")


def _unstable_slip(view: View, call: ast.Call, why: str, better: str) -> Slip:
    spelt = ast.unparse(call)
    shown = spelt if len(spelt) <= 60 else f"{spelt[:57]}..."
    return Slip("unstable-log-form", view.outline.place(call), f"{shown} {why}", spelt, (), f"Use {better}")


def _logged(view: View, call: ast.Call) -> ast.Call | None:
    """The call whose result goes into a logarithm."""
    if view.outline.name(call) in LOG and len(call.args) == 1:
        return call.args[0] if isinstance(call.args[0], ast.Call) else None
    if isinstance(call.func, ast.Attribute) and call.func.attr == "log" and not call.args:
        return call.func.value if isinstance(call.func.value, ast.Call) else None
    return None


def _is_sum_of_exp(view: View, call: ast.Call) -> bool:
    """`torch.sum(torch.exp(x), 1)`, `x.exp().sum(1)`."""
    name = view.outline.name(call)
    if name == "torch.sum" and call.args:
        return _is_exp(view, call.args[0])
    return isinstance(call.func, ast.Attribute) and call.func.attr == "sum" and _is_exp(view, call.func.value)


def _is_exp(view: View, node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if view.outline.name(node) == "torch.exp":
        return not _is_shifted(node.args[0]) if node.args else False
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "exp"
        and not node.args
        and not _is_shifted(node.func.value)
    )


def _is_shifted(node: ast.expr) -> bool:
    """`x - x.max()` was taken care of, a negative has no large exponential."""
    return isinstance(node, ast.UnaryOp) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub))
