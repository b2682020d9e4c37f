"""What does an installation carry only because of one distribution?"""

from collections.abc import Iterable
from typing import Protocol

from mldebt.knowledge import Size


class KnownSizes(Protocol):
    """The catalogue, or a lock that knows better and asks the catalogue for the rest."""

    def get(self, name: str, /) -> Size | None: ...


def closure(name: str, sizes: KnownSizes) -> frozenset[str]:
    """The distribution and all that it requires, as far as that is known."""
    seen, todo = {name}, [name]
    while todo:
        size = sizes.get(todo.pop())
        for needed in size.deps if size is not None else ():
            if needed not in seen:
                seen.add(needed)
                todo.append(needed)
    return frozenset(seen)


def exclusive_mb(name: str, others: Iterable[str], sizes: KnownSizes) -> float:
    """Megabytes that only this distribution brings; 0 where another one requires it."""
    shared = frozenset[str]().union(*(closure(other, sizes) for other in others))
    known = map(sizes.get, sorted(closure(name, sizes) - shared))
    return sum(size.own_mb or 0.0 for size in known if size is not None)
