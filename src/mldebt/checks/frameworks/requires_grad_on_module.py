from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=5)
def requires_grad_on_module(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("requires-grad-on-module")
