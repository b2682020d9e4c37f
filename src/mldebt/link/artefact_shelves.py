"""Which reads may mean what is written here? Found without comparing everything with everything."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile
from typing import Generic, TypeVar

from .artefact_paths import Location, same

T = TypeVar("T")
Key = tuple[str, str, tuple[str, ...]]


class Shelves(Generic[T]):
    """Things by the part of their location that is known up to the first hole.

    Two locations can only be the same if one's known part begins with the other's.
    """

    def __init__(self) -> None:
        self._here: dict[Key, list[tuple[Location, T]]] = defaultdict(list)
        self._below: dict[Key, list[tuple[Location, T]]] = defaultdict(list)

    def put(self, place: Location, thing: T) -> None:
        known = _known(place)
        self._here[(*place[:2], known)].append((place, thing))
        for count in range(len(known)):
            self._below[(*place[:2], known[:count])].append((place, thing))

    def same_as(self, written: Location) -> Iterator[T]:
        """What is read where this is written."""
        return (thing for place, thing in self._candidates(written) if same(written, place))

    def _candidates(self, written: Location) -> Iterator[tuple[Location, T]]:
        known = _known(written)
        for count in range(len(known) + 1):
            yield from self._here.get((*written[:2], known[:count]), ())
        yield from self._below.get((*written[:2], known), ())


def _known(place: Location) -> tuple[str, ...]:
    """The folder of a path, the own name of a table first: what all have in common that may be the same."""
    parts = place.parts[::-1] if place.store == "table" else place.parts
    return tuple(takewhile(lambda part: "*" not in part, parts))
