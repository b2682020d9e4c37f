"""Which calls leave something to chance that their arguments should say?"""

import ast
import re
from collections.abc import Iterator

from mldebt.knowledge import FrameMember
from mldebt.model import Slip

from .kinds import Kinds
from .wording import code

KEYS = frozenset({"on", "left_on", "right_on", "left_index", "right_index", "how"})
TYPES = frozenset({"dtype", "converters", "dtype_backend"})
LAZY = frozenset({"map", "zip", "filter", "reversed"})
"""Builtins whose results are no sequences."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NUMERIC = re.compile(r"\s*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\b")


def slips(kinds: Kinds) -> Iterator[Slip]:
    for node in kinds.outline.of(ast.Call):
        method = node.func if isinstance(node.func, ast.Attribute) else None
        kind = kinds.of(method) if method is not None else ""
        row = kinds.member(method) if method is not None and kind == "frame" else None
        row = row or kinds.members.get(kinds.outline.name(node))
        if row is not None and not any(keyword.arg is None for keyword in node.keywords):
            given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
            yield from _call(kinds, node, row, given)


def _call(kinds: Kinds, node: ast.Call, row: FrameMember, given: dict[str, ast.expr]) -> Iterator[Slip]:
    where = kinds.outline.place(node)
    wanted = 1 if row.name.startswith(".") else 2
    if row.joins and KEYS.isdisjoint(given) and len(node.args) == wanted:
        left, right = node.args[0], node.args[-1]
        if row.name.startswith(".") and isinstance(node.func, ast.Attribute):
            left = node.func.value
        if not _names_columns(left) and not _names_columns(right):
            yield Slip("unspecified-merge", where,
                       f"{code(left)} and {code(right)} are merged on whatever columns they happen to share",
                       f"{code(left)}+{code(right)}", fix="name the key: on=[…]")  # fmt: skip
    if row.chunks and _is_given(given.get("chunksize")) and TYPES.isdisjoint(given):
        yield Slip("chunked-read-without-dtype", where,
                   f"{code(node.func)} guesses the types of {_file(node)} anew for every chunk", _file(node),
                   fix="name the types of the columns: dtype={…}")  # fmt: skip
    if row.materialises and node.args and _is_lazy(node.args[0]):
        yield Slip("array-of-generator", where, f"{code(node)} holds one object, not the items",
                   code(node), fix=f"write {code(node.func)}(list({_inner(node.args[0])}))")  # fmt: skip
    if row.dates:
        yield from _dates(kinds, node, given)
    if row.weekmask >= 0:
        mask = given.get("weekmask") or (node.args[row.weekmask] if len(node.args) > row.weekmask else None)
        wrong = _wrong_mask(mask)
        if wrong:
            yield Slip("invalid-weekmask", where, f"weekmask {wrong}", code(node),
                       fix="name the days of work: weekmask='Mon Tue Wed Thu Fri'")  # fmt: skip


def _names_columns(node: ast.expr) -> bool:
    """`prices[["house", "price"]]`, so that the shared columns can be read off."""
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.List)


def _is_given(value: ast.expr | None) -> bool:
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def _file(node: ast.Call) -> str:
    return code(node.args[0]) if node.args else "the file"


def _is_lazy(node: ast.expr) -> bool:
    if isinstance(node, ast.GeneratorExp):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LAZY


def _inner(node: ast.expr) -> str:
    text = code(node)
    return text[1:-1] if isinstance(node, ast.GeneratorExp) and text.startswith("(") else text


def _dates(kinds: Kinds, node: ast.Call, given: dict[str, ast.expr]) -> Iterator[Slip]:
    """The day is said to come first where the format or the dates themselves say that it does not."""
    says, form = given.get("dayfirst"), given.get("format")
    if not isinstance(says, ast.Constant) or says.value is not True:
        return
    where, told = kinds.outline.place(node), ""
    if isinstance(form, ast.Constant) and isinstance(form.value, str):
        month = min((form.value.find(one) for one in ("%m", "%b", "%B") if one in form.value), default=-1)
        if 0 <= month < form.value.find("%d"):
            told = f"dayfirst=True contradicts format={form.value!r}, which reads the month first"
    elif node.args:
        texts = node.args[0].elts if isinstance(node.args[0], ast.List | ast.Tuple) else [node.args[0]]
        for text in texts:
            found = (
                NUMERIC.match(text.value) if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
            )
            if found and len(found[1]) <= 2 and int(found[2]) > 12 >= int(found[1]):
                told = f"dayfirst=True contradicts {text.value!r}, whose month comes first"  # type: ignore[attr-defined]  # a constant
    if told:
        yield Slip("day-order-contradiction", where, told, code(node), fix="say the order once, by format=")


def _wrong_mask(mask: ast.expr | None) -> str:
    """What is wrong with the days of work; empty where nothing is, or nothing can be told."""
    if isinstance(mask, ast.List | ast.Tuple):
        digits = [one.value for one in mask.elts if isinstance(one, ast.Constant)]
        if len(digits) != len(mask.elts):
            return ""
        if len(digits) != 7:
            return f"{code(mask)} has {len(digits)} entries, a week has 7"
        return "" if any(digits) else f"{code(mask)} leaves no day of work"
    if not isinstance(mask, ast.Constant) or not isinstance(mask.value, str):
        return ""
    text = "".join(mask.value.split())
    if text and set(text) <= set("01"):
        if len(text) != 7:
            return f"{mask.value!r} has {len(text)} digits, a week has 7"
        return "" if "1" in text else f"{mask.value!r} leaves no day of work"
    days = [text[start : start + 3] for start in range(0, len(text), 3)]
    strange = next((day for day in days if day not in DAYS), None)
    return f"{mask.value!r} holds {strange!r}, which is no day such as 'Mon'" if strange else ""
