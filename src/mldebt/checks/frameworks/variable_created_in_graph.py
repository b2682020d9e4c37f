from collections.abc import Iterator

from mldebt.api import Finding, GraphSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=20)
def variable_created_in_graph(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("variable-created-in-graph")
