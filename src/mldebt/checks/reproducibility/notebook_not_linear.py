from collections.abc import Iterator

from mldebt.api import CellRuns, Finding, Hop, Severity, check

SHOWN = 6


@check(severity=Severity.LOW, minutes=10)
def notebook_not_linear(runs: CellRuns) -> Iterator[Finding]:
    turned = list(runs.turned())
    if turned:
        cell, before = turned[0]
        more = f", and {len(turned) - 1} more out of turn" if len(turned) > 1 else ""
        message = f"the cell was last run as [{cell.run}], the one above it as [{before.run}]{more}"
        evidence = tuple(
            Hop(place.where, f"run as [{place.run}]") for pair in turned[:SHOWN] for place in reversed(pair)
        )
        yield Finding(cell.where, message, evidence, subject="run order")
