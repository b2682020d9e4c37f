from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.MEDIUM, minutes=15)
def distributed_request_not_awaited(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("distributed-request-not-awaited")
