"""Where the order of things is nobody's choice, what keeps that order, and where places in it become numbers."""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class Ordering(Row):
    """lists, walks, hashes: makes things in an order nobody chose; keeps: hands on the order of its arguments from the
    one numbered `first`; method: that of what it is called on; labels: numbers the classes in the argument `given` by
    their places; samples: a class whose objects number what they list."""

    kind: Literal["lists", "walks", "hashes", "keeps", "method", "labels", "samples"]
    first: int = 0
    given: str = ""


class Orderings(Table[Ordering]):
    __slots__ = ()
    file = "orderings.yaml"
    row = Ordering
