from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.LOW, minutes=5)
def scheduler_before_optimizer(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("scheduler-before-optimizer")
