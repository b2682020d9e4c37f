from collections.abc import Iterator

from mldebt.api import Finding, HashOrders, Severity, check


@check(severity=Severity.MEDIUM, minutes=10)
def hash_order_dependence(orders: HashOrders) -> Iterator[Finding]:
    yield from orders.found()
