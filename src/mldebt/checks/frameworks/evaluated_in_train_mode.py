from collections.abc import Iterator
from dataclasses import replace

from mldebt.api import Confidence, Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=10)
def evaluated_in_train_mode(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("evaluated-in-train-mode")
    for finding in slips.of_kind("evaluated-in-train-mode:maybe"):
        yield replace(finding, severity=Severity.MEDIUM, confidence=Confidence.ADVISORY)
