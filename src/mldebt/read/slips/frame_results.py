"""Where is the result of a call lost, or taken where there is none?"""

import ast
from collections.abc import Iterator, Mapping

from mldebt.knowledge import FrameMember
from mldebt.model import Slip

from .kinds import Kinds
from .selections import PANDAS
from .shown_values import shown_values
from .wording import code, is_switched_on

LastUses = Mapping[tuple[ast.AST | None, str], int]


def slips(kinds: Kinds) -> Iterator[Slip]:
    yield from _assigned_nothing(kinds)
    idle = list(_idle(kinds))
    shown = shown_values(kinds) if idle else set()
    last_use = _last_uses(kinds) if idle else {}
    for node, call, name in idle:
        changed = call.args[0] if name and call.args else getattr(call.func, "value", None)
        if node in shown or not isinstance(changed, ast.expr) or not _is_meant_later(kinds, changed, node, last_use):
            continue
        what = name or f".{getattr(call.func, 'attr', '')}"
        target = code(changed.value if isinstance(changed, ast.Attribute) and changed.attr == "str" else changed)
        yield Slip("discarded-result", kinds.outline.place(node),
                   f"{what}(…) returns a changed copy of {target}, which nobody keeps", code(call),
                   fix=f"assign the result: {target} = {code(call)}")  # fmt: skip


def _idle(kinds: Kinds) -> Iterator[tuple[ast.Expr, ast.Call, str]]:
    """Statements that only call something whose one effect is its result, with the call and the function's name."""
    for node in kinds.outline.of(ast.Expr):
        if isinstance(node.value, ast.Call):
            row, name = _transformation(kinds, node.value)
            if row is not None and not _takes_its_result_elsewhere(node.value) and not _is_tried(kinds, node):
                yield node, node.value, name


def _last_uses(kinds: Kinds) -> LastUses:
    """The last line of each function that reads a name; of the module where there is none around it."""
    found: dict[tuple[ast.AST | None, str], int] = {}
    for name in kinds.outline.of(ast.Name):
        if isinstance(name.ctx, ast.Load):
            for owner in (kinds.outline.function(name), None):
                found[owner, name.id] = max(found.get((owner, name.id), 0), name.lineno)
    return found


def _is_meant_later(kinds: Kinds, changed: ast.expr, node: ast.stmt, last_use: LastUses) -> bool:
    """It has a name, and what goes by the name is used behind the statement, or in the next round of its loop."""
    base = changed
    while isinstance(base, ast.Attribute) or (isinstance(base, ast.Subscript) and not kinds.several(base.slice)):
        base = base.value
    if not isinstance(base, ast.Name):
        return False
    looped = any(isinstance(above, ast.For | ast.While) for above in kinds.outline.parents(node))
    return looped or last_use.get((kinds.outline.function(node), base.id), 0) > (node.end_lineno or 0)


def _assigned_nothing(kinds: Kinds) -> Iterator[Slip]:
    for node in kinds.outline.of(ast.Assign):
        call = node.value
        row = _row_in_place(kinds, call)
        if row is None or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if row.returns_itself_named and call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr):
            continue
        target, since = code(node.targets[0]), row.returns_itself_since
        until = f" before pandas {since}" if since else ""
        plain = ast.Call(call.func, call.args, [one for one in call.keywords if one.arg != "inplace"])
        yield Slip("inplace-result-assigned", kinds.outline.place(node),
                   f"{target} becomes None{until}, for {call.func.attr} with inplace=True returns nothing",
                   f"{target}:{call.func.attr}", fix=f"write {target} = {code(plain)}")  # fmt: skip


def _row_in_place(kinds: Kinds, call: ast.expr) -> FrameMember | None:
    """The row of a method that is told to change its frame in place."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    row = kinds.member(call.func) if is_switched_on(call, "inplace") else None
    return row if row is not None and row.inplace and kinds.of(call.func) in PANDAS else None


def _transformation(kinds: Kinds, call: ast.Call) -> tuple[FrameMember | None, str]:
    """The row of a method or a function whose only effect is its result, and the function's name."""
    name = kinds.outline.name(call)
    by_name = None if name.startswith((".", "?")) else kinds.members.get(name)
    if isinstance(call.func, ast.Attribute):
        row, inner = kinds.member(call.func), kinds.member(call.func.value)
        asked = row is not None or inner is not None or by_name is not None
        telling = kinds.has_frames or (row is not None and row.arrays)  # the kind of an array says nothing else
        kind = kinds.of(call.func) if asked and telling else ""
        if kind == "text":
            return inner, ""
        if kind in PANDAS or (kind == "array" and row is not None and row.arrays):
            return (row if row is not None and row.transforms else None), ""
    return (by_name, name) if by_name is not None and by_name.transforms else (None, "")


def _takes_its_result_elsewhere(call: ast.Call) -> bool:
    given = {keyword.arg for keyword in call.keywords}
    return not given.isdisjoint({"inplace", "out", None}) or any(isinstance(one, ast.Starred) for one in call.args)


def _is_tried(kinds: Kinds, node: ast.stmt) -> bool:
    """Somebody wants to know whether it raises."""
    return any(isinstance(above, ast.Try | ast.With) for above in kinds.outline.parents(node))
