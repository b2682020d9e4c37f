from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.HIGH, minutes=45)
def fit_before_split(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("split")
