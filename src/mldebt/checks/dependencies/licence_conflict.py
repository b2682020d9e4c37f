from collections.abc import Iterator

from mldebt.api import Finding, LicenceConflicts, Severity, check


@check(severity=Severity.MEDIUM, minutes=120)
def licence_conflict(conflicts: LicenceConflicts) -> Iterator[Finding]:
    yield from conflicts
