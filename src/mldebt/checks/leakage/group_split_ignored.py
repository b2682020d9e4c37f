from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.MEDIUM, minutes=45)
def group_split_ignored(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("grouped")
