from collections.abc import Iterator

from mldebt.api import Finding, RiskyLoads, Severity, check


@check(severity=Severity.LOW, minutes=30)
def unsafe_model_load(loads: RiskyLoads) -> Iterator[Finding]:
    yield from loads.findings
