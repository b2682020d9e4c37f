from collections.abc import Iterator
from dataclasses import replace

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=5)
def requires_grad_misspelt(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("requires-grad-misspelt")
    for finding in slips.of_kind("requires-grad-misspelt:harmless"):
        yield replace(finding, severity=Severity.LOW)
