"""The open findings as GitLab's Code Quality report. It shows no links, so a sentence says how to learn more."""

from collections import Counter
from json import dumps

from mldebt.model import Audit, Debt, Severity

from .words import by_place, in_cell, plain

SEVERITIES = {
    Severity.CRITICAL: "critical", Severity.HIGH: "major", Severity.MEDIUM: "minor", Severity.LOW: "info",
}  # fmt: skip


def gitlab(audit: Audit) -> str:
    seen: Counter[str] = Counter()
    issues = []
    for debt in sorted((debt for debt in audit.debts if debt.open), key=by_place):
        seen[debt.fingerprint] += 1
        issues.append(_issue(debt, seen[debt.fingerprint]))
    return dumps(issues, indent=2) + "\n"


def _issue(debt: Debt, copy: int) -> dict[str, object]:
    """GitLab shows one of two issues with the same fingerprint, so a copy gets its own."""
    where, cell = debt.where, in_cell(debt.where)
    told = f"{plain(debt.message)}{f' ({cell})' if cell else ''}; see mldebt explain {plain(debt.rule)}"
    lines = {"begin": max(where.line, 1)}
    if where.cell is None and where.end_line > where.line:
        lines["end"] = where.end_line
    return {
        "description": told,
        "check_name": debt.rule,
        "fingerprint": debt.fingerprint if copy == 1 else f"{debt.fingerprint}-{copy}",
        "severity": SEVERITIES[debt.severity],
        "location": {"path": plain(where.path or "."), "lines": lines},
    }
