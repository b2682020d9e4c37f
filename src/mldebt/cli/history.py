"""In which order does the history want debts to be paid? Only reports for people ask: a result is that of the tree."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from mldebt.model import Audit

ASKING = frozenset({"terminal", "html"})
"""Formats that show what to do first."""


def with_history(audit: Audit, root: Path, formats: Collection[str]) -> Audit:
    """The audit whose to-do list knows how often files change; the findings, the score and the gate do not."""
    if not audit.todo or ASKING.isdisjoint(formats):
        return audit
    from mldebt.discover import churn
    from mldebt.score import by_history

    found = churn(root if root.is_dir() else root.parent)
    if isinstance(found, str):
        return replace(audit, todo_note=found)
    if not found.commits:
        return audit
    noun = "1 commit" if found.commits == 1 else f"{found.commits:,} commits"
    note = f"files that change often come sooner, by {noun} since {found.since}"
    return replace(audit, todo=by_history(audit.todo, found.by_file), todo_note=note)
