from collections.abc import Iterator

from mldebt.api import Finding, Leaks, Severity, check


@check(severity=Severity.MEDIUM, minutes=60)
def test_set_reuse(leaks: Leaks) -> Iterator[Finding]:
    yield from leaks.of_kind("reused")
