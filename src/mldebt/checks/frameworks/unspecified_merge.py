from collections.abc import Iterator

from mldebt.api import Confidence, Finding, FrameSlips, Severity, check


@check(severity=Severity.LOW, minutes=10, confidence=Confidence.MEDIUM)
def unspecified_merge(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("unspecified-merge")
