from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, SilentJobs, check


@check(severity=Severity.MEDIUM, minutes=30, confidence=Confidence.MEDIUM)
def cron_without_alerting(silent: SilentJobs) -> Iterator[Finding]:
    yield from silent
