from collections.abc import Iterator

from mldebt.api import Confidence, Finding, InPlaceOverwrites, Severity, check


@check(severity=Severity.LOW, minutes=30, confidence=Confidence.MEDIUM)
def non_atomic_overwrite(overwrites: InPlaceOverwrites) -> Iterator[Finding]:
    yield from overwrites
