"""The audit as SARIF 2.1.0, the exchange format of code scanning on GitHub, Azure DevOps and in editors."""

import zlib
from collections.abc import Iterator
from importlib.metadata import metadata
from json import dumps

from mldebt import __version__
from mldebt.model import Audit, Confidence, Debt, Outcome, Place, Status, Suppression

from .sarif_places import Json, location, message, steps
from .sarif_rules import LEVELS, rules_of
from .words import by_place, count, in_cell, is_compared, plain, worst_first

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
"""What GitHub accepts: results a run, and bytes of the file when packed."""
RANKS = {Confidence.HIGH: 20, Confidence.MEDIUM: 10, Confidence.ADVISORY: 0}


def sarif(audit: Audit) -> str:
    """All findings, or as many of the worst as GitHub accepts; a notification says what was dropped."""
    debts = worst_first(audit.debts)
    debts.sort(key=lambda debt: not debt.open)
    kept = debts[:MOST_RESULTS]
    text = _log(audit, kept, len(debts) - len(kept))
    while kept and len(text) > MOST_BYTES and len(zlib.compress(text.encode())) > MOST_BYTES:
        kept = kept[: len(kept) // 2]
        text = _log(audit, kept, len(debts) - len(kept))
    return text


def _log(audit: Audit, debts: list[Debt], dropped: int) -> str:
    rules = rules_of(audit)
    positions = {str(rule["id"]): position for position, rule in enumerate(rules)}
    compared = is_compared(audit)
    driver: Json = {
        "name": "mldebt", "version": __version__, "semanticVersion": __version__, **_home(), "rules": rules,
    }  # fmt: skip
    run: Json = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "mldebt/scan/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the audited project."}}},
        "invocations": [_invocation(audit, dropped)],
        "results": [_result(debt, positions[debt.rule], compared) for debt in sorted(debts, key=by_place)],
        "properties": _standing(audit),
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _home() -> Json:
    """The project's address, once its metadata names one."""
    told = metadata("mldebt").get_all("Project-URL") or []
    home = next((line.partition(", ")[2] for line in told if line.lower().startswith("homepage, ")), "")
    return {"informationUri": home} if home else {}


def _result(debt: Debt, position: int, compared: bool) -> Json:
    cell = in_cell(debt.where)
    parts = (f"{debt.message}{f' ({cell})' if cell else ''}", debt.fix and f"Fix: {debt.fix}")
    result: Json = {
        "ruleId": debt.rule,
        "ruleIndex": position,
        "level": LEVELS[debt.severity],
        "rank": float(20 + 20 * debt.severity.rank + RANKS[debt.confidence]),
        "message": {"text": " ".join(message(part) for part in parts if part)},
        "locations": [location(debt.where)],
        "partialFingerprints": {"primaryLocationLineHash": f"{debt.fingerprint}:1", "mldebt/v1": debt.fingerprint},
        "properties": {
            "family": debt.family, "kind": debt.kind, "severity": debt.severity, "confidence": debt.confidence,
            "minutes": debt.minutes, "scored": debt.scored,
        },
    }  # fmt: skip
    if len(debt.evidence) > 1:
        result["codeFlows"] = [{"threadFlows": [{"locations": list(steps(debt.evidence))}]}]
    elif debt.evidence:
        result["relatedLocations"] = [step["location"] for step in steps(debt.evidence)]
    if debt.suppression is not None:
        result["suppressions"] = [_suppression(debt.suppression)]
    if compared and debt.open:
        result["baselineState"] = "unchanged" if debt.status is Status.KNOWN else "new"
    return result


def _suppression(suppression: Suppression) -> Json:
    until = f" (until {suppression.expires.isoformat()})" if suppression.expires else ""
    told = plain(suppression.reason) + until or "allowed by a comment without a reason"
    return {"kind": "inSource", "status": "accepted", "justification": told, "location": location(suppression.where)}


def _invocation(audit: Audit, dropped: int) -> Json:
    """It succeeded when every check ran to its end; what was not seen is told either way."""
    crashed = any(check.outcome is Outcome.CRASHED for check in audit.coverage.checks)
    return {"executionSuccessful": not crashed, "toolExecutionNotifications": list(_notifications(audit, dropped))}


def _notifications(audit: Audit, dropped: int) -> Iterator[Json]:
    if dropped:
        told = f"{count(dropped, 'finding')} of less weight left out, because the format's readers take no more"
        yield _notification("too-many-findings", "warning", told)
    for missing in sorted(audit.coverage.not_read, key=lambda one: (one.path, one.line, one.reason)):
        gap = _notification("not-read", "warning", f"{missing.path} was not fully read: {missing.reason}")
        yield gap | {"locations": [location(Place(missing.path, missing.line))]}
    for check in sorted(audit.coverage.checks, key=lambda one: one.rule):
        if check.outcome is Outcome.CRASHED:
            yield _notification("check-crashed", "error", f"{check.rule} crashed: {check.reason}")
        elif check.outcome is Outcome.UNKNOWN:
            yield _notification("check-undecided", "note", f"{check.rule} could not tell: {check.reason}")
    if audit.unscored:
        yield _notification("not-scored", "warning", audit.unscored.rstrip("."))


def _notification(name: str, level: str, text: str) -> Json:
    return {"descriptor": {"id": name}, "level": level, "message": {"text": message(text)}}


def _standing(audit: Audit) -> Json:
    score = audit.score
    return {
        "score": score and round(score.value, 1),
        "grade": score and score.grade,
        "calibrated": score and score.calibrated,
        "gatePassed": audit.verdict.passed,
        "filesSeen": audit.coverage.files_seen,
        "filesRead": audit.coverage.files_read,
    }
