"""Which calls read something that may hold code, and who decides what they read?"""

import ast
from collections.abc import Callable, Iterator
from functools import cache, partial

from mldebt import patterns as re
from mldebt.knowledge import Scalar, UnsafeLoad, UnsafeLoads
from mldebt.model import Lend, Load, Loads

from .origins import UNKNOWN, Origins, Told
from .outline import Outline, Outlined
from .walk import Walk

COMMIT = re.compile(r"[0-9a-f]{7,64}")
MISSING = object()
MODULE = frozenset({"eval", "train", "forward", "parameters", "state_dict", "modules", "children", "predict"})
"""What only a module is asked for, never its weights."""
PASSING = frozenset({"to", "cuda", "cpu", "float", "half", "double"})


OriginsOf = Callable[[], Origins]
"""Gives the origins of a file, made when they are first asked for."""


def loads_of(walk: Walk, outlined: Outlined, lend: Lend) -> Loads:
    """Only a file that makes such a call is looked at twice."""
    table = lend(UnsafeLoads)
    if not any(map(table.of, walk.called)):
        return Loads()
    outline = outlined()
    origins = cache(partial(Origins, outline, lend))
    found = [load for node in outline.of(ast.Call) for load in _loads(node, table, outline, origins)]
    return Loads(sorted(found, key=lambda load: load.where.order))


def _loads(node: ast.Call, table: UnsafeLoads, outline: Outline, origins: OriginsOf) -> Iterator[Load]:
    name = outline.name(node)
    row = table.of(name)
    if row is None or (row.data_position == 0 and not node.args and not node.keywords):
        return
    verdict = _verdict(node, row, outline)
    told, pinned = UNKNOWN, False
    if verdict != "safe":
        told, pinned = _told(node, row, outline, origins())
    whole = bool(row.whole) and _is_whole(node, outline)
    yield Load(name, outline.place(node), verdict, told.origin, told.what, pinned, whole)  # type: ignore[arg-type]


def _is_whole(node: ast.expr, outline: Outline) -> bool:
    """`torch.load(path).eval()`, or the name that it is given is called or used as a module in the same function."""
    above = outline.parent(node)
    while isinstance(above, ast.Subscript | ast.Call) or (isinstance(above, ast.Attribute) and above.attr in PASSING):
        node, above = above, outline.parent(above)
    if isinstance(above, ast.Attribute):
        return above.attr in MODULE
    if not isinstance(above, ast.Assign) or len(above.targets) != 1 or above.value is not node:
        return False
    name, holder = ast.unparse(above.targets[0]), outline.function(node)
    inside = (call for call in outline.of(ast.Call) if holder is None or holder in outline.parents(call))
    return any(_asks(call.func, name) for call in inside)


def _asks(called: ast.expr, name: str) -> bool:
    if isinstance(called, ast.Attribute) and called.attr in MODULE:
        return _is_spelt(called.value, name)
    return isinstance(called, ast.Name | ast.Attribute) and _is_spelt(called, name)


def _is_spelt(node: ast.expr, name: str) -> bool:
    """Few end alike, and to spell one out costs more than all else here."""
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.endswith(last) and ast.unparse(node) == name


def _verdict(node: ast.Call, row: UnsafeLoad, outline: Outline) -> str:
    if row.harmless:
        return "safe"
    if not row.switch:
        return "unsafe"
    given = argument(node, row.switch, row.switch_position)
    value = MISSING if given is None else _scalar(given, outline)
    if row.unsafe:
        return "unsafe" if value in row.unsafe else "safe"
    if given is None:
        hidden = any(keyword.arg is None for keyword in node.keywords)
        return "safe" if hidden else "old" if row.safe_since else "unsafe"
    certain = (*row.certain, *(not one for one in row.safe if isinstance(one, bool)))
    return "unsafe" if value in certain else "safe"


def _scalar(node: ast.expr, outline: Outline) -> Scalar | object:
    value = outline.value(node)
    return value.value if value.kind in ("literal", "name", "none") else MISSING


def _told(node: ast.Call, row: UnsafeLoad, outline: Outline, origins: Origins) -> tuple[Told, bool]:
    """Where it comes from, and whether it cannot change unnoticed."""
    given = argument(node, row.data, row.data_position)
    told = UNKNOWN if given is None else origins.told(given)
    if row.address != "path" and given is not None:
        told = origins.told(given)
        told = _repository(told.what) if told.origin == "own" and told.what else UNKNOWN
    elif row.always:
        told = Told(row.always, told.what)
    pins = [argument(node, name, -1) for name in (row.revision, *row.revisions) if name]
    pinned = any(pin is not None and _pins(pin, outline) for pin in pins)
    return told, pinned or (row.address == "github" and ":" in told.what)


def _repository(name: str) -> Told:
    """A name in a hub, unless it is a path."""
    local = name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1
    return Told("own" if local else "network", name)


def _pins(node: ast.expr, outline: Outline) -> bool:
    """A commit, or a variable, which is somebody's decision; `main` pins nothing."""
    value = outline.value(node)
    if value.kind == "literal":
        return value.value is True or COMMIT.fullmatch(str(value.value)) is not None
    return value.kind != "none"


def argument(node: ast.Call, name: str, position: int) -> ast.expr | None:
    """The argument given by keyword or, failing that, by position."""
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    if 0 <= position < len(node.args) and not any(isinstance(one, ast.Starred) for one in node.args[: position + 1]):
        return node.args[position]
    return None
