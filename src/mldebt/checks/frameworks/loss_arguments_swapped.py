from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=5)
def loss_arguments_swapped(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("loss-arguments-swapped")
