"""How does a program write a day, with dashes or as one number, and which day is it?"""

import ast
import re

from mldebt.model import DAYS, FORM, MOMENTS

FORMS = {"%Y-%m-%d": "2024-01-31", "%F": "2024-01-31", "%Y%m%d": "20240131"}
"""Forms of `strftime` and of `date`; what stands behind the day is the time of it."""
DASHED = "%F"
_DATE = re.compile(r"\bdate\b[^|;&]*\s[\"']?\+[\"']?(%F|%Y-%m-%d|%Y%m%d)[\"']?(?:[\s)`]|$)")
_ISO = re.compile(r"\bdate\b[^|;&]*\s(?:-I|--iso-8601)(?:[\s)`]|$)")
_ALONE = re.compile(r"(?:\$\(|`)\s*(?:/bin/)?date((?:\s+(?:\"[^\"$`]*\"|'[^']*'|[^\s\"'$`|;&<>()])+)*)\s*[)`]")
"""`$(date ...)` with nothing else in it, and no variables among its words."""
_WORD = re.compile(r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'])+")
_AGO = re.compile(r"(?:today|now)?\s*-\s*1\s*days?|1\s+days?\s+ago|yesterday", re.IGNORECASE)
_BACK = re.compile(r"-1d")
_OPTION = re.compile(r"(-d|--date|-v)=?(.*)", re.DOTALL)
_UTC = frozenset({"-u", "--utc", "--universal"})
_WRITTEN = {re.compile(r"20[0-8]\d-[01]\d-[0-3]\d"): "%F", re.compile(r"20[0-8]\d[01]\d[0-3]\d"): "%Y%m%d"}


def sign_of(form: str) -> str:
    """The sign that stands behind a hole which is filled in this form; empty where the form is another one."""
    return next((sign for sign, day in DAYS.items() if FORMS.get(form) == day), "")


def form_of(node: ast.expr | None) -> str:
    """The text of a form of a day, where it is written out."""
    if isinstance(node, ast.JoinedStr) and len(node.values) == 1:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def moment_sign(moment: str) -> str:
    """The sign that says which day it is, empty where that is not known."""
    return next((sign for sign, one in MOMENTS.items() if one == moment), "")


def form_day(text: str) -> str:
    """The signs behind the hole of a form that holds this day until somebody fills it, empty where it is no day."""
    form = next((form for written, form in _WRITTEN.items() if written.fullmatch(text)), "")
    return f"{sign_of(form)}{FORM[0]}{text}{FORM[1]}" if form else ""


def day_of_command(text: str) -> str:
    """The signs of what `$(date +%F)` prints."""
    found = _DATE.search(text)
    form = found[1] if found else DASHED if _ISO.search(text) else ""
    return sign_of(form) + moment_sign(_moment(text)) if form else ""


def _moment(text: str) -> str:
    """Which day `date` is asked for, where its words are those that are known here."""
    alone = _ALONE.fullmatch(text)
    if alone is None:
        return ""
    words = iter([re.sub("[\"']", "", word) for word in _WORD.findall(alone[1])])
    days, clock = [], ""
    for word in words:
        if word in _UTC:
            clock = " by UTC"
        elif word in ("-d", "--date", "-v") or word.startswith(("-d", "--date=", "-v")):
            option, value = _OPTION.fullmatch(word).groups()  # type: ignore[union-attr]  # it begins so
            value = (value or next(words, "")).strip()
            days.append(_BACK.fullmatch(value) if option == "-v" else _AGO.fullmatch(value))
        elif not word.startswith("+") and word not in ("-I", "--iso-8601"):
            return ""
    if not days:
        return f"today{clock}"
    return f"yesterday{clock}" if len(days) == 1 and days[0] else ""
