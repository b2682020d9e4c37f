from collections.abc import Iterator

from mldebt.api import ClusterSlips, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def moving_start_date(slips: ClusterSlips) -> Iterator[Finding]:
    yield from slips.of_kind("moving-start-date")
