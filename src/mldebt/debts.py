"""Findings become debts: priced, named by a fingerprint, allowed by a comment or not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from mldebt.fingerprints import Scopes, about_finding, fingerprint, identity
from mldebt.link import Pledges
from mldebt.model import (
    NEVER,
    Check,
    Debt,
    Finding,
    Kind,
    Lend,
    Outcome,
    Project,
    Ran,
    Status,
    Suppression,
    UnusedSuppression,
    UnusedSuppressions,
)
from mldebt.score import payback_months, scale_from


def debts_of(checks: Iterable[Check], ran: Iterable[Ran], project: Project, lend: Lend) -> tuple[Debt, ...]:
    """All debts from first file to last line, each with price, fingerprint and status."""
    known = {check.slug: check for check in checks}
    scale = scale_from(lend, [check.family for check in scored(known.values())])
    allowed, pledges = _allowances(project), project.fact(Pledges)
    found = sorted(
        ((known[run.rule], finding) for run in ran for finding in run.findings),
        key=lambda pair: (pair[1].where.order, pair[0].slug, pair[1].message),
    )
    as_of, scopes = _as_of(project), Scopes(project)
    fan_in = _fan_in(project, sorted({finding.where.path for _, finding in found}))
    seen: Counter[str] = Counter()
    debts = []
    for check, finding in found:
        scope = scopes.of(finding.where)
        stands_for_more = finding.subject or finding.evidence
        same = identity(check.slug, about_finding(finding), "" if stands_for_more else scope)
        seen[same] += 1
        suppression = _suppressed(check.slug, finding, allowed, as_of)
        debt = _debt(check, finding, fingerprint(same, seen[same]), scope, suppression)
        pledge = pledges.holding(check.practice) if check.kind is Kind.PRACTICE else None
        debts.append(replace(debt, payback_months=payback_months(debt, scale, fan_in[debt.where.path]), pledge=pledge))
    return tuple(debts)


def _fan_in(project: Project, paths: list[str]) -> dict[str, int]:
    """What hangs on each of the files."""

    def counted(project: Project) -> dict[str, int]:
        from mldebt.link import Downstream  # brings most of what links files

        count = project.fact(Downstream).count
        return {path: count(path) for path in paths}

    asked = sha256("\n".join(paths).encode(errors="surrogatepass")).hexdigest()[:16]
    return project.recalled(f"fan-in {asked}", counted)


def scored(checks: Iterable[Check]) -> list[Check]:
    """The checks that the score is calibrated for: the built-in ones."""
    return [check for check in checks if check.built_in]


def unused(
    debts: Iterable[Debt], checks: Iterable[Check], ran: Iterable[Ran], project: Project, known: Iterable[str]
) -> UnusedSuppressions:
    """Suppression comments that cover no finding, have expired, or name a check that is not `known`."""
    running = {check.slug for check in checks}
    slugs = running | set(known)
    unsure = (slugs - running) | {run.rule for run in ran if run.outcome in (Outcome.CRASHED, Outcome.UNKNOWN)}
    used: set[tuple[Suppression | None, str]] = {(debt.suppression, debt.rule) for debt in debts}
    as_of, found = _as_of(project), []
    comments = [suppression for reading in project.readings for suppression in reading.suppressions]
    for suppression in comments:
        for slug in suppression.slugs:
            if slug not in slugs:
                found.append(UnusedSuppression(suppression.where, slug, _misspelt(slug, slugs)))
            elif (reason := _why_unused(suppression, slug, unsure, used, as_of)) is not None:
                found.append(UnusedSuppression(suppression.where, slug, reason))
    return UnusedSuppressions(len(comments), tuple(found))


def _why_unused(
    suppression: Suppression, slug: str, unsure: set[str], used: set[tuple[Suppression | None, str]], as_of: date | None
) -> str | None:
    """Idle for certain: a check that did not run, or could not tell, might have found something."""
    if _expired(suppression, as_of):
        return "has no date in its expires" if suppression.expires == NEVER else f"expired on {suppression.expires}"
    return None if slug in unsure or (suppression, slug) in used else "covers no finding"


def _misspelt(slug: str, slugs: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(slug, list(slugs), 1)
    return "names no check" + (f"; did you mean {near[0]!r}?" if near else "")


def _allowances(project: Project) -> dict[str, tuple[Suppression, ...]]:
    return {reading.file.path: reading.suppressions for reading in project.readings if reading.suppressions}


def _as_of(project: Project) -> date | None:
    """The date of the head commit, so that the calendar does not change a result; None outside git."""
    committed = project.repository.committed
    return date.fromisoformat(committed[:10]) if committed else None


def _expired(suppression: Suppression, as_of: date | None) -> bool:
    if suppression.expires is None or as_of is None:
        return suppression.expires == NEVER
    return suppression.expires < as_of


def _suppressed(
    slug: str, finding: Finding, allowed: dict[str, tuple[Suppression, ...]], as_of: date | None
) -> Suppression | None:
    for suppression in allowed.get(finding.where.path, ()):
        if suppression.covers(slug, finding.where) and not _expired(suppression, as_of):
            return suppression
    return None


def _debt(check: Check, finding: Finding, fingerprint: str, scope: str, suppression: Suppression | None) -> Debt:
    return Debt(
        rule=check.slug, family=check.family, kind=check.kind, severity=finding.severity or check.severity,
        confidence=finding.confidence or check.confidence, where=finding.where, message=finding.message, why=check.why,
        minutes=check.minutes if finding.minutes is None else finding.minutes, evidence=finding.evidence,
        subject=finding.subject, practice=check.practice, fingerprint=fingerprint, suppression=suppression,
        status=Status.NEW if suppression is None else Status.SUPPRESSED, scored=check.built_in, fix=finding.fix,
        scope=scope,
    )  # fmt: skip
