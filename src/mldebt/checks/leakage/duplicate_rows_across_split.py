from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.MEDIUM, minutes=45)
def duplicate_rows_across_split(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("copied")
