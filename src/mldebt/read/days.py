"""How does a program write a day: with dashes, or as one number?"""

import ast
import re

from mldebt.model import DAYS

FORMS = {"%Y-%m-%d": "2024-01-31", "%F": "2024-01-31", "%Y%m%d": "20240131"}
"""Forms of `strftime` and of `date`; what stands behind the day is the time of it."""
_DATE = re.compile(r"\bdate\b[^|;&]*\s[\"']?\+[\"']?(%F|%Y-%m-%d|%Y%m%d)[\"']?(?:[\s)`]|$)")


def sign_of(form: str) -> str:
    """The sign that stands behind a hole which is filled in this form; empty where the form is another one."""
    return next((sign for sign, day in DAYS.items() if FORMS.get(form) == day), "")


def form_of(node: ast.expr | None) -> str:
    """The text of a form of a day, where it is written out."""
    if isinstance(node, ast.JoinedStr) and len(node.values) == 1:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def day_of_command(text: str) -> str:
    """The sign of what `$(date +%F)` prints."""
    found = _DATE.search(text)
    return sign_of(found[1]) if found else ""
