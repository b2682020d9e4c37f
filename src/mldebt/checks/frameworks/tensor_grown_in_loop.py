from collections.abc import Iterator

from mldebt.api import Finding, GraphSlips, Severity, check


@check(severity=Severity.LOW, minutes=20)
def tensor_grown_in_loop(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("tensor-grown-in-loop")
