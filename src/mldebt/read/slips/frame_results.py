"""Where is the result of a call lost, or taken where there is none?"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from mldebt.knowledge import FrameMember
from mldebt.model import Slip

from .kinds import Kinds
from .selections import PANDAS
from .wording import code

CELL_MARK = re.compile(r"^# ?(?:In ?\[|%%|<codecell>)")
"""What exported notebooks and editors write between cells."""
LOOKS = 2
"""So many statements that only look at something make a script a record of lines run by hand."""


def slips(kinds: Kinds) -> Iterator[Slip]:
    yield from _assigned_nothing(kinds)
    shown = _shown(kinds)
    last_use = _last_uses(kinds)
    for node in kinds.outline.of(ast.Expr):
        call = node.value
        if not isinstance(call, ast.Call) or node in shown:
            continue
        row, name = _transformation(kinds, call)
        if row is None or _takes_its_result_elsewhere(call) or _is_tried(kinds, node):
            continue
        changed = call.args[0] if name and call.args else getattr(call.func, "value", None)
        if isinstance(changed, ast.expr) and _is_meant_later(kinds, changed, node, last_use):
            what = name or f".{getattr(call.func, 'attr', '')}"
            target = code(changed.value if isinstance(changed, ast.Attribute) and changed.attr == "str" else changed)
            yield Slip("discarded-result", kinds.outline.place(node),
                       f"{what}(…) returns a changed copy of {target}, which nobody keeps", code(call),
                       fix=f"assign the result: {target} = {code(call)}")  # fmt: skip


def _last_uses(kinds: Kinds) -> dict[tuple[ast.AST | None, str], int]:
    """The last line of each function that reads a name; of the module where there is none around it."""
    found: dict[tuple[ast.AST | None, str], int] = {}
    for name in kinds.outline.of(ast.Name):
        if isinstance(name.ctx, ast.Load):
            for owner in (kinds.outline.function(name), None):
                found[owner, name.id] = max(found.get((owner, name.id), 0), name.lineno)
    return found


def _is_meant_later(
    kinds: Kinds, changed: ast.expr, node: ast.stmt, last_use: dict[tuple[ast.AST | None, str], int]
) -> bool:
    """It has a name, and what goes by the name is used behind the statement, or in the next round of its loop."""
    base = changed
    while isinstance(base, ast.Attribute) or (isinstance(base, ast.Subscript) and not kinds.several(base.slice)):
        base = base.value
    if not isinstance(base, ast.Name):
        return False
    around = list(kinds.outline.parents(node))
    looped = any(isinstance(above, ast.For | ast.While) for above in around)
    return looped or last_use.get((kinds.outline.function(node), base.id), 0) > (node.end_lineno or 0)


def _assigned_nothing(kinds: Kinds) -> Iterator[Slip]:
    for node in kinds.outline.of(ast.Assign):
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not _in_place(call):
            continue
        row = kinds.member(call.func)
        if row is None or not row.inplace or kinds.of(call.func) not in PANDAS:
            continue
        if row.returns_itself_named and call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr):
            continue
        target, since = code(node.targets[0]), row.returns_itself_since
        until = f" before pandas {since}" if since else ""
        plain = ast.Call(call.func, call.args, [one for one in call.keywords if one.arg != "inplace"])
        yield Slip("inplace-result-assigned", kinds.outline.place(node),
                   f"{target} becomes None{until}, for {call.func.attr} with inplace=True returns nothing",
                   f"{target}:{call.func.attr}", fix=f"write {target} = {code(plain)}")  # fmt: skip


def _transformation(kinds: Kinds, call: ast.Call) -> tuple[FrameMember | None, str]:
    """The row of a method or a function whose only effect is its result, and the function's name."""
    if isinstance(call.func, ast.Attribute):
        row, kind = kinds.member(call.func), kinds.of(call.func)
        if kind == "text":
            return kinds.member(call.func.value), ""
        if kind in PANDAS or (kind == "array" and row is not None and row.arrays):
            return (row if row is not None and row.transforms else None), ""
    name = kinds.outline.name(call)
    row = None if name.startswith((".", "?")) else kinds.members.get(name)
    return (row, name) if row is not None and row.transforms else (None, "")


def _takes_its_result_elsewhere(call: ast.Call) -> bool:
    given = {keyword.arg for keyword in call.keywords}
    return not given.isdisjoint({"inplace", "out", None}) or any(isinstance(one, ast.Starred) for one in call.args)


def _is_tried(kinds: Kinds, node: ast.stmt) -> bool:
    """Somebody wants to know whether it raises."""
    return any(isinstance(above, ast.Try | ast.With) for above in kinds.outline.parents(node))


def _shown(kinds: Kinds) -> set[ast.stmt]:
    """Statements at the end of a cell, whose value a notebook shows."""
    outline, body = kinds.outline, kinds.outline.tree.body
    if "ast_node_interactivity" in outline.text:
        return set(body)
    marks = [number for number, line in enumerate(outline.text.split("\n"), 1) if CELL_MARK.match(line)]
    places = [outline.place(node) for node in body]
    if body and places[0].cell is None and sum(_looks(kinds, node) for node in body) >= LOOKS:
        return set(body)
    last = set(body[-1:]) if marks or (places and places[0].cell) else set()
    position = 0
    for index, (here, behind) in enumerate(pairwise(places)):
        if here.cell and behind.cell:
            ends = here.cell.index != behind.cell.index
        else:
            while position < len(marks) and marks[position] < body[index].lineno:
                position += 1
            ends = position < len(marks) and marks[position] < body[index + 1].lineno
        if ends:
            last.add(body[index])
    return last


def _looks(kinds: Kinds, node: ast.stmt) -> bool:
    """A statement that only looks at something, which makes sense where each line is run by hand."""
    if not isinstance(node, ast.Expr):
        return False
    if isinstance(node.value, ast.Call):
        row = kinds.member(node.value.func)
        idle = row is not None and not row.transforms and not row.drops and not row.inplace
        return idle and isinstance(node.value.func, ast.Attribute) and kinds.of(node.value.func) in PANDAS
    return isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript | ast.Compare)


def _in_place(call: ast.Call) -> bool:
    return any(
        keyword.arg == "inplace" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )
