"""Which data do Python calls read and write? The table of functions knows which argument holds the path."""

from collections.abc import Callable, Iterator
from functools import cache

from mldebt.knowledge import KEYWORD_ONLY, IoFunction, IoFunctions
from mldebt.model import Access, Call, Calls, Language, OwnIo, Signatures, Value, looks_like_data, without_days

NO_SIGNATURES = Signatures()
OPTION = "\0"
"""Begins a text that is the default of an option, whose name follows."""
LOCAL = "Filename"
"""What the local side of a transfer to or from a bucket is called."""

TABLE_SIDE = {"reads": "from-table", "writes": "into-table"}

Rows = Callable[[str], IoFunction | None]


def rows_of(functions: IoFunctions, own: OwnIo | None = None) -> Rows:
    """The table's answer for a call's name, each name looked up once; the user's own functions come first."""
    if own is None or not (own.reads or own.writes):
        return cache(functions.of)
    known = {row.name: row for row in functions}
    for name in {**own.reads, **own.writes}:
        reads, writes = own.reads.get(name, ""), own.writes.get(name, "")
        known[name] = IoFunction(
            name=name, source="the configuration", reads=_position(reads), writes=_position(writes), format="own",
            keyword=reads or writes, writes_keyword=writes if reads else "",
        )  # fmt: skip
    return cache(IoFunctions(known).of)


def _position(given: str) -> int:
    """The position that is written, that of a keyword where a name is; -1 where there is nothing."""
    return -1 if not given else int(given) if given.isdecimal() else KEYWORD_ONLY


def python_accesses(calls: Calls, rows: Rows, signatures: Signatures = NO_SIGNATURES) -> Iterator[Access]:
    """One Access a path argument; `*` where the path is not known, the default where it is an option. A function that
    is given the path does it where it is called."""
    options: dict[str, str] | None = None
    for call in (*calls, *_handed(calls, signatures, rows)):
        row = rows(call.name)
        if row is None:
            continue
        options = _options(calls) if options is None else options
        yield from _accesses(_with_defaults(call, options) if options else call, row)


def _handed(calls: Calls, signatures: Signatures, rows: Rows) -> Iterator[Call]:
    """Reads and writes of a function once more for each of its callers, with the path that the caller gives."""
    known = {one.name: one.parameters for one in signatures}
    inner: dict[str, list[Call]] = {name: [] for name in known}
    for call in calls if known else ():
        if call.scope in known and rows(call.name) is not None:
            inner[call.scope].append(call)
    for call in calls if known else ():
        name = call.name[1:] if call.name.startswith(".") else ""
        for one in inner.get(name, ()) if name != call.scope else ():
            own = known[name][1:] if known[name][:1] == ("self",) else known[name]
            told = {key: value for at, key in enumerate(own) if (value := call.argument(at, key)) is not None}
            told = {key: value for key, value in told.items() if value.kind in ("literal", "template", "name")}
            args = tuple(_told(value, told) for value in one.args)
            keywords = tuple((key, _told(value, told)) for key, value in one.keywords)
            if (args, keywords) != (one.args, one.keywords):
                yield one._replace(args=args, keywords=keywords, where=call.where, scope=call.scope)


def _told(value: Value, told: dict[str, Value]) -> Value:
    return told.get(str(value.value), value) if value.kind == "name" else value


def _options(calls: Calls) -> dict[str, str]:
    """The default of each option of the command line that names data."""
    found: dict[str, str] = {}
    for call in calls:
        default = call.keyword("default") if call.name.endswith(".add_argument") else None
        if default is not None and isinstance(default.value, str) and looks_like_data(default.value):
            flags = [str(one.value) for one in call.args if one.kind == "literal"]
            dest = call.keyword("dest")
            name = str(dest.value) if dest is not None else max(flags, key=len, default="")
            found[name.lstrip("-").replace("-", "_")] = default.value
    return found


def _with_defaults(call: Call, options: dict[str, str]) -> Call:
    """The call with the defaults of options in the place of their names."""
    args = tuple(_default(one, options) for one in call.args)
    return call._replace(args=args, keywords=tuple((key, _default(one, options)) for key, one in call.keywords))


def _default(value: Value, options: dict[str, str]) -> Value:
    root, _, name = str(value.value).rpartition(".") if value.kind == "name" else ("", "", "")
    if name not in options or not (root == "?" or root.endswith(("parse_args", "parse_args()"))):
        return value
    return Value("literal", f"{OPTION}{name}\0{options[name]}")


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
    (path, day, moment), option = without_days(_text(argument)), ""
    if path.startswith(OPTION):
        option, _, path = path[1:].partition(OPTION)
    if row.bucket_keyword and keyword != LOCAL:
        bucket = _text(call.argument(row.bucket, row.bucket_keyword))
        path = f"{row.scheme}://{bucket}/{path}"
    elif row.scheme == "hf":
        path = f"hf://{path}"
    if row.scheme == "query":
        if any(map(str.isspace, path)):
            return  # SQL that the reader has looked into
        path = "*"
    if not row.format and row.kind == "data" and row.scheme == "" and not looks_like_data(path):
        return  # a function for files of all kinds: configuration, text, logs
    kind = "table" if row.scheme in ("table", "query", TABLE_SIDE[mode]) else row.kind
    yield Access(
        "reads" if mode == "reads" else "writes", path, call.where, Language.PYTHON, kind, row.format, call.scope,
        option=option, day=day, moment="" if option else moment,
    )  # fmt: skip


def _text(argument: Value | None) -> str:
    known = argument is not None and argument.kind in ("literal", "template") and isinstance(argument.value, str)
    return str(argument.value) if known and argument is not None else "*"
