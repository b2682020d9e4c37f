from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, TorchSlips, check


@check(severity=Severity.LOW, minutes=5, confidence=Confidence.MEDIUM)
def evaluated_with_gradients(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("evaluated-with-gradients")
