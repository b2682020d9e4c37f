from collections.abc import Iterator

from mldebt.api import Confidence, Finding, FrameSlips, Severity, check


@check(severity=Severity.LOW, minutes=15, confidence=Confidence.MEDIUM)
def chunked_read_without_dtype(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("chunked-read-without-dtype")
