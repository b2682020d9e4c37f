from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.HIGH, minutes=15)
def softmax_before_cross_entropy(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("softmax-before-cross-entropy")
