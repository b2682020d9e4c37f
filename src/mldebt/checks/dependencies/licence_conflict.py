from collections.abc import Iterator

from mldebt.api import Finding, LicenceConflicts, Severity, check


@check(severity=Severity.MEDIUM, minutes=120)
def licence_conflict(conflicts: LicenceConflicts) -> Iterator[Finding]:
    for one in conflicts.found:
        yield Finding(one.where, one.told, one.hops, one.subject, one.severity, one.confidence)
