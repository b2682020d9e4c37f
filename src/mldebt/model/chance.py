"""Facts about orders that nobody chose: that of the file system, and that of hashes."""

from collections.abc import Iterator

from .files import FileFact
from .findings import Finding


class OrderedByChance(FileFact):
    """Where does an order that nobody chose decide something? Findings; the first entry is None and says that the file
    has such orders at all."""

    __slots__ = ()
    local = True

    def found(self) -> Iterator[Finding]:
        return (finding for finding in self if finding is not None)


class ListingOrders(OrderedByChance):
    """Where does the order in which the file system lists files decide something?"""

    __slots__ = ()


class HashOrders(OrderedByChance):
    """Where does the order of a set, or a hash that is another one in each run, decide something?"""

    __slots__ = ()
