"""Which modules are made, frozen or called in a way that PyTorch does not see?"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Slip

from ..walk import Definition
from .torch_view import View

MISSPELT = frozenset({
    "require_grad", "require_grads", "requires_grads", "required_grad", "requires_gradient", "requires_gradients",
})  # fmt: skip


def member_slips(view: View) -> Iterator[Slip]:
    yield from _forward_calls(view)
    for name in sorted(view.classes):
        if view.is_module_class(view.classes[name]):
            yield from _without_super(view, view.classes[name])
    yield from _gradient_flags(view)
    yield from _data(view)


def _forward_calls(view: View) -> Iterator[Slip]:
    """`model.forward(x)` where the model is known to be a module."""
    for call in view.outline.of(ast.Call):
        func = call.func
        if (
            not isinstance(func, ast.Attribute)
            or func.attr != "forward"
            or not isinstance(func.value, ast.Name | ast.Attribute)
        ):
            continue
        makers = view.makers(func.value)
        if makers and all(map(view.is_module, makers)):
            name = ast.unparse(func.value)
            message = f"{name}.forward is called directly, so the hooks of {name} are skipped"
            yield Slip(
                "forward-called-directly", view.outline.place(call), message, name, (), f"Call {name}(...) itself"
            )


def _without_super(view: View, node: ast.ClassDef) -> Iterator[Slip]:
    """An `__init__` that registers modules before, or without, that of nn.Module."""
    init = next((one for one in node.body if isinstance(one, Definition) and one.name == "__init__"), None)
    if init is None or node.decorator_list:
        return
    prepared = min((one.lineno for one in ast.walk(init) if isinstance(one, ast.Call) and _prepares(one)), default=0)
    for assign in ast.walk(init):
        if not isinstance(assign, ast.Assign) or view.outline.function(assign) is not init:
            continue
        made = _registered(view, assign, init)
        if made and not (prepared and prepared <= assign.lineno):
            target = ast.unparse(assign.targets[0])
            when = (
                f"before line {prepared} calls super().__init__()" if prepared else "and never calls super().__init__()"
            )
            message = f"{node.name}.__init__ assigns {target} {when}"
            hops = (Hop(view.outline.place(init, end=False), "the constructor"),)
            fix = f"Begin {node.name}.__init__ with super().__init__()"
            yield Slip("missing-super-init", view.outline.place(assign), message, node.name, hops, fix)
            return


def _prepares(node: ast.Call) -> bool:
    """`super().__init__()`, `nn.Module.__init__(self)`, or anything else that may lead there."""
    called = node.func
    if isinstance(called, ast.Name) and called.id == "super":
        return True
    return isinstance(called, ast.Attribute) and called.attr in ("__init__", "__new__", "__setstate__")


def _registered(view: View, assign: ast.Assign, init: Definition) -> bool:
    target = assign.targets[0]
    own = (
        isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id == view.self_name(init)
    )
    if not own or not isinstance(assign.value, ast.Call):
        return False
    name = view.outline.name(assign.value)
    return view.is_module(name) or name in ("torch.nn.Parameter", "torch.nn.parameter.Parameter")


def _gradient_flags(view: View) -> Iterator[Slip]:
    """Flags that freeze nothing: misspelt, or set on a module."""
    read = {node.attr for node in view.outline.of(ast.Attribute) if isinstance(node.ctx, ast.Load)}
    for assign in view.outline.of(ast.Assign):
        for target in assign.targets:
            if not isinstance(target, ast.Attribute):
                continue
            name, value = ast.unparse(target.value), ast.unparse(assign.value)
            if target.attr in MISSPELT and target.attr not in read and not _is_self(view, target.value):
                message = f"{name}.{target.attr} is no attribute that PyTorch knows, so {name} stays as it was"
                fix = f"Write {name}.requires_grad = {value}"
                harmless = value == "False" and all(one.startswith("torch.") for one in view.makers(target.value))
                kind = "requires-grad-misspelt:harmless" if harmless else "requires-grad-misspelt"
                yield Slip(kind, view.outline.place(assign), message, name, (), fix)
            elif target.attr == "requires_grad" and isinstance(target.value, ast.Name | ast.Attribute):
                makers = view.makers(target.value)
                if makers and all(map(view.is_module, makers)):
                    message = f"{name} is a module, setting its requires_grad reaches none of its parameters"
                    fix = f"Call {name}.requires_grad_({value})"
                    yield Slip("requires-grad-on-module", view.outline.place(assign), message, name, (), fix)


def _is_self(view: View, node: ast.expr) -> bool:
    holder = view.outline.function(node)
    return isinstance(node, ast.Name) and holder is not None and node.id == view.self_name(holder)


def _data(view: View) -> Iterator[Slip]:
    """`.data` of what is certainly a tensor: a loss that is gone back from, a parameter that is written to."""
    losses, written = _losses(view), _parameters(view)
    told: set[tuple[ast.AST, str]] = set()
    for node in view.outline.of(ast.Attribute):
        if node.attr != "data" or not isinstance(node.value, ast.Name):
            continue
        key, name = (view.holder(node), node.value.id), node.value.id
        writes = _is_written(view, node)
        if key in told or not (key in losses or (key in written and writes)):
            continue
        told.add(key)
        message = (
            f"{name}.data is {'written' if writes else 'read'} past autograd, which cannot warn of a wrong gradient"
        )
        fix = f"Write {name} under torch.no_grad()" if writes else f"Use {name}.item() or {name}.detach()"
        yield Slip("tensor-data-access", view.outline.place(node), message, name, (), fix)


def _is_written(view: View, node: ast.Attribute) -> bool:
    above = view.outline.parent(node)
    if isinstance(above, ast.Attribute):
        return above.attr.endswith("_") and not above.attr.endswith("__")
    return isinstance(node.ctx, ast.Store)


def _losses(view: View) -> set[tuple[ast.AST, str]]:
    return {
        (view.holder(call), call.func.value.id)
        for call in view.outline.of(ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "backward"
        and isinstance(call.func.value, ast.Name)
    }


def _parameters(view: View) -> set[tuple[ast.AST, str]]:
    found: set[tuple[ast.AST, str]] = set()
    for loop in view.outline.of(ast.For):
        call = loop.iter
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            if call.func.attr == "parameters" and isinstance(loop.target, ast.Name):
                found.add((view.holder(loop), loop.target.id))
            elif call.func.attr == "named_parameters" and isinstance(loop.target, ast.Tuple):
                last = loop.target.elts[-1]
                if isinstance(last, ast.Name):
                    found.add((view.holder(loop), last.id))
    return found
