from collections.abc import Iterator
from dataclasses import replace

from mldebt.api import Finding, GraphSlips, Severity, check


@check(severity=Severity.HIGH, minutes=5)
def softmax_and_from_logits(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("softmax-and-from-logits")
    for finding in slips.of_kind("softmax-and-from-logits/twice"):
        yield replace(finding, severity=Severity.MEDIUM)  # Keras on TensorFlow notices, warns and undoes it
