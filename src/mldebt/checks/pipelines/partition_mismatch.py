from collections.abc import Iterator

from mldebt.api import Finding, PartitionMismatches, Severity, check


@check(severity=Severity.HIGH, minutes=60)
def partition_mismatch(mismatches: PartitionMismatches) -> Iterator[Finding]:
    yield from mismatches
