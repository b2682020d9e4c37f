from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, TimeCoupledJobs, check


@check(severity=Severity.HIGH, minutes=120, confidence=Confidence.MEDIUM)
def time_coupled_jobs(coupled: TimeCoupledJobs) -> Iterator[Finding]:
    yield from coupled
