"""How is it told what a file uses that is gone?"""

from mldebt.knowledge import Removed
from mldebt.model import Finding, Hop, Severity

from .removed import GoneUse

SHOWN = 12
"""Names listed as evidence; the rest are counted in the message."""
MINUTES = 2
"""Work for each further name of a file."""


def finding(group: tuple[GoneUse, ...]) -> Finding:
    """One finding for all names of a library that a file uses, at the first of them."""
    first = group[0]
    removed = bool(first.row.removed_in)
    others = f" and {len(group) - 1} more {'are' if removed else 'of its names are'}" if len(group) > 1 else " is"
    since = max((use.row.removed_in or use.row.deprecated_in for use in group), key=_numbers)
    told = f"not in {first.row.library} {since}" if removed else f"deprecated in {first.row.library} {since}"
    hops = tuple(Hop(use.where, _told(use.row)) for use in group[:SHOWN]) if len(group) > 1 else ()
    return Finding(
        first.where, f"{first.row.name}{others} {told}", hops, f"{first.row.library}:{first.row.name}",
        severity=Severity.MEDIUM if removed else Severity.LOW, minutes=5 + MINUTES * (len(group) - 1),
        fix=_repair(first.row),
    )  # fmt: skip


def _told(row: Removed) -> str:
    gone = (
        f"is gone since {row.library} {row.removed_in}"
        if row.removed_in
        else f"is deprecated since {row.deprecated_in}"
    )
    repair = _repair(row)
    return f"{row.name} {gone}{': ' + repair if repair else ''}"


def _repair(row: Removed) -> str:
    return f"use {row.replacement}" if row.replacement else row.hint


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
