from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, TorchSlips, check


@check(severity=Severity.MEDIUM, minutes=10, confidence=Confidence.MEDIUM)
def train_mode_not_restored(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("train-mode-not-restored")
