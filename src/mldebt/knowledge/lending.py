"""Lends the tables as the project's configuration completes them."""

from dataclasses import asdict
from functools import lru_cache
from typing import Any, TypeVar

from mldebt.model import IoRow, Lend, OwnIo, Settings, Table, UserError

from .io import IoFunction, IoFunctions
from .loader import lend

T = TypeVar("T", bound=Table[Any])


def lender(settings: Settings) -> Lend:
    """`lend`, with the functions that the settings describe among those that read and write data."""
    rows = settings.section(OwnIo).rows
    return _completed(tuple(rows.items())) if rows else lend


@lru_cache(maxsize=2)
def _completed(rows: tuple[tuple[str, IoRow], ...]) -> Lend:
    own = {name: _function(name, row) for name, row in rows}
    table = IoFunctions({row.name: row for row in lend(IoFunctions)} | own)

    def lend_completed(kind: type[T], /) -> T:
        return table if kind is IoFunctions else lend(kind)  # type: ignore[return-value]  # it is that very type

    return lend_completed


def _function(name: str, row: IoRow) -> IoFunction:
    if row.reads < 0 and row.writes < 0:
        raise UserError(f'[io."{name}"] says neither what is read nor what is written')
    fields = asdict(row) | {"kind": row.kind.value, "scheme": row.scheme.value}
    return IoFunction(name=name, source="the project's own configuration", **fields)
