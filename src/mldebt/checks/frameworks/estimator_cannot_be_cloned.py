from collections.abc import Iterator

from mldebt.api import EstimatorSlips, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def estimator_cannot_be_cloned(slips: EstimatorSlips) -> Iterator[Finding]:
    yield from slips.of_kind("estimator-cannot-be-cloned")
