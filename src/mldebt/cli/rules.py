"""`mldebt rules`: which checks are installed?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .streams import emit

if TYPE_CHECKING:
    from mldebt.model import Check

KEYS = ("slug", "family", "title", "why", "severity", "confidence", "kind", "minutes", "practice", "origin")


def rules(
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="Table or JSON.")] = "text",
) -> None:
    """Lists all checks."""
    from mldebt.registry import load_checks

    emit((_json if format_ == "json" else _table)(load_checks()))


def _json(checks: Iterable["Check"]) -> str:
    import json

    return json.dumps([{key: getattr(check, key) for key in KEYS} for check in checks], indent=2) + "\n"


def _table(checks: Iterable["Check"]) -> str:
    rows = [(check.family, check.slug, check.severity, check.confidence, check.title) for check in checks]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return "".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) + "\n"
        for row in rows
    )
