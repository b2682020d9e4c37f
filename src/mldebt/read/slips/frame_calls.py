"""Which calls leave something to chance that their arguments should say?"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.knowledge import FrameMember
from mldebt.model import Slip

from ..outline import Outline
from .kinds import Kinds
from .stated_days import contradiction, wrong_mask
from .wording import code

KEYS = frozenset({"on", "left_on", "right_on", "left_index", "right_index", "how"})
TYPES = frozenset({"dtype", "converters", "dtype_backend"})
LAZY = frozenset({"map", "zip", "filter", "reversed"})
"""Builtins whose results are no sequences."""


class Asked(NamedTuple):
    """A call of what the table knows, with the arguments that it gives by name."""

    node: ast.Call
    row: FrameMember
    given: dict[str, ast.expr]


def slips(kinds: Kinds) -> Iterator[Slip]:
    for node in kinds.outline.of(ast.Call):
        row = _row(kinds, node)
        if row is not None and not any(keyword.arg is None for keyword in node.keywords):
            asked = Asked(node, row, {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg})
            for look in (_merge, _chunks, _array, _dates, _mask):
                yield from look(asked, kinds.outline)


def _row(kinds: Kinds, node: ast.Call) -> FrameMember | None:
    """The row of a frame's method, or else of a function."""
    row = kinds.member(node.func)
    is_method = row is not None and isinstance(node.func, ast.Attribute) and kinds.has_frames
    if is_method and kinds.of(node.func) == "frame":  # type: ignore[arg-type]  # an attribute
        return row
    return kinds.members.get(kinds.outline.name(node))


def _merge(asked: Asked, outline: Outline) -> Iterator[Slip]:
    node, is_method = asked.node, asked.row.name.startswith(".")
    if not asked.row.joins or not KEYS.isdisjoint(asked.given) or len(node.args) != (1 if is_method else 2):
        return
    left = node.func.value if is_method and isinstance(node.func, ast.Attribute) else node.args[0]
    right = node.args[-1]
    if not _names_columns(left) and not _names_columns(right):
        yield Slip("unspecified-merge", outline.place(node),
                   f"{code(left)} and {code(right)} are merged on whatever columns they happen to share",
                   f"{code(left)}+{code(right)}", fix="name the key: on=[…]")  # fmt: skip


def _names_columns(node: ast.expr) -> bool:
    """`prices[["house", "price"]]`, so that the shared columns can be read off."""
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.List)


def _chunks(asked: Asked, outline: Outline) -> Iterator[Slip]:
    node = asked.node
    if asked.row.chunks and _is_given(asked.given.get("chunksize")) and TYPES.isdisjoint(asked.given):
        file = code(node.args[0]) if node.args else "the file"
        yield Slip("chunked-read-without-dtype", outline.place(node),
                   f"{code(node.func)} guesses the types of {file} anew for every chunk", file,
                   fix="name the types of the columns: dtype={…}")  # fmt: skip


def _is_given(value: ast.expr | None) -> bool:
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def _array(asked: Asked, outline: Outline) -> Iterator[Slip]:
    node = asked.node
    if asked.row.materialises and node.args and _is_lazy(node.args[0]):
        yield Slip("array-of-generator", outline.place(node), f"{code(node)} holds one object, not the items",
                   code(node), fix=f"write {code(node.func)}(list({_inner(node.args[0])}))")  # fmt: skip


def _is_lazy(node: ast.expr) -> bool:
    if isinstance(node, ast.GeneratorExp):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LAZY


def _inner(node: ast.expr) -> str:
    text = code(node)
    return text[1:-1] if isinstance(node, ast.GeneratorExp) and text.startswith("(") else text


def _dates(asked: Asked, outline: Outline) -> Iterator[Slip]:
    told = contradiction(asked.node, asked.given) if asked.row.dates else ""
    if told:
        where = outline.place(asked.node)
        yield Slip("day-order-contradiction", where, told, code(asked.node), fix="say the order once, by format=")


def _mask(asked: Asked, outline: Outline) -> Iterator[Slip]:
    node, position = asked.node, asked.row.weekmask
    if position >= 0:
        mask = asked.given.get("weekmask") or (node.args[position] if len(node.args) > position else None)
        if wrong := wrong_mask(mask):
            yield Slip("invalid-weekmask", outline.place(node), f"weekmask {wrong}", code(node),
                       fix="name the days of work: weekmask='Mon Tue Wed Thu Fri'")  # fmt: skip
