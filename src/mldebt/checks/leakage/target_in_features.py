from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.HIGH, minutes=30)
def target_in_features(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("target")
