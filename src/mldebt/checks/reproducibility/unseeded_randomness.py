from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UnseededDraws, check


@check(severity=Severity.MEDIUM, minutes=10, confidence=Confidence.MEDIUM)
def unseeded_randomness(draws: UnseededDraws) -> Iterator[Finding]:
    yield from draws.findings()
