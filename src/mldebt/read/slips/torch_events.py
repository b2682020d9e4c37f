"""What does one call mean to a program that trains: a backward pass, a step, a mode, a use of a model?"""

import ast
import builtins
from collections.abc import Iterator

from .torch_parts import ANY, UNSET, Kind, Modes, Paths, State
from .torch_view import OtherCall

KNOWN = frozenset(dir(builtins))
Told = tuple[Kind, str, Modes]
ACCELERATED = frozenset({"backward", "manual_backward"})
SWITCHES = ("set_grad_enabled", "inference_mode.__enter__", "no_grad.__enter__")


def events_of_call(flow: Paths, node: ast.Call, state: State) -> Iterator[Told]:
    """The events of a call of something that is not defined in the file."""
    name = flow.view.outline.name(node)
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if "zero" in method or "clear_grad" in method or "zero_grad" in name:
        yield "zero", _receiver(flow, node), UNSET
    elif method in ACCELERATED:
        yield "backward", flow.path(node.args[0]) if node.args else _receiver(flow, node), UNSET
    elif method == "step" and isinstance(node.func, ast.Attribute):
        yield from _step(flow, node, node.func.value)
    elif method in ("eval", "train"):
        yield from _mode(flow, node, method)
    elif method in ("load_state_dict", "parameters", "named_parameters", "children", "modules"):
        kind: Kind = "load" if method == "load_state_dict" else "model"
        yield kind, _receiver(flow, node), UNSET
    else:
        yield from _other(flow, node, name, state)


def _step(flow: Paths, node: ast.Call, receiver: ast.expr) -> Iterator[Told]:
    """`optimizer.step()`, `scaler.step(optimizer)`, `scheduler.step()`; what it is of, if that can be told."""
    for thing in (receiver, *node.args[:1]):
        means = {flow.view.means(maker) for maker in flow.view.makers(thing)}
        if means == {"scheduler"}:
            yield ("scheduled" if not node.args and not node.keywords else "other-step"), flow.path(thing), UNSET
            return
        if means == {"optimizer"}:
            yield "step", flow.path(thing), UNSET
            return
        if flow.view.makers(thing) == {"?"} and _is_called_optimizer(flow, thing):
            yield "step", flow.path(thing), UNSET
            return
    yield "other-step", flow.path(receiver), UNSET


def _is_called_optimizer(flow: Paths, node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return "optimizer" in flow.view.words_mean(name) and "sched" not in name.lower()


def _mode(flow: Paths, node: ast.Call, method: str) -> Iterator[Told]:
    """`model.eval()`, `model.train()`, `model.train(False)`; anything else called so may do anything."""
    path = _receiver(flow, node)
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    if not path and isinstance(node.func, ast.Attribute) and _is_new(node.func.value):
        return
    if not given:
        yield "mode", path, frozenset({method})
    elif method == "train" and len(given) == 1 and isinstance(given[0], ast.Constant) and path:
        yield "mode", path, frozenset({"train" if given[0].value else "eval"})
    else:
        yield "mode", path, ANY


def _is_new(node: ast.expr) -> bool:
    """The receiver is made on the spot: `Net(3).eval()`."""
    while isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
            node = node.func.value
        else:
            return True
    return False


def _other(flow: Paths, node: ast.Call, name: str, state: State) -> Iterator[Told]:
    other = flow.view.others.get(node)
    if other is None:
        other = flow.view.others[node] = _other_call(flow, node, name)
    if other.used is not None:
        path = flow.path(other.used) if isinstance(other.used, ast.Name | ast.Attribute) else ""
        yield "use", path.removesuffix(".forward") if name.startswith(("?", ".")) else path, UNSET
    if other.switches:
        state["no-grad"] = ANY
    for given in other.given:
        path = flow.path(given)
        if path:
            yield "given", path, UNSET
    if other.inherited is not None:
        yield "given", flow.path(other.inherited), UNSET


def _other_call(flow: Paths, node: ast.Call, name: str) -> OtherCall:
    uses = name == "?" or name.endswith(".__call__") or (name.startswith(("?.", ".")) and _is_value(flow, node))
    switches = name.startswith("torch.") and name.endswith(SWITCHES)
    used = node.func if uses else None
    if _leaves_alone(flow, node, name):
        return OtherCall(used, switches)
    inherited = isinstance(node.func, ast.Attribute) and name.startswith("?") and _is_inherited(flow, node)
    return OtherCall(used, switches, tuple(_given(flow, node)), node.func.value if inherited else None)  # type: ignore[attr-defined]  # it is an attribute


def _leaves_alone(flow: Paths, node: ast.Call, name: str) -> bool:
    """What is called does nothing to what it is given."""
    if name.startswith("torch.") or name in KNOWN or _is_known_module(flow, node):
        return True
    row = flow.view.modules.get(name)
    return row is not None and row.wraps


def _given(flow: Paths, node: ast.Call) -> Iterator[ast.expr]:
    """What the call is given, also as one of several things."""
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        for part in inner.elts if isinstance(inner, ast.Tuple | ast.List) else [inner]:
            if isinstance(part, ast.Attribute) or (isinstance(part, ast.Name) and not _is_builtin(flow, part)):
                yield part


def _is_builtin(flow: Paths, node: ast.Name) -> bool:
    """`parser.add_argument(type=int)`: nothing can be done to it."""
    return node.id in KNOWN and flow.view.outline.name(node) == node.id


def _is_value(flow: Paths, node: ast.Call) -> bool:
    """`self.net(x)`, `model.forward(x)`: what is called is something that was assigned, or its forward."""
    if not isinstance(node.func, ast.Attribute):
        return isinstance(node.func, ast.Name)
    return node.func.attr == "forward" or bool(flow.view.sources(node.func))


def _is_known_module(flow: Paths, node: ast.Call) -> bool:
    """A module, a loss or a torch function is called: it does nothing to what it is given."""
    makers = flow.view.makers(node.func)
    return all(maker.startswith("torch.") or flow.view.is_module(maker) for maker in makers)


def _is_inherited(flow: Paths, node: ast.Call) -> bool:
    """A method of the own instance that is defined elsewhere."""
    func = node.func
    if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name):
        return False
    holder = flow.view.outline.function(node)
    return holder is not None and func.value.id == flow.view.self_name(holder) and not flow.view.sources(func)


def _receiver(flow: Paths, node: ast.Call) -> str:
    return flow.path(node.func.value) if isinstance(node.func, ast.Attribute) else ""
