"""Which flags freeze nothing, because they are misspelt or set on a module?"""

import ast
from collections.abc import Iterator

from mldebt.model import Slip

from .torch_view import View

MISSPELT = frozenset({
    "require_grad", "require_grads", "requires_grads", "required_grad", "requires_gradient", "requires_gradients",
})  # fmt: skip


def flag_slips(view: View) -> Iterator[Slip]:
    if "require" not in view.outline.text:
        return
    for assign in view.outline.of(ast.Assign):
        for target in assign.targets:
            if not isinstance(target, ast.Attribute):
                continue
            if target.attr in MISSPELT and not _is_read(view, target.attr) and not _is_self(view, target.value):
                yield _misspelt(view, assign, target)
            elif target.attr == "requires_grad" and view.is_certain_module(target.value):
                name, value = ast.unparse(target.value), ast.unparse(assign.value)
                message = f"{name} is a module, setting its requires_grad reaches none of its parameters"
                fix = f"Call {name}.requires_grad_({value})"
                yield Slip("requires-grad-on-module", view.outline.place(assign), message, name, (), fix)


def _is_read(view: View, name: str) -> bool:
    return any(node.attr == name and isinstance(node.ctx, ast.Load) for node in view.outline.of(ast.Attribute))


def _misspelt(view: View, assign: ast.Assign, target: ast.Attribute) -> Slip:
    name, value = ast.unparse(target.value), ast.unparse(assign.value)
    message = f"{name}.{target.attr} is no attribute that PyTorch knows, so {name} stays as it was"
    harmless = value == "False" and all(one.startswith("torch.") for one in view.makers(target.value))
    kind = "requires-grad-misspelt:harmless" if harmless else "requires-grad-misspelt"
    return Slip(kind, view.outline.place(assign), message, name, (), f"Write {name}.requires_grad = {value}")


def _is_self(view: View, node: ast.expr) -> bool:
    holder = view.outline.function(node)
    return isinstance(node, ast.Name) and holder is not None and node.id == view.self_name(holder)
