"""The facts of a file that was read before: each is unpacked when somebody asks for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mldebt.model import FileFact, Reading, name_of

from . import book
from .rows import ODD, Head, fact_in, head_in
from .shapes import Makers, class_of

KIND = "reading"


class Bodies:
    """The rows of the files of one project. A row that is gone or broken is made up for by reading the file `again`."""

    def __init__(self, modules: frozenset[str], again: Callable[[str], Reading]) -> None:
        self.kinds: list[str] = []
        self.keys: dict[str, bytes] = {}
        self.masks: dict[str, int] = {}
        self.makers: Makers = {}
        self.modules = modules
        self._again = again
        self._bits: dict[type, int] = {}
        self._places: dict[str, int] = {}
        self._rows: dict[str, tuple[Head, bytes] | None] = {}
        self._anew: dict[str, Reading] = {}

    def place(self, name: str) -> int:
        """The number of the kind, a new one where it is met first."""
        if name not in self._places:
            self._places[name] = len(self.kinds)
            self.kinds.append(name)
        return self._places[name]

    def bit(self, kind: type[FileFact]) -> int:
        found = self._bits.get(kind)
        if found is None:
            found = self._bits[kind] = 1 << self.place(name_of(kind))
        return found

    def classes(self, mask: int) -> Iterator[type[FileFact]]:
        for place, name in enumerate(self.kinds):
            if mask >> place & 1:
                module, _, last = name.rpartition(".")
                yield class_of(f"{module}:{last}", self.modules)

    def fact(self, path: str, kind: type[FileFact]) -> FileFact:
        if path not in self._anew:
            try:
                row = self._row(path, self.bit(kind))
                if row is not None:
                    head, body = row
                    part = next(part for part in head.parts if part.kind == name_of(kind))
                    return fact_in(body, part, kind, self.modules, self.makers)
            except (*ODD, StopIteration):
                pass
            self._anew[path] = self._again(path)
        return self._anew[path].fact(kind)

    def _row(self, path: str, bit: int) -> tuple[Head, bytes] | None:
        """With the rows of all files that have a fact of this kind: who asks for one asks for all."""
        if path not in self._rows:
            wanted = {self.keys[one]: one for one, mask in self.masks.items() if mask & bit and one not in self._rows}
            found = book.get(KIND, wanted)
            for key, one in wanted.items():
                self._rows[one] = _whole(found.get(key))
        return self._rows[path]


def _whole(row: bytes | None) -> tuple[Head, bytes] | None:
    try:
        return None if row is None else head_in(row)
    except ODD:
        return None


class Late(Mapping[type[FileFact], FileFact]):
    """The facts of one file; `there` and `full` tell by their bits which it has, and which are not empty."""

    __slots__ = ("_bodies", "_full", "_made", "_path", "_there")

    def __init__(self, bodies: Bodies, path: str, there: int, full: int) -> None:
        self._bodies, self._path, self._there, self._full = bodies, path, there, full
        self._made: dict[type[FileFact], FileFact] = {}

    def get(self, kind: type[FileFact], default: Any = None) -> Any:  # noqa: ANN401 - as a mapping has it
        bit = self._bodies.bit(kind)
        if not self._there & bit:
            return default
        found = self._made.get(kind)
        if found is None:
            found = self._made[kind] = self._bodies.fact(self._path, kind) if self._full & bit else kind()
        return found

    def __getitem__(self, kind: type[FileFact]) -> FileFact:
        found: FileFact | None = self.get(kind)
        if found is None:
            raise KeyError(kind)
        return found

    def __contains__(self, kind: object) -> bool:
        return isinstance(kind, type) and bool(self._there & self._bodies.bit(kind))

    def __iter__(self) -> Iterator[type[FileFact]]:
        return self._bodies.classes(self._there)

    def __len__(self) -> int:
        return self._there.bit_count()
