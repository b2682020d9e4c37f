"""The audit as JSON for programs, as `schema.json` beside this file describes it.

The same audit gives the same bytes: everything is sorted, nothing depends on the clock. A number that is not known is
null, and non-ASCII text is escaped, so that the encoding of a pipe cannot break it.
"""

from json import dumps

from mldebt import __version__
from mldebt.model import (
    Answer,
    Audit,
    Cell,
    Comparison,
    Condition,
    Coverage,
    Debt,
    FamilyScore,
    Hop,
    Pledge,
    Practice,
    Score,
    Suppression,
)  # fmt: skip

from .words import by_place, gaps

Json = dict[str, object]


def machine(audit: Audit) -> str:
    return dumps(told(audit), indent=2) + "\n"


def told(audit: Audit) -> Json:
    project = audit.project
    return {
        "schema_version": 1,
        "tool": {
            "name": "mldebt",
            "version": __version__,
            "ruleset": audit.ruleset,
            "calibration": audit.score and _calibration(audit.score),
        },
        "project": {
            "root": project.root,
            "commit": project.commit,
            "surfaces": sorted(project.surfaces),
            "logical_lines": project.logical_lines,
        },
        "coverage": _coverage(audit.coverage, audit.unscored),
        "score": audit.score and _score(audit.score),
        "gate": {
            "passed": audit.verdict.passed,
            "failures": list(audit.verdict.failures),
            "conditions": [_condition(one) for one in audit.verdict.conditions],
        },
        "comparison": audit.comparison and _comparison(audit.comparison),
        "findings": [_finding(debt) for debt in sorted(audit.debts, key=by_place)],
        "practices": [_practice(one) for one in audit.practices],
        "evidence": [_answer(one) for one in audit.answers],
    }


def _calibration(score: Score) -> str:
    return score.calibration if score.calibrated else f"{score.calibration} (uncalibrated)"


def _coverage(coverage: Coverage, unscored: str) -> Json:
    checks = sorted(coverage.checks, key=lambda check: check.rule)
    return {
        "files_seen": coverage.files_seen,
        "files_read": coverage.files_read,
        "not_read": [{"path": path, "reason": reason} for path, reason in gaps(coverage)],
        "checks": [{"rule": one.rule, "outcome": one.outcome, "reason": one.reason} for one in checks],
        "remarks": [remark for remark in (unscored, *coverage.remarks) if remark],
    }


def _score(score: Score) -> Json:
    return {
        "value": round(score.value, 1),
        "low": round(score.low, 1),
        "high": round(score.high, 1),
        "grade": score.grade,
        "incomplete": score.incomplete,
        "principal_minutes": score.principal_minutes,
        "families": {family.family: _family(family) for family in score.families},
    }


def _family(family: FamilyScore) -> Json:
    """A family that was not assessed has no score: it must not look like one without debt."""
    score = round(family.score, 1) if family.assessed else None
    return {"score": score, "minutes": family.minutes, "findings": family.findings}


def _condition(one: Condition) -> Json:
    return {
        "name": one.name,
        "message": one.sentence,
        "distance": round(one.by, 2),
        "remedy": [debt.fingerprint for debt in one.remedy],
        "remedy_minutes": one.minutes,
    }


def _comparison(comparison: Comparison) -> Json:
    return {
        "base": comparison.base,
        "new": [debt.fingerprint for debt in comparison.new],
        "new_minutes": comparison.new_minutes,
        "allowed_by_this_change": [debt.fingerprint for debt in comparison.allowed],
        "fixed": [_gone(debt) for debt in sorted(comparison.fixed, key=by_place)],
        "fixed_minutes": sum(debt.minutes for debt in comparison.fixed),
        "practices_lost": [debt.practice or debt.rule for debt in comparison.lost],
        "score_before": comparison.score_before,
        "score_now": comparison.score_now,
        "changed_lines": comparison.changed_lines,
        "stale": comparison.stale,
        "remarks": list(comparison.remarks),
    }


def _gone(debt: Debt) -> Json:
    """A finding of the base: its place is a place there."""
    return {
        "rule": debt.rule,
        "severity": debt.severity,
        "path": debt.where.path,
        "line": debt.where.line or None,
        "message": debt.message,
        "minutes": debt.minutes,
        "fingerprint": debt.fingerprint,
    }


def _finding(debt: Debt) -> Json:
    where, months = debt.where, debt.payback_months
    return {
        "rule": debt.rule,
        "family": debt.family,
        "kind": debt.kind,
        "severity": debt.severity,
        "confidence": debt.confidence,
        "path": where.path,
        "line": where.line or None,
        "column": where.column or None,
        "end_line": where.end_line or None,
        "end_column": where.end_column or None,
        "cell": _cell(where.cell),
        "message": debt.message,
        "why": debt.why,
        "fix": debt.fix or None,
        "minutes": debt.minutes,
        "payback_months": None if months is None else round(months, 2),
        "evidence": [_hop(hop) for hop in debt.evidence],
        "fingerprint": debt.fingerprint,
        "status": debt.status,
        "suppression": debt.suppression and _suppression(debt.suppression),
        "attestation": debt.pledge and _pledge(debt.pledge),
        "url": None,
    }


def _hop(hop: Hop) -> Json:
    return {
        "path": hop.where.path,
        "line": hop.where.line or None,
        "cell": _cell(hop.where.cell),
        "message": hop.message,
    }


def _cell(cell: Cell | None) -> Json | None:
    return None if cell is None else {"index": cell.index, "line": cell.line}


def _suppression(suppression: Suppression) -> Json:
    return {
        "path": suppression.where.path,
        "line": suppression.where.line or None,
        "reason": suppression.reason,
        "expires": suppression.expires and suppression.expires.isoformat(),
    }


def _practice(one: Practice) -> Json:
    return {
        "practice": one.name,
        "family": one.family,
        "weight": one.weight,
        "state": one.following,
        "rule": one.rule or None,
        "attestation": one.pledge and _pledge(one.pledge),
    }


def _answer(one: Answer) -> Json:
    return {
        "name": one.name,
        "section": one.section,
        "question": one.question,
        "state": one.shown,
        "found": [_hop(hop) for hop in one.found],
        "against": [_hop(hop) for hop in one.against],
        "missing": one.missing,
        "attestation": one.pledge and _pledge(one.pledge),
        "source": one.source,
    }


def _pledge(pledge: Pledge) -> Json:
    """`lapsed` says why it does not count."""
    return {
        "practice": pledge.practice,
        "owner": pledge.owner,
        "evidence": pledge.evidence,
        "expires": pledge.expires.isoformat(),
        "lapsed": pledge.lapse or None,
    }
