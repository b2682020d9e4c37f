from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UnscaledTables, check


@check(severity=Severity.LOW, minutes=20, confidence=Confidence.ADVISORY)
def unscaled_features(tables: UnscaledTables) -> Iterator[Finding]:
    yield from tables.findings()
