from collections.abc import Iterator

from mldebt.api import EstimatorSlips, Finding, Severity, check


@check(severity=Severity.LOW, minutes=10)
def estimator_init_sets_fitted(slips: EstimatorSlips) -> Iterator[Finding]:
    yield from slips.of_kind("estimator-init-sets-fitted")
