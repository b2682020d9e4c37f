from collections.abc import Iterator

from mldebt.api import ClusterSlips, Finding, Severity, check


@check(severity=Severity.LOW, minutes=5)
def dag_without_schedule(slips: ClusterSlips) -> Iterator[Finding]:
    yield from slips.of_kind("dag-without-schedule")
