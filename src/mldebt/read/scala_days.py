"""Which day does an expression of Scala mean, where it asks the clock or a form?"""

import re

from .days import DASHED, form_day, moment_sign, sign_of

ASKS = 'dbutils.widgets.get("{}")'
"""How the field of a form is asked, as `spelt` writes it."""

_AS_TEXT = re.compile(r"(?:\.toString(?:\(\))?|\.asInstanceOf\[String\])$")
_CLOCK = re.compile(r"(?:java\.time\.)?LocalDate\.now(?:\(\))?(\.minusDays\(1L?\))?")
_INPUT = re.compile(r'z\.(?:input|textbox)\("[^"]*","([^"]*)"\)')
_WIDGET = re.compile(r'dbutils\.widgets\.\w+\("([^"]*)",(?:"([^"]*)")?.*\)')


def spelt(text: str) -> str:
    """An expression without blanks, and without what makes a text of it."""
    return _AS_TEXT.sub("", re.sub(r"\s", "", text))


def signs_of(text: str) -> str:
    """The signs behind the hole of an expression that is a day, as `spelt` writes it."""
    asked = _INPUT.fullmatch(text)
    if asked is not None:
        return form_day(asked[1])
    clock = _CLOCK.fullmatch(text)
    return sign_of(DASHED) + moment_sign("yesterday" if clock[1] else "today") if clock is not None else ""


def field_of(text: str) -> tuple[str, str]:
    """What asks for the field of a form that is made here, and the signs of the day that it holds."""
    made = _WIDGET.fullmatch(text)
    return (ASKS.format(made[1]), form_day(made[2] or "")) if made is not None else ("", "")
