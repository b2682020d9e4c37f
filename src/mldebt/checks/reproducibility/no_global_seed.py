from collections.abc import Iterator

from mldebt.api import Finding, Severity, UnseededTraining, check


@check(severity=Severity.MEDIUM, minutes=15)
def no_global_seed(training: UnseededTraining) -> Iterator[Finding]:
    yield from training.findings()
