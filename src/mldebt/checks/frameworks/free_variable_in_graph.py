from collections.abc import Iterator

from mldebt.api import Finding, GraphSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=15)
def free_variable_in_graph(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("free-variable-in-graph")
