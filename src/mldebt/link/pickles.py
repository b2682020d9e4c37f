"""Which pickles does a file write and read, and how are they called?"""

from collections.abc import Iterator
from itertools import groupby
from posixpath import basename
from typing import NamedTuple

from mldebt.knowledge import ModelStore, ModelStores
from mldebt.model import Call, Calls, Place, Value

OPENS = frozenset({"open", "io.open", "gzip.open", "bz2.open", "lzma.open"})


class Pickle(NamedTuple):
    """A pickle is written or read; the base name of its path, empty where it is not known."""

    mode: str
    file: str
    where: Place


def pickles(calls: Calls, table: ModelStores) -> Iterator[Pickle]:
    """In source order."""
    for _, group in groupby(calls, key=lambda call: call.scope):
        opened: dict[str, Value | None] = {}
        nearby: dict[int, Value | None] = {}
        for call in group:
            row = table.of(call.name)
            if call.name in OPENS:
                nearby[call.where.line] = call.argument(0, "file")
                if call.bound:
                    opened[call.bound] = call.argument(0, "file")
            elif row is not None and row.pickles:
                yield Pickle(row.mode, _file(_target(call, row, opened, nearby)), call.where)


def _target(
    call: Call, row: ModelStore, opened: dict[str, Value | None], nearby: dict[int, Value | None]
) -> Value | None:
    given = call.argument(row.target, row.keyword)
    if not row.handle or given is None:
        return given
    if given.kind == "call":
        return nearby.get(call.where.line)
    return opened.get(str(given.value)) if given.kind == "name" else None


def _file(path: Value | None) -> str:
    known = path is not None and path.kind in ("literal", "template") and isinstance(path.value, str)
    name = basename(str(path.value)) if known and path is not None else ""
    return "" if "*" in name else name
