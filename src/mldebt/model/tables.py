"""Knowledge as checks see it: a table is an ordered, immutable set of rows, each with its source."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from .record import record


@record(kw_only=True)
class Row:
    """One fact about the world. `name` is the row's key in the YAML file, `source` says who says so."""

    name: str
    source: str


UNVERIFIED = "knowledge-unverified"


def according_to(source: str) -> str:
    """Who says so, as people read it: what nobody has looked up is said from memory."""
    if not source.startswith(UNVERIFIED):
        return f"according to {source}"
    about = source.removeprefix(UNVERIFIED).strip(" :()")
    return f"from memory ({about}), not verified" if about else "from memory, not verified"


R = TypeVar("R", bound=Row)


class Table(Generic[R]):
    """A file of `rules/` as typed rows: `class Splitters(Table[Splitter]): file = "splitters.yaml"; row = Splitter`."""

    __slots__ = ("_rows",)
    file: ClassVar[str]
    row: ClassVar[type[Any]]

    def __init__(self, rows: Mapping[str, R]) -> None:
        self._rows = dict(rows)

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def get(self, name: str) -> R | None:
        return self._rows.get(name)

    def __getitem__(self, name: str) -> R:
        return self._rows[name]

    def names(self) -> frozenset[str]:
        return frozenset(self._rows)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash((type(self), len(self._rows)))


T = TypeVar("T", bound="Table[Any]")


class Lend(Protocol):
    """Lends a knowledge table by its type: `lend(Splitters)`."""

    def __call__(self, kind: type[T], /) -> T: ...
