from collections.abc import Iterator

from mldebt.api import Finding, PickleSkews, Severity, check


@check(severity=Severity.HIGH, minutes=30)
def pickle_version_skew(skews: PickleSkews) -> Iterator[Finding]:
    yield from skews.findings
