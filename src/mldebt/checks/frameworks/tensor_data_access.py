from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, TorchSlips, check


@check(severity=Severity.LOW, minutes=5, confidence=Confidence.ADVISORY)
def tensor_data_access(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("tensor-data-access")
