from collections.abc import Iterator

from mldebt.api import ClusterSlips, Confidence, Finding, Severity, check


@check(severity=Severity.LOW, minutes=45, confidence=Confidence.ADVISORY)
def collect_to_driver(slips: ClusterSlips) -> Iterator[Finding]:
    yield from slips.of_kind("collect-to-driver")
