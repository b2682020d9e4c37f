from collections.abc import Iterator

from mldebt.api import EstimatorSlips, Finding, Severity, check


@check(severity=Severity.HIGH, minutes=10)
def invalid_pipeline_parameter(slips: EstimatorSlips) -> Iterator[Finding]:
    yield from slips.of_kind("invalid-pipeline-parameter")
