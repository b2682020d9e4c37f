from collections.abc import Iterator

from mldebt.api import Finding, MachinePaths, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def machine_bound_path(paths: MachinePaths) -> Iterator[Finding]:
    yield from paths
