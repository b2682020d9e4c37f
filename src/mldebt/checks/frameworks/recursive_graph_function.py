from collections.abc import Iterator

from mldebt.api import Finding, GraphSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=30)
def recursive_graph_function(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("recursive-graph-function")
