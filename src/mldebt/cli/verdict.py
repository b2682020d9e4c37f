"""With which code does a scan end, and why?"""

from collections.abc import Iterator

from mldebt.model import Audit, Outcome

PASS, GATE_FAILED, INCOMPLETE = 0, 1, 3


def verdict(audit: Audit, *, strict: bool, exit_zero: bool) -> tuple[int, str]:
    """The exit code and, unless it is 0, the sentence that explains it."""
    if not audit.verdict.passed and not exit_zero:
        return GATE_FAILED, f"the gate failed: {'; '.join(audit.verdict.failures)}"
    gaps = list(_gaps(audit)) if strict else []
    if gaps:
        return INCOMPLETE, f"the audit is incomplete: {'; '.join(gaps)}"
    return PASS, ""


def _gaps(audit: Audit) -> Iterator[str]:
    crashed = [check.rule for check in audit.coverage.checks if check.outcome is Outcome.CRASHED]
    if crashed:
        yield f"{', '.join(crashed)} crashed"
    missing = audit.coverage.not_read
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        yield f"not read: {missing[0].path} ({missing[0].reason}){more}"
    elif not audit.coverage.files_read:
        yield audit.unscored
    elif audit.score is not None and audit.score.incomplete:
        yield "too little of the code could be read for a score"
