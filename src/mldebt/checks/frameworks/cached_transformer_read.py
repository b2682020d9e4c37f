from collections.abc import Iterator

from mldebt.api import EstimatorSlips, Finding, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def cached_transformer_read(slips: EstimatorSlips) -> Iterator[Finding]:
    yield from slips.of_kind("cached-transformer-read")
