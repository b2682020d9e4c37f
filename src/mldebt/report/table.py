"""The findings as CSV, safe to open in a spreadsheet."""

import csv
from io import StringIO

from mldebt.model import COLUMNS, Audit

from .words import by_place, plain

FORMULA = ("=", "+", "-", "@")


def table(audit: Audit) -> str:
    paper = StringIO()
    writer = csv.writer(paper, lineterminator="\n")
    writer.writerow(COLUMNS)
    for debt in sorted(audit.debts, key=by_place):
        writer.writerow([_cell(debt.row[column]) for column in COLUMNS])
    return paper.getvalue()


def _cell(value: str | int | float | None) -> str:
    """A spreadsheet runs what begins like a formula; with an apostrophe before it, it shows the text."""
    if isinstance(value, float):
        return f"{value:.2f}"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = plain(value)
    return f"'{text}" if text.startswith(FORMULA) else text
