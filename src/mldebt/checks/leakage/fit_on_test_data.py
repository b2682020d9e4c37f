from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.HIGH, minutes=30)
def fit_on_test_data(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("fitted-on-test")
