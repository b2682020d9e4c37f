"""What does a function that TensorFlow traces do in Python, hence only once?"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.knowledge import RandomDraws
from mldebt.model import Hop, Lend, Slip

from ..descent import within
from ..outline import Outline
from ..walk import Definition
from .graph_functions import graph_functions, shown
from .scopes_of import own_names, own_nodes, shared_names

STATIC = frozenset({"shape", "dtype", "name", "graph", "device", "ndim", "rank", "get_shape"})
"""Attributes of a tensor that are known while tracing."""
CHANGES = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "pop", "clear"})
HOLDERS = frozenset({"list", "dict", "set", "collections.defaultdict", "collections.deque", "collections.Counter"})
CLOCKS = frozenset({"time.time", "time.perf_counter", "time.monotonic", "datetime.datetime.now"})
EAGER = ("tensorflow.config.run_functions_eagerly", "tensorflow.config.experimental_run_functions_eagerly")
Known = dict[str, list[ast.expr]]


class Effect(NamedTuple):
    """What is done, as the beginning of a sentence; `harms`: results depend on it."""

    node: ast.expr | ast.stmt
    told: str
    harms: bool


def effects(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """One slip a function: its effects, the harmful ones before those that only show something."""
    if any(outline.name(call) in EAGER and _says_true(call) for call in outline.of(ast.Call)):
        return
    held = _assigned(outline)
    for function in graph_functions(outline):
        found = list(_effects(function, outline, lend(RandomDraws), held))
        found = [one for one in found if one.harms] or found
        if found:
            first = found[0]
            more = f" (and {len(found) - 1} more like it)" if len(found) > 1 else ""
            message = f"{first.told} only while {shown(function)} is traced, not at each call{more}"
            hops = tuple(Hop(outline.place(one.node), f"{one.told} only while tracing") for one in found)
            kind = "side-effect-in-graph" if first.harms else "side-effect-in-graph/shown"
            yield Slip(kind, outline.place(first.node), message, shown(function), hops if len(found) > 1 else ())


def _effects(function: Definition, outline: Outline, draws: RandomDraws, held: Known) -> Iterator[Effect]:
    own, shared = own_names(function), shared_names(function)
    for node in own_nodes(function):
        if isinstance(node, ast.Call):
            yield from _of_call(node, outline, draws, own, held)
        elif isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from _of_target(node, target, outline, own, shared, held)


def _of_call(
    node: ast.Call, outline: Outline, draws: RandomDraws, own: frozenset[str], held: Known
) -> Iterator[Effect]:
    name, row = outline.name(node), draws.get(outline.name(node))
    if name == "print" and _shows_value(node, own):
        yield Effect(node, "print shows something", False)
    elif row is not None and row.domain in ("python", "numpy") and not row.generator:
        yield Effect(node, f"{_last(name)} draws", True)
    elif name in CLOCKS:
        yield Effect(node, f"{_last(name)} reads the clock", False)
    elif isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
        holder = node.func.value
        if _is_outside(holder, own, held, outline):
            yield Effect(node, f"{ast.unparse(holder)} is changed", True)


def _of_target(
    node: ast.Assign | ast.AugAssign, target: ast.expr, outline: Outline, own: frozenset[str], shared: frozenset[str],
    held: Known,
) -> Iterator[Effect]:  # fmt: skip
    if _is_once(node, outline):
        return
    if isinstance(target, ast.Name) and target.id in shared and not _traces(target.id):
        yield Effect(node, f"{target.id} is set", True)
    elif isinstance(target, ast.Subscript) and _is_outside(target.value, own, held, outline):
        yield Effect(node, f"{ast.unparse(target.value)} is changed", True)
    elif isinstance(node, ast.AugAssign) and _is_number(target, held, outline) and not _traces(ast.unparse(target)):
        yield Effect(node, f"{ast.unparse(target)} is counted", True)


def _is_once(node: ast.stmt, outline: Outline) -> bool:
    """Where something is still None or not there, or lifted out of the graph, it is done once on purpose."""
    for above in outline.parents(node):
        if isinstance(above, Definition):
            return False
        test = ast.unparse(above.test) if isinstance(above, ast.If) else ""
        if " is None" in test or test.startswith("not ") or "hasattr" in test:
            return True
        if isinstance(above, ast.With) and any("init_scope" in ast.unparse(item.context_expr) for item in above.items):
            return True
    return False


def _shows_value(node: ast.Call, own: frozenset[str]) -> bool:
    """It prints something that is worked out here, not only its shape, and does not say that it tells of tracing."""
    inside = [inner for argument in node.args for inner in within(argument)]
    if any(isinstance(one, ast.Constant) and isinstance(one.value, str) and _traces(one.value) for one in inside):
        return False
    hidden = set(_known_while_tracing(inside))
    return any(isinstance(one, ast.Name) and one.id in own - {"self"} and one not in hidden for one in inside)


def _known_while_tracing(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """What only its shape or its type is asked of: `x` of `x.shape`, of `len(x)`."""
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in STATIC:
            yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("len", "type", "id"):
            yield from within(node)


def _is_outside(holder: ast.expr, own: frozenset[str], held: Known, outline: Outline) -> bool:
    """A list or dictionary that is made outside, and nowhere as anything else."""
    name = _key(holder, outline)
    if not name or (isinstance(holder, ast.Name) and holder.id in own) or _traces(name):
        return False
    made = held.get(name, [])
    return bool(made) and all(_is_holder(value, outline) for value in made)


def _is_holder(value: ast.expr, outline: Outline) -> bool:
    if isinstance(value, ast.Call):
        return outline.name(value) in HOLDERS
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def _is_number(target: ast.expr, held: Known, outline: Outline) -> bool:
    """`self.step += 1` where `self.step` is a plain number in the class."""
    name = _key(target, outline) if isinstance(target, ast.Attribute) else ""
    made = held.get(name, []) if name else []
    return bool(made) and all(isinstance(one, ast.Constant) and isinstance(one.value, int | float) for one in made)


def _assigned(outline: Outline) -> Known:
    """What each name outside the traced functions and each attribute of `self` is set to, anywhere in the file."""
    found: Known = {}
    for node in outline.of(ast.Assign):
        for target in node.targets:
            if name := _key(target, outline):
                found.setdefault(name, []).append(node.value)
    for given in outline.of(ast.AnnAssign):
        if given.value is not None and (name := _key(given.target, outline)):
            found.setdefault(name, []).append(given.value)
    return found


def _key(node: ast.expr, outline: Outline) -> str:
    """A name, or an attribute of `self` with its class."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        owner = next((above.name for above in outline.parents(node) if isinstance(above, ast.ClassDef)), "")
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _traces(text: str) -> bool:
    return "trac" in text.lower()


def _says_true(call: ast.Call) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return bool(given) and isinstance(given[0], ast.Constant) and given[0].value is True


def _last(name: str) -> str:
    return ".".join(name.split(".")[-2:])
