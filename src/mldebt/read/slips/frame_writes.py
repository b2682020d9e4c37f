"""Where is something written to a part of a frame that is a copy?"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Slip

from .kinds import Kinds
from .selections import INDEXER, PANDAS
from .wording import code, is_switched_on, root

KIND = "chained-assignment"
LATER = "chained-assignment-by-column"
"""Works before pandas 3, with a warning."""
SHOWN = 8
"""Places listed as evidence; the rest are counted in the message."""


def slips(kinds: Kinds) -> Iterator[Slip]:
    """Each write to a copy; those that only pandas 3 turns into one have one cause, so they are one for each frame."""
    later: dict[str, list[Slip]] = {}
    for slip in _writes(kinds):
        if slip.kind == LATER:
            later.setdefault(slip.subject.partition(":")[0], []).append(slip)
        else:
            yield slip
    for group in later.values():
        first, *others = sorted(group, key=lambda slip: slip.where.order)
        if others:
            hops = tuple(Hop(slip.where, slip.fix) for slip in (first, *others)[:SHOWN])
            more = f"{first.message}, here and in {len(others)} more place{'s' * (len(others) > 1)}"
            first = first._replace(message=more, evidence=hops)
        yield first


def _writes(kinds: Kinds) -> Iterator[Slip]:
    assigned = [target for node in kinds.outline.of(ast.Assign) for target in node.targets]
    for target in (*assigned, *(node.target for node in kinds.outline.of(ast.AugAssign))):
        yield from _assigned(kinds, target)
    for call in kinds.outline.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and is_switched_on(call, "inplace"):
            yield from _changed(kinds, call, call.func)


def _assigned(kinds: Kinds, target: ast.expr) -> Iterator[Slip]:
    part = _holder(kinds, target)
    how = _part(kinds, part) if part is not None else ""
    if part is None or not how or (how == LATER and isinstance(target, ast.Attribute)):
        return
    yield _slip(kinds, target, how, part, f"{code(target)} is set on {code(part)}", _as_one(kinds, target, part))


def _holder(kinds: Kinds, target: ast.expr) -> ast.expr | None:
    """What is written to: `df[mask]` of `df[mask]["price"]` and of `df[mask].loc[3]`."""
    if isinstance(target, ast.Subscript):
        return _unlocated(kinds, target.value)
    return target.value if isinstance(target, ast.Attribute) and kinds.member(target) is None else None


def _unlocated(kinds: Kinds, node: ast.expr) -> ast.expr:
    """The frame whose `.loc` it is, or the thing itself."""
    return node.value if isinstance(node, ast.Attribute) and kinds.kind(node).startswith(INDEXER) else node


def _changed(kinds: Kinds, call: ast.Call, function: ast.Attribute) -> Iterator[Slip]:
    row = kinds.member(function)
    how = _part(kinds, function.value) if row is not None and row.inplace else ""
    if how:
        plain = [keyword for keyword in call.keywords if keyword.arg != "inplace"]
        again = ast.Call(call.func, call.args, plain)
        fix = f"write {code(function.value)} = {code(again)}" if how == LATER else f"assign {code(again)}"
        told = f"{function.attr} with inplace=True works"
        yield _slip(kinds, call, how, function.value, f"{told} on {code(function.value)}", fix)


def _slip(kinds: Kinds, node: ast.expr, how: str, part: ast.expr, told: str, fix: str) -> Slip:
    name = root(part)
    lost = "which is a copy" if how == KIND else "which is a copy since pandas 3"
    return Slip(how, kinds.outline.place(node), f"{told}, {lost}, so {name} stays as it is",
                f"{name}:{code(node)}", fix=fix)  # fmt: skip


def _part(kinds: Kinds, part: ast.expr) -> str:
    """How a part of a frame lies apart from it: KIND, LATER, or empty where it is no such part."""
    if isinstance(part, ast.Subscript):
        above = kinds.kind(part.value)
        if kinds.kind(part) not in PANDAS:
            return ""
        if above.startswith(INDEXER):
            rows = part.slice.elts[0] if isinstance(part.slice, ast.Tuple) else part.slice
            return KIND if _copies(kinds, rows) else LATER
        if above not in PANDAS or isinstance(part.slice, ast.Slice):
            return ""
        if above == "series" and not _copies(kinds, part.slice):
            return ""
        return KIND if _copies(kinds, part.slice) or _part(kinds, part.value) == KIND else LATER
    if kinds.is_column(part):
        return LATER
    return ""


def _copies(kinds: Kinds, index: ast.expr) -> bool:
    """A mask or a list picks a copy, in every version."""
    return isinstance(index, ast.List) or kinds.is_mask(index)


def _as_one(kinds: Kinds, target: ast.expr, part: ast.expr) -> str:
    """`df.loc[mask, "price"]` for `df[mask]["price"]`."""
    if not isinstance(target, ast.Subscript) or not isinstance(part, ast.Subscript | ast.Attribute):
        return "write to the frame itself, rows and column in one .loc[…]"
    rows, column = target.slice, part.slice if isinstance(part, ast.Subscript) else ast.Constant(part.attr)
    base = _unlocated(kinds, part.value)
    if isinstance(column, ast.Tuple) or isinstance(rows, ast.Tuple) or not isinstance(base, ast.Name):
        return "write to the frame itself, rows and column in one .loc[…]"
    if kinds.several(column) and not isinstance(column, ast.List):
        rows, column = column, rows
    return f"write {base.id}.loc[{code(rows)}, {code(column)}]"
