from collections.abc import Iterator

from mldebt.api import Confidence, EstimatorSlips, Finding, Severity, check


@check(severity=Severity.LOW, minutes=20, confidence=Confidence.ADVISORY)
def unscaled_features(slips: EstimatorSlips) -> Iterator[Finding]:
    yield from slips.of_kind("unscaled-features")
