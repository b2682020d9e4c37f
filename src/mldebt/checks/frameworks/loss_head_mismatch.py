from collections.abc import Iterator

from mldebt.api import Finding, GraphSlips, Severity, check


@check(severity=Severity.HIGH, minutes=15)
def loss_head_mismatch(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("loss-head-mismatch")
