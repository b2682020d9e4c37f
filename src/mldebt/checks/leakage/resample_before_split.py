from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.CRITICAL, minutes=45)
def resample_before_split(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("resampled")
