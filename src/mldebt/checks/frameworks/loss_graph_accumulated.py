from collections.abc import Iterator

from mldebt.api import Finding, Severity, TorchSlips, check


@check(severity=Severity.MEDIUM, minutes=5)
def loss_graph_accumulated(slips: TorchSlips) -> Iterator[Finding]:
    yield from slips.of_kind("loss-graph-accumulated")
