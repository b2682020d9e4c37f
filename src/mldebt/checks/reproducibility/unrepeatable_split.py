from collections.abc import Iterator

from mldebt.api import Finding, Severity, UnrepeatableSplits, check


@check(severity=Severity.HIGH, minutes=5)
def unrepeatable_split(splits: UnrepeatableSplits) -> Iterator[Finding]:
    yield from splits.findings()
