from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, TorchSlips, check


@check(severity=Severity.MEDIUM, minutes=5, confidence=Confidence.MEDIUM)
def train_loader_not_shuffled(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("train-loader-not-shuffled")
