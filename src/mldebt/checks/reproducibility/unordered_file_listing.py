from collections.abc import Iterator

from mldebt.api import Finding, ListingOrders, Severity, check


@check(severity=Severity.MEDIUM, minutes=5)
def unordered_file_listing(orders: ListingOrders) -> Iterator[Finding]:
    yield from orders.found()
