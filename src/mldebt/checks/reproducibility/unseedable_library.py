from collections.abc import Iterator

from mldebt.api import Finding, Severity, UnseedableCalls, check


@check(severity=Severity.MEDIUM, minutes=30)
def unseedable_library(calls: UnseedableCalls) -> Iterator[Finding]:
    yield from calls.findings()
