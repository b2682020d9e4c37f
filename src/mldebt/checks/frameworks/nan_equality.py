from collections.abc import Iterator
from dataclasses import replace

from mldebt.api import Finding, FrameSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=5)
def nan_equality(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("nan-equality")
    for finding in slips.of_kind("nan-equality-in"):
        yield replace(finding, severity=Severity.LOW)
