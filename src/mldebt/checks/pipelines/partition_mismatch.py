from collections.abc import Iterator

from mldebt.api import Confidence, Finding, PartitionMismatches, Severity, check


@check(severity=Severity.HIGH, minutes=60, confidence=Confidence.MEDIUM)
def partition_mismatch(mismatches: PartitionMismatches) -> Iterator[Finding]:
    yield from mismatches
