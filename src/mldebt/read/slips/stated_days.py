"""Do the days that a call states contradict each other, or the calendar?"""

import ast
from collections.abc import Mapping, Sequence

from mldebt import patterns as re

from .wording import code

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NUMERIC = re.compile(r"\s*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\b")
MONTHS = ("%m", "%b", "%B")


def contradiction(node: ast.Call, given: Mapping[str, ast.expr]) -> str:
    """The day is said to come first where the format or the dates themselves say that it does not; else empty."""
    says = given.get("dayfirst")
    if not isinstance(says, ast.Constant) or says.value is not True:
        return ""
    form = _text(given.get("format"))
    if form:
        first = f"dayfirst=True contradicts format={form!r}, which reads the month first"
        return first if _reads_month_first(form) else ""
    dates = node.args[0] if node.args else None
    texts = dates.elts if isinstance(dates, ast.List | ast.Tuple) else [dates]
    wrong = [text for text in map(_text, texts) if _is_month_first(text)]
    return f"dayfirst=True contradicts {wrong[-1]!r}, whose month comes first" if wrong else ""


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _reads_month_first(form: str) -> bool:
    month = min((form.find(one) for one in MONTHS if one in form), default=-1)
    return 0 <= month < form.find("%d")


def _is_month_first(text: str) -> bool:
    """The second number is too large for a month."""
    found = NUMERIC.match(text)
    return found is not None and len(found[1]) <= 2 and int(found[2]) > 12 >= int(found[1])


def wrong_mask(mask: ast.expr | None) -> str:
    """What is wrong with the days of work; empty where nothing is, or nothing can be told."""
    if isinstance(mask, ast.List | ast.Tuple):
        digits = [one.value for one in mask.elts if isinstance(one, ast.Constant)]
        return _wrong_digits(code(mask), "entries", digits) if len(digits) == len(mask.elts) else ""
    text = "".join(_text(mask).split())
    if text and set(text) <= set("01"):
        return _wrong_digits(repr(_text(mask)), "digits", [int(sign) for sign in text])
    days = [text[start : start + 3] for start in range(0, len(text), 3)]
    strange = next((day for day in days if day not in DAYS), None)
    return f"{_text(mask)!r} holds {strange!r}, which is no day such as 'Mon'" if strange else ""


def _wrong_digits(shown: str, called: str, digits: Sequence[object]) -> str:
    if len(digits) != 7:
        return f"{shown} has {len(digits)} {called}, a week has 7"
    return "" if any(digits) else f"{shown} leaves no day of work"
