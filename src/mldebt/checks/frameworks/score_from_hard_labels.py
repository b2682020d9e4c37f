from collections.abc import Iterator

from mldebt.api import EstimatorSlips, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def score_from_hard_labels(slips: EstimatorSlips) -> Iterator[Finding]:
    yield from slips.of_kind("score-from-hard-labels")
