from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UnseededDraws, check, unseeded_finding


@check(severity=Severity.MEDIUM, minutes=10, confidence=Confidence.MEDIUM)
def unseeded_randomness(draws: UnseededDraws) -> Iterator[Finding]:
    for group in draws.groups:
        yield unseeded_finding(group)
