from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=5)
def missing_super_init(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("missing-super-init")
