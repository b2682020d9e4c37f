from collections.abc import Iterator

from mldebt.api import Confidence, DatasetCycles, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=120, confidence=Confidence.MEDIUM)
def dataset_cycle(cycles: DatasetCycles) -> Iterator[Finding]:
    yield from cycles
