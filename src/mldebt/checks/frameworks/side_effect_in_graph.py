from collections.abc import Iterator
from dataclasses import replace

from mldebt.api import Finding, GraphSlips, Severity, check


@check(severity=Severity.MEDIUM, minutes=15)
def side_effect_in_graph(slips: GraphSlips) -> Iterator[Finding]:
    yield from slips.of_kind("side-effect-in-graph")
    for finding in slips.of_kind("side-effect-in-graph/shown"):
        yield replace(finding, severity=Severity.LOW)
