"""How strict is a licence expression? `OR` takes its mildest branch, `AND` its strictest, `WITH` may weaken."""

import re
from collections.abc import Collection, Sequence

from mldebt.knowledge import LicenceClasses, LicenceDuties

LONGEST = 400
"""Characters; what is longer is a text and no expression."""

TITLES = (
    ("network-copyleft", ("affero", "agpl")),
    ("weak-copyleft", ("lesser general", "library general", "lgpl", "mozilla", "mpl")),
    ("strong-copyleft", ("general public", "gpl")),
)
"""Words by which people who write no SPDX expression name a licence, the most telling first."""


class Strictness:
    """Classes of licences from mild to strict, and the class of each identifier."""

    def __init__(self, classes: LicenceClasses, duties: LicenceDuties, allowed: Collection[str] = ()) -> None:
        self._classes = classes
        self._order = [row.name for row in duties]
        self._allowed = frozenset(allowed)

    def klass(self, expression: str) -> str:
        """The class of the whole expression; `unknown` where it is none, or names what nobody knows."""
        from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

        if len(expression) > LONGEST:
            return "unknown"
        try:
            text = canonicalize_license_expression(expression)
        except (InvalidLicenseExpression, RecursionError, MemoryError):
            return "unknown"
        tokens = re.sub(r"([()])", r" \1 ", text).split()
        klass, _ = self._either(tokens, 0)
        return klass

    def rank(self, klass: str) -> int:
        """0 for the mildest class."""
        return self._order.index(klass)

    def _either(self, tokens: Sequence[str], at: int) -> tuple[str, int]:
        klass, at = self._both(tokens, at)
        while at < len(tokens) and tokens[at] == "OR":
            other, at = self._both(tokens, at + 1)
            klass = min(klass, other, key=self.rank)
        return klass, at

    def _both(self, tokens: Sequence[str], at: int) -> tuple[str, int]:
        klass, at = self._one(tokens, at)
        while at < len(tokens) and tokens[at] == "AND":
            other, at = self._one(tokens, at + 1)
            klass = max(klass, other, key=self.rank)
        return klass, at

    def _one(self, tokens: Sequence[str], at: int) -> tuple[str, int]:
        if tokens[at] == "(":
            klass, at = self._either(tokens, at + 1)
            return klass, at + 1
        if tokens[at + 1 : at + 2] == ["WITH"]:
            return self._of(tokens[at], tokens[at + 2]), at + 3
        return self._of(tokens[at]), at + 1

    def _of(self, identifier: str, exception: str = "") -> str:
        if identifier in self._allowed:
            return self._order[0]
        row = self._classes.get(f"{identifier} WITH {exception}") if exception else None
        row = row or self._classes.get(identifier)
        return row.klass if row is not None else "unknown"


def klass_of_title(title: str) -> str:
    """The class of a licence named in words (`GPLv3`, a classifier); `unknown` if the words name none of copyleft."""
    words = title.lower()
    return next((klass for klass, names in TITLES if any(name in words for name in names)), "unknown")
