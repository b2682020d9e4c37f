from collections.abc import Iterator

from mldebt.api import Finding, FrameSlips, Severity, check


@check(severity=Severity.LOW, minutes=5)
def day_order_contradiction(slips: FrameSlips) -> Iterator[Finding]:
    yield from slips.of_kind("day-order-contradiction")
