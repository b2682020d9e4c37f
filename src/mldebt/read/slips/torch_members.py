"""Which modules are made or called in a way that PyTorch does not see, which tensors are used past autograd?"""

import ast
from collections import defaultdict
from collections.abc import Iterator

from mldebt.model import Hop, Slip

from ..walk import Definition
from .torch_flags import flag_slips
from .torch_view import View
from .wording import spelling

PREPARING = frozenset({"__init__", "__new__", "__setstate__"})
CASTS = frozenset({"float", "double", "half", "bfloat16", "to", "type", "cuda", "cpu"})
PARAMETERS = ("torch.nn.Parameter", "torch.nn.parameter.Parameter")


def member_slips(view: View) -> Iterator[Slip]:
    yield from _forward_calls(view)
    yield from _without_super(view)
    yield from flag_slips(view)
    if ".data" in view.outline.text:
        yield from _data(view)


def _forward_calls(view: View) -> Iterator[Slip]:
    """`model.forward(x)` where the model is known to be a module."""
    for call in view.outline.of(ast.Call) if ".forward" in view.outline.text else ():
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr == "forward" and view.is_certain_module(func.value):
            name = spelling(func.value)
            message = f"{name}.forward is called directly, so the hooks of {name} are skipped"
            fix = f"Call {name}(...) itself"
            yield Slip("forward-called-directly", view.outline.place(call), message, name, (), fix)


def _without_super(view: View) -> Iterator[Slip]:
    """An `__init__` that registers modules before, or without, that of nn.Module."""
    constructors = dict(_constructors(view))
    registered = _registered(view, set(constructors))
    prepared = _prepared(view) if registered else {}
    for init, assigned in registered.items():
        line = min(prepared.get(init, ()), default=0)
        early = [assign for assign in assigned if not line or assign.lineno < line]
        if early:
            first = min(early, key=lambda assign: len([*view.outline.parents(assign)]))
            yield _early(view, constructors[init], init, first, line)


def _constructors(view: View) -> Iterator[tuple[Definition, ast.ClassDef]]:
    for name in sorted(view.classes):
        node = view.classes[name]
        init = next((one for one in node.body if isinstance(one, Definition) and one.name == "__init__"), None)
        if init is not None and not node.decorator_list and view.is_module_class(node):
            yield init, node


def _registered(view: View, constructors: set[Definition]) -> dict[Definition, list[ast.Assign]]:
    """What each constructor assigns that is a module or a parameter: `self.layer = nn.Linear(3, 4)`."""
    found: dict[Definition, list[ast.Assign]] = defaultdict(list)
    for assign in view.outline.of(ast.Assign) if constructors else ():
        target = assign.targets[0]
        if not isinstance(target, ast.Attribute) or not isinstance(assign.value, ast.Call):
            continue
        init = view.outline.function(assign)
        own = init in constructors and isinstance(target.value, ast.Name)
        if init is not None and own and spelling(target.value) == view.self_name(init):
            name = view.outline.name(assign.value)
            if view.is_module(name) or name in PARAMETERS:
                found[init].append(assign)
    return found


def _prepared(view: View) -> dict[ast.AST, list[int]]:
    """Lines of each function with `super().__init__()`, `nn.Module.__init__(self)`, or what else may lead there."""
    found: dict[ast.AST, list[int]] = defaultdict(list)
    for call in view.outline.of(ast.Call):
        called = call.func
        name = called.id if isinstance(called, ast.Name) else ""
        if name == "super" or (isinstance(called, ast.Attribute) and called.attr in PREPARING):
            for above in view.outline.parents(call):
                found[above].append(call.lineno)
    return found


def _early(view: View, node: ast.ClassDef, init: Definition, assign: ast.Assign, prepared: int) -> Slip:
    target = ast.unparse(assign.targets[0])
    when = f"before line {prepared} calls super().__init__()" if prepared else "and never calls super().__init__()"
    message = f"{node.name}.__init__ assigns {target} {when}"
    hops = (Hop(view.outline.place(init, end=False), "the constructor"),)
    fix = f"Begin {node.name}.__init__ with super().__init__()"
    return Slip("missing-super-init", view.outline.place(assign), message, node.name, hops, fix)


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
        fix = _written(view, node, written.get(key, "")) if writes else f"Use {name}.item() or {name}.detach()"
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


def _written(view: View, node: ast.Attribute, model: str) -> str:
    """How the same is done with autograd's knowledge."""
    name, above = spelling(node.value), view.outline.parent(node)
    if isinstance(above, ast.Attribute):
        return f"Call {name}.{above.attr}(…) under torch.no_grad()"
    if isinstance(above, ast.AugAssign):
        return f"Change {name} itself in place under torch.no_grad()"
    if isinstance(above, ast.Assign) and (method := _cast(above.value, name)):
        if isinstance(view.outline.parent(above), ast.For):
            return f"Call {model}.{method}, which does it for all parameters and buffers"
        return f"Call .{method} on the modules that hold these parameters"
    return f"Call {name}.copy_(…) under torch.no_grad()"


def _cast(value: ast.expr, name: str) -> str:
    """`float()` of `weight.data.float()`, which no copying into the old values can do."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return ""
    own = spelling(value.func.value) in (name, f"{name}.data")
    given = ", ".join(map(ast.unparse, [*value.args, *value.keywords]))
    return f"{value.func.attr}({given})" if own and value.func.attr in CASTS else ""


def _parameters(view: View) -> dict[tuple[ast.AST, str], str]:
    """The names under which loops go through parameters, and whose they are."""
    found: dict[tuple[ast.AST, str], str] = {}
    for loop in view.outline.of(ast.For):
        call = loop.iter
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            model = spelling(call.func.value)
            if call.func.attr == "parameters" and isinstance(loop.target, ast.Name):
                found[view.holder(loop), loop.target.id] = model
            elif call.func.attr == "named_parameters" and isinstance(loop.target, ast.Tuple):
                last = loop.target.elts[-1]
                if isinstance(last, ast.Name):
                    found[view.holder(loop), last.id] = model
    return found
