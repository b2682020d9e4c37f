"""Which data do Python calls read and write? The table of functions knows which argument holds the path."""

from collections.abc import Iterator

from mldebt.knowledge import IoFunction, IoFunctions
from mldebt.model import Access, Call, Calls, Language, Value, looks_like_data


def python_accesses(calls: Calls, functions: IoFunctions) -> Iterator[Access]:
    """One Access a path argument; `*` where the path is not known."""
    rows: dict[str, IoFunction | None] = {}
    for call in calls:
        if call.name not in rows:
            rows[call.name] = functions.of(call.name)
        row = rows[call.name]
        if row is not None:
            yield from _accesses(call, row)


def _accesses(call: Call, row: IoFunction) -> Iterator[Access]:
    reads, writes = row.reads, row.writes
    if row.mode >= 0:
        writing = _writes(call, row)
        reads, writes = (-1, writes) if writing else (reads, -1)
    if reads >= 0:
        yield from _access("reads", call, row, call.argument(reads, row.keyword))
    if writes >= 0:
        yield from _access("writes", call, row, call.argument(writes, row.writes_keyword or row.keyword))


def _writes(call: Call, row: IoFunction) -> bool:
    mode = call.argument(row.mode, "mode")
    return mode is not None and isinstance(mode.value, str) and any(letter in mode.value for letter in "wax+")


def _access(mode: str, call: Call, row: IoFunction, argument: Value | None) -> Iterator[Access]:
    path = _text(argument)
    if row.bucket >= 0 or row.bucket_keyword:
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
