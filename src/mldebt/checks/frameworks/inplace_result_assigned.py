from collections.abc import Iterator

from mldebt.api import Finding, FrameSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=5)
def inplace_result_assigned(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("inplace-result-assigned")
