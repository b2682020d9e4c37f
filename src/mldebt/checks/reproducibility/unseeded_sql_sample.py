from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UnseededSamples, check


@check(severity=Severity.MEDIUM, minutes=10, confidence=Confidence.MEDIUM)
def unseeded_sql_sample(samples: UnseededSamples) -> Iterator[Finding]:
    yield from samples.findings()
