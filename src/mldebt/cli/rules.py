"""`mldebt rules`: which checks are installed, and what do they cover of what other tools detect?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .streams import emit

if TYPE_CHECKING:
    from mldebt.knowledge import PeerRow
    from mldebt.model import Check

KEYS = ("slug", "family", "title", "why", "severity", "confidence", "kind", "minutes", "practice", "origin")


def rules(
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="Table or JSON.")] = "text",
    peers: Annotated[
        bool, typer.Option("--peers", help="What other tools detect, with the check that covers it or why none does.")
    ] = False,
) -> None:
    """Lists all checks."""
    if peers:
        from mldebt.knowledge import Peers, lend

        emit((_peers_json if format_ == "json" else _peers_text)(lend(Peers)))
        return
    from mldebt.registry import load_checks

    emit((_json if format_ == "json" else _table)(load_checks()))


def _json(checks: Iterable["Check"]) -> str:
    import json

    return json.dumps([{key: getattr(check, key) for key in KEYS} for check in checks], indent=2) + "\n"


def _table(checks: Iterable["Check"]) -> str:
    return _columns([(check.family, check.slug, check.severity, check.confidence, check.title) for check in checks])


def _peers_json(rows: Iterable["PeerRow"]) -> str:
    import json
    from dataclasses import asdict

    return json.dumps([asdict(row) for row in rows], indent=2) + "\n"


def _peers_text(rows: Iterable["PeerRow"]) -> str:
    """One paragraph an area; under each row, indented, what covers it or why nothing does."""
    text, area = "", ""
    for row in rows:
        if row.area != area:
            text += ("\n" if area else "") + row.area + "\n"
            area = row.area
        answer = "; ".join(filter(None, (", ".join(row.checks), row.reason)))
        text += f"  {row.name} ({row.decided_by})\n      {'' if row.checks else 'no: '}{answer}\n"
    return text


def _columns(rows: list[tuple[str, ...]]) -> str:
    """Rows with all columns but the last one aligned."""
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(len(rows[0]) - 1 if rows else 0)]
    return "".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) + "\n"
        for row in rows
    )
