"""Which data do Python calls read and write? The table of functions knows which argument holds the path."""

from collections.abc import Callable, Iterator
from functools import cache

from mldebt.knowledge import IoFunction, IoFunctions
from mldebt.model import Access, Call, Calls, Language, Value, looks_like_data

LOCAL = "Filename"
"""What the local side of a transfer to or from a bucket is called."""

Rows = Callable[[str], IoFunction | None]


def rows_of(functions: IoFunctions) -> Rows:
    """The table's answer for a call's name, each name looked up once."""
    return cache(functions.of)


def python_accesses(calls: Calls, rows: Rows) -> Iterator[Access]:
    """One Access a path argument; `*` where the path is not known."""
    for call in calls:
        row = rows(call.name)
        if row is not None:
            yield from _accesses(call, row)


def _accesses(call: Call, row: IoFunction) -> Iterator[Access]:
    reads, writes = row.reads, row.writes
    if row.mode >= 0:
        writing = _writes(call, row)
        reads, writes = (-1, writes) if writing else (reads, -1)
    if reads >= 0:
        yield from _access("reads", call, row, reads, row.keyword)
    if writes >= 0:
        yield from _access("writes", call, row, writes, row.writes_keyword or row.keyword)


def _writes(call: Call, row: IoFunction) -> bool:
    mode = call.argument(row.mode, "mode")
    return mode is not None and isinstance(mode.value, str) and any(letter in mode.value for letter in "wax+")


def _access(mode: str, call: Call, row: IoFunction, position: int, keyword: str) -> Iterator[Access]:
    argument = call.argument(position, keyword)
    if argument is None:
        return  # `to_json()` without a path returns text
    path = _text(argument)
    if row.bucket_keyword and keyword != LOCAL:
        bucket = _text(call.argument(row.bucket, row.bucket_keyword))
        path = f"{row.scheme}://{bucket}/{path}"
    elif row.scheme == "hf":
        path = f"hf://{path}"
    if row.scheme == "query":
        path = "*"
    if not row.format and row.kind == "data" and row.scheme == "" and not looks_like_data(path):
        return  # a function for files of all kinds: configuration, text, logs
    kind = "table" if row.scheme in ("table", "query") else row.kind
    yield Access(
        "reads" if mode == "reads" else "writes", path, call.where, Language.PYTHON, kind, row.format, call.scope
    )  # fmt: skip


def _text(argument: Value | None) -> str:
    known = argument is not None and argument.kind in ("literal", "template") and isinstance(argument.value, str)
    return str(argument.value) if known and argument is not None else "*"
