from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=10)
def gradients_not_cleared(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("gradients-not-cleared")
