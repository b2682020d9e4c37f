from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=5)
def invalid_einops_pattern(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("invalid-einops-pattern")
