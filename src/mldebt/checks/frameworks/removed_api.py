from collections.abc import Iterator

from mldebt.api import Finding, RemovedUses, Severity, check, removed_finding


@check(severity=Severity.MEDIUM, minutes=5)
def removed_api(removed: RemovedUses) -> Iterator[Finding]:
    for group in removed.groups:
        yield removed_finding(group)
