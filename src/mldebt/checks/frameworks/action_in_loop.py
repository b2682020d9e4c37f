from collections.abc import Iterator

from mldebt.api import ClusterSlips, Confidence, Finding, Severity, check


@check(severity=Severity.LOW, minutes=30, confidence=Confidence.MEDIUM)
def action_in_loop(slips: ClusterSlips) -> Iterator[Finding]:
    yield from slips.of_kind("action-in-loop")
