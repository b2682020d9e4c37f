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


def slips(kinds: Kinds) -> Iterator[Slip]:
    yield from _assigned_nothing(kinds)
    shown = _shown(kinds)
    for node in kinds.outline.of(ast.Expr):
        call = node.value
        if isinstance(call, ast.Call) and node not in shown:
            row, name = _transformation(kinds, call)
            if row is not None and not _takes_its_result_elsewhere(call) and not _is_tried(kinds, node):
                target = call.func.value if not name and isinstance(call.func, ast.Attribute) else None
                target = call.args[0] if name and call.args else target
                what = name or f".{call.func.attr}"  # type: ignore[attr-defined]  # without a name it is a method
                told = f"{what}(…) returns a changed copy of {code(target)}" if target else f"{what}(…) returns a copy"
                fix = f"assign the result: {code(target)} = {code(call)}" if target else "assign the result"
                yield Slip("discarded-result", kinds.outline.place(node), f"{told}, which nobody keeps",
                           code(call), fix=fix)  # fmt: skip


def _assigned_nothing(kinds: Kinds) -> Iterator[Slip]:
    for node in kinds.outline.of(ast.Assign):
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not _in_place(call):
            continue
        row = kinds.member(call.func)
        if row is None or not row.inplace or kinds.of(call.func) not in PANDAS:
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


def _in_place(call: ast.Call) -> bool:
    return any(
        keyword.arg == "inplace" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )
