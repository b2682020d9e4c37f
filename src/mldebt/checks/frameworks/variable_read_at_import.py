from collections.abc import Iterator

from mldebt.api import ClusterSlips, Finding, Severity, check


@check(severity=Severity.LOW, minutes=20)
def variable_read_at_import(slips: ClusterSlips) -> Iterator[Finding]:
    yield from slips.of_kind("variable-read-at-import")
