"""Which day does an expression of Python mean, where it asks the clock, and which one does a form hold?"""

import ast
import re
from collections.abc import Callable
from typing import NamedTuple

from .days import form_day
from .outline import Outline

Made = Callable[[ast.expr], ast.expr | None]
"""The one value that a name is given."""

DEEPEST = 8
NOW = {"datetime.datetime.now", "datetime.datetime.today"}
UTC = {"datetime.timezone.utc", "datetime.UTC", "pytz.utc", "pytz.UTC"}
BEFORE = {"today": "yesterday", "today by UTC": "yesterday by UTC"}
_WIDGETS = re.compile(r"dbutils\.widgets\.\w+")
_INPUT = re.compile(r"z\.(?:input|textbox)")


class Moment(NamedTuple):
    """Which day it is, as in MOMENTS, and whether the time of the day is part of it."""

    day: str
    timed: bool


UNKNOWN = Moment("", timed=True)


def moment(node: ast.expr, outline: Outline, made: Made, depth: int = 0) -> Moment:
    """What the expression means, through the names that are given one value."""
    match node:
        case _ if depth > DEEPEST:
            return UNKNOWN
        case ast.Call(func=ast.Attribute(attr="date", value=inner), args=[], keywords=[]):
            known = moment(inner, outline, made, depth + 1)
            return known._replace(timed=False) if known.day else UNKNOWN
        case ast.Call():
            return _asked(node, outline)
        case ast.BinOp(op=ast.Sub()):
            known = moment(node.left, outline, made, depth + 1)
            back = made(node.right) or node.right
            return known._replace(day=BEFORE.get(known.day, "") if _is_one_day(back, outline) else "")
        case ast.Name() | ast.Attribute():
            inner_value = made(node)
            return UNKNOWN if inner_value is None else moment(inner_value, outline, made, depth + 1)
    return UNKNOWN


def _asked(call: ast.Call, outline: Outline) -> Moment:
    """What a call of the clock itself answers."""
    name, given = outline.name(call), [*call.args, *(one.value for one in call.keywords)]
    if name == "datetime.date.today" and not given:
        return Moment("today", timed=False)
    if name == "datetime.datetime.utcnow" and not given:
        return Moment("today by UTC", timed=True)
    if name in NOW:
        if not given:
            return Moment("today", timed=True)
        if len(given) == 1 and outline.name(given[0]) in UTC:
            return Moment("today by UTC", timed=True)
    return UNKNOWN


def _is_one_day(node: ast.expr, outline: Outline) -> bool:
    if not isinstance(node, ast.Call) or outline.name(node) != "datetime.timedelta":
        return False
    given = [("days", one) for one in node.args] + [(one.arg, one.value) for one in node.keywords]
    return len(given) == 1 and given[0][0] == "days" and getattr(given[0][1], "value", None) == 1


class Forms:
    """The fields that Databricks and Zeppelin show above a notebook, with what they hold until somebody fills them."""

    def __init__(self, outline: Outline) -> None:
        self._held: dict[str, set[str]] = {}
        for call in outline.of(ast.Call) if "dbutils.widgets" in outline.text else ():
            name, default = _two_texts(call)
            if name and _WIDGETS.fullmatch(_spelt(call)):
                self._held.setdefault(name, set()).add(default)

    def signs(self, call: ast.Call) -> str:
        """The signs of the day that the field holds which the call asks, empty where it is no day."""
        spelt = _spelt(call)
        if _INPUT.fullmatch(spelt):
            return form_day(_two_texts(call)[1])
        name = call.args[0] if spelt == "dbutils.widgets.get" and len(call.args) == 1 else None
        held = self._held.get(name.value, set()) if isinstance(name, ast.Constant) else set()  # type: ignore[arg-type]
        return form_day(next(iter(held))) if len(held) == 1 else ""


def _two_texts(call: ast.Call) -> tuple[str, str]:
    """The name of a field and what it holds, as far as they are written out; nothing where it is only asked."""
    named = {one.arg: one.value for one in call.keywords}
    given = [*call.args[:2], *(named[one] for one in ("name", "defaultValue") if one in named)]
    texts = [str(one.value) if isinstance(one, ast.Constant) else "" for one in given]
    return (texts[0], texts[1]) if len(texts) == 2 else ("", "")


def _spelt(call: ast.Call) -> str:
    """The callee of up to three names as it is written."""
    names: list[str] = []
    node = call.func
    while isinstance(node, ast.Attribute) and len(names) < 3:
        names.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(names))) if isinstance(node, ast.Name) else ""
