"""The checks as SARIF's rules, each with its page."""

from pathlib import Path

from mldebt.model import Audit, Check, Confidence, Debt, Kind, Severity, record

from .sarif_places import Json, message
from .words import by_place

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
WORDS = {"error": "error", "warning": "warning", "note": "recommendation"}
PRECISIONS = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.ADVISORY: "low"}
LONGEST = 1_000
"""GitHub cuts descriptions at 1,024 signs."""


@record
class Rule:
    slug: str
    family: str
    title: str
    why: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    page: Path | None = None


def rules_of(audit: Audit) -> list[Json]:
    """Every check that was chosen, and those that are only known by their findings, in the order of their names."""
    found = {debt.rule: _from_debt(debt) for debt in sorted(audit.debts, key=by_place)}
    found |= {check.slug: _from_check(check) for check in audit.checks}
    return [_told(found[slug]) for slug in sorted(found)]


def _from_check(check: Check) -> Rule:
    return Rule(
        check.slug, check.family, check.title, check.why, check.kind, check.severity, check.confidence, check.page
    )


def _from_debt(debt: Debt) -> Rule:
    title = debt.rule.replace("-", " ").capitalize()
    return Rule(debt.rule, debt.family, title, debt.why, debt.kind, debt.severity, debt.confidence)


def _told(rule: Rule) -> Json:
    level, page = LEVELS[rule.severity], _page(rule)
    return {
        "id": rule.slug,
        "name": "".join(part.capitalize() for part in rule.slug.split("-")),
        "shortDescription": {"text": message(_cut(rule.title))},
        "fullDescription": {"text": message(_cut(rule.why or rule.title))},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["machine-learning", "technical-debt", rule.family, rule.kind],
            "precision": PRECISIONS[rule.confidence],
            "problem.severity": WORDS[level],
        },
    }


def _page(rule: Rule) -> str:
    """What the page tells a person who was caught: everything above its corner cases."""
    if rule.page is None:
        return f"{message(rule.why or rule.title)}\n"
    text = rule.page.read_text(encoding="utf-8")
    return text.partition("\n# Corner cases")[0].strip() + f"\n\n`mldebt explain {rule.slug}` shows more.\n"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 2].rstrip() + " …"
