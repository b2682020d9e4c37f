from collections.abc import Iterator

from mldebt.api import Finding, FrameSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=15)
def write_to_iterated_copy(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("write-to-iterated-copy")
