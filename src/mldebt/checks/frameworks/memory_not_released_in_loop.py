from collections.abc import Iterator

from mldebt.api import Confidence, Finding, GraphSlips, Severity, check


@check(severity=Severity.LOW, minutes=10, confidence=Confidence.MEDIUM)
def memory_not_released_in_loop(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("memory-not-released-in-loop")
