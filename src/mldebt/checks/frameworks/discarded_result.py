from collections.abc import Iterator

from mldebt.api import Finding, FrameSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def discarded_result(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("discarded-result")
