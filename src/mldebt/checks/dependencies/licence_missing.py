from collections.abc import Iterator

from mldebt.api import Finding, MissingLicences, Severity, check


@check(severity=Severity.LOW, minutes=30)
def licence_missing(missing: MissingLicences) -> Iterator[Finding]:
    yield from missing
