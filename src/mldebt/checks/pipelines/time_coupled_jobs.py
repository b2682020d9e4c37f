from collections.abc import Iterator

from mldebt.api import Finding, Severity, TimeCoupledJobs, check


@check(severity=Severity.HIGH, minutes=120)
def time_coupled_jobs(coupled: TimeCoupledJobs) -> Iterator[Finding]:
    yield from coupled
