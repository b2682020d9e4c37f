from collections.abc import Iterator

from mldebt.api import Finding, ProductionNotebooks, Severity, check


@check(severity=Severity.MEDIUM, minutes=240)
def notebook_in_production(notebooks: ProductionNotebooks) -> Iterator[Finding]:
    yield from notebooks
