"""Which functions does TensorFlow trace, and what in them fails or goes stale after the first call?"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Slip

from ..descent import within
from ..outline import Outline
from ..walk import Definition
from .scopes_of import Loop, loops_around, own_names, own_nodes, qualified

TRACED = frozenset({"tensorflow.function", "tensorflow.compat.v2.function"})
VARIABLES = frozenset({"tensorflow.Variable", "tensorflow.compat.v2.Variable"})
JOINS = frozenset({"tensorflow.concat", "tensorflow.stack"})
Function = ast.FunctionDef | ast.AsyncFunctionDef
Change = ast.Assign | ast.AugAssign | ast.AnnAssign


def graph_functions(outline: Outline) -> list[Definition]:
    """Those with `@tf.function`, and those that the file hands to `tf.function(...)` by name."""
    if "function" not in outline.text:
        return []
    functions: list[Definition] = [*outline.of(ast.FunctionDef), *outline.of(ast.AsyncFunctionDef)]
    wrapped = {
        outline.name(call.args[0])
        for call in outline.of(ast.Call) if outline.name(call) in TRACED and call.args
        and isinstance(call.args[0], ast.Name)
    }  # fmt: skip
    return [
        one
        for one in functions
        if f".{qualified(one)}" in wrapped or any(_traces(mark, outline) for mark in one.decorator_list)
    ]


def shown(function: Definition) -> str:
    return qualified(function) or function.name


def variables(outline: Outline) -> Iterator[Slip]:
    """A variable made anew at each call; made in an `if`, it may be made once."""
    for function in graph_functions(outline):
        for node in own_nodes(function):
            if isinstance(node, ast.Call) and outline.name(node) in VARIABLES and not _is_guarded(node, outline):
                message = (
                    f"{shown(function)} makes a tf.Variable at each call, which tf.function forbids after the first"
                )
                yield Slip("variable-created-in-graph", outline.place(node), message, shown(function))


def recursions(outline: Outline) -> Iterator[Slip]:
    """A traced function that calls itself is traced within its own tracing."""
    for function in graph_functions(outline):
        for node in own_nodes(function):
            if isinstance(node, ast.Call) and outline.name(node) == f".{qualified(function)}":
                message = f"{shown(function)} is a tf.function and calls itself"
                yield Slip("recursive-graph-function", outline.place(node), message, shown(function))
                break


def tensors_grown(outline: Outline) -> Iterator[Slip]:
    """`rows = tf.concat([rows, row], 0)` in a loop of a traced function."""
    for function in graph_functions(outline):
        for node in own_nodes(function):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or len(node.targets) != 1:
                continue
            target, call = node.targets[0], node.value
            if outline.name(call) in JOINS and isinstance(target, ast.Name) and _holds(call, target.id):
                loops = loops_around(outline, node)
                if loops and not _shapes_told(loops[0], outline):
                    message = f"{target.id} is copied whole each time that the loop in {shown(function)} adds to it"
                    fix = f"collect the parts in a tf.TensorArray and join them once after the loop as {target.id}"
                    yield Slip("tensor-grown-in-loop", outline.place(node), message, target.id, fix=fix)


def stale_values(outline: Outline) -> Iterator[Slip]:
    """A number of the module that a traced function reads, changed between two calls of it."""
    functions = [one for one in graph_functions(outline) if outline.parent(one) is outline.tree]
    changed = _changed(outline) if functions else {}
    names = [one.name for one in outline.of(ast.FunctionDef)]
    for function in functions if changed else ():
        if names.count(function.name) != 1:
            continue
        calls = _calls_at_the_top(function, outline)
        for name, node in _read(function).items():
            late = next((one for one in changed.get(name, []) if _is_between(one, function, calls, outline)), None)
            if late is not None:
                message = f"{function.name} keeps the {name} of its first call, and the later change does not reach it"
                hops = (Hop(outline.place(late), f"{name} is changed"),)
                yield Slip("free-variable-in-graph", outline.place(node), message, f"{function.name}:{name}", hops)


def _calls_at_the_top(function: Definition, outline: Outline) -> list[ast.Call]:
    """Where the module itself calls the function."""
    calls = (call for call in outline.of(ast.Call) if outline.name(call) == f".{function.name}")
    return [call for call in calls if outline.function(call) is None]


def _read(function: Definition) -> dict[str, ast.Name]:
    """The names that a function reads and does not own."""
    own = own_names(function)
    return {
        node.id: node for node in own_nodes(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own
    }  # fmt: skip


def _traces(mark: ast.expr, outline: Outline) -> bool:
    return outline.name(mark) in TRACED or (
        isinstance(mark, ast.Call) and bool(mark.args) and outline.name(mark.args[0]) in TRACED
    )


def _is_guarded(node: ast.expr, outline: Outline) -> bool:
    for above in outline.parents(node):
        if isinstance(above, Function):
            return False
        if isinstance(above, ast.If | ast.IfExp | ast.Try):
            return True
        if isinstance(above, ast.With) and any("init_scope" in ast.dump(item.context_expr) for item in above.items):
            return True
    return False


def _holds(call: ast.Call, name: str) -> bool:
    """What is joined is the thing itself and something more."""
    parts = call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "values"), None)
    return isinstance(parts, ast.List | ast.Tuple) and any(
        isinstance(part, ast.Name) and part.id == name for part in parts.elts
    )


def _shapes_told(loop: Loop, outline: Outline) -> bool:
    inside = (node for node in own_nodes(loop) if isinstance(node, ast.Call))
    return any(outline.name(node).endswith("set_loop_options") for node in inside)


def _changed(outline: Outline) -> dict[str, list[Change]]:
    """Numbers of the module that its top level sets more than once, with all but the first of the settings."""
    found: dict[str, list[Change]] = {}
    strange: set[str] = set()
    changes: list[Change] = [*outline.of(ast.Assign), *outline.of(ast.AnnAssign), *outline.of(ast.AugAssign)]
    for node in (one for one in changes if outline.function(one) is None):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                plain = isinstance(node, ast.AugAssign) or _is_plain(node.value)
                found.setdefault(target.id, []).append(node)
                strange.update(() if plain else (target.id,))
    ordered = {name: sorted(nodes, key=lambda node: node.lineno) for name, nodes in found.items()}
    return {name: nodes[1:] for name, nodes in ordered.items() if len(nodes) > 1 and name not in strange}


def _is_plain(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float | str)


def _is_between(change: Change, function: Definition, calls: list[ast.Call], outline: Outline) -> bool:
    """A call runs before the change and another, or the same one in the next round of a loop, after it."""
    if change.lineno < function.lineno:
        return False
    loops = loops_around(outline, change)
    if loops and any(call in set(within(loops[-1])) for call in calls):
        return True
    return any(call.lineno < change.lineno for call in calls) and any(call.lineno > change.lineno for call in calls)
