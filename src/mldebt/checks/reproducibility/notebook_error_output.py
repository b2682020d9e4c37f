from collections.abc import Iterator

from mldebt.api import CellRuns, Finding, Hop, Severity, check


@check(severity=Severity.MEDIUM, minutes=15)
def notebook_error_output(runs: CellRuns) -> Iterator[Finding]:
    for error in runs.errors():
        cells = [cell for cell in runs if cell.error == error and not cell.expected]
        told = f" ({cells[0].told[:60]})" if cells[0].told else ""
        more = f", and so do {len(cells) - 1} more with the same exception" if len(cells) > 1 else ""
        evidence = tuple(Hop(cell.where, f"ends in {error}: {cell.told}") for cell in cells)
        message = f"the committed run of the cell ends in {error}{told}{more}"
        yield Finding(cells[0].where, message, evidence if len(cells) > 1 else (), subject=error)
