from collections.abc import Iterator

from mldebt.api import Finding, FrameSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=20)
def frame_changed_while_iterated(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("frame-changed-while-iterated")
