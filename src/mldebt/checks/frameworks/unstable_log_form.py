from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.LOW, minutes=5)
def unstable_log_form(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("unstable-log-form")
