from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.LOW, minutes=5)
def forward_called_directly(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("forward-called-directly")
