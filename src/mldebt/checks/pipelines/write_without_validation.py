from collections.abc import Iterator

from mldebt.api import Confidence, Finding, Severity, UncheckedWrites, check


@check(severity=Severity.LOW, minutes=45, confidence=Confidence.ADVISORY)
def write_without_validation(writes: UncheckedWrites) -> Iterator[Finding]:
    yield from writes
