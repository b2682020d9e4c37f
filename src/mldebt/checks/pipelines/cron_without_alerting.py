from collections.abc import Iterator

from mldebt.api import Finding, Severity, SilentJobs, check


@check(severity=Severity.MEDIUM, minutes=30)
def cron_without_alerting(silent: SilentJobs) -> Iterator[Finding]:
    yield from silent
