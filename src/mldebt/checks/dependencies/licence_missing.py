from collections.abc import Iterator

from mldebt.api import Finding, MissingLicences, Severity, check


@check(severity=Severity.LOW, minutes=30)
def licence_missing(missing: MissingLicences) -> Iterator[Finding]:
    for one in missing.found:
        yield Finding(one.where, one.told, one.hops, one.subject, one.severity, one.confidence)
