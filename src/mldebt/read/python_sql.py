"""From which tables do Python calls read, by the SQL that they are given? Which functions are told where data lies?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from mldebt.knowledge import IoFunction, IoFunctions
from mldebt.model import Access, Accesses, Call, Language, Lend, Signature, Signatures, Source

from .sql import Client, read_sql
from .sql_statements import looks_like_sql, with_holes

Rows = Callable[[str], IoFunction | None]


def sql_accesses(calls: Iterable[Call], source: Source, lend: Lend) -> Accesses:
    """Accesses of each text of SQL as far as it is known; a query whose tables are not known reads something."""
    rows = _sql_rows(lend(IoFunctions))
    return Accesses(access for call in calls for access in _of_call(call, rows(call.name), source))


@cache
def _sql_rows(table: IoFunctions) -> Rows:
    """The table's answer for a call's name, each name looked up once a process."""
    return cache(table.sql_of)


@cache
def _rows(table: IoFunctions) -> Rows:
    return cache(table.of)


def signatures_of(calls: Iterable[Call], parameters: Mapping[str, tuple[str, ...]], lend: Lend) -> Signatures:
    """The functions that hand one of their parameters to what reads or writes data."""
    rows, found = _rows(lend(IoFunctions)), dict[str, Signature]()
    for call in calls:
        own = parameters.get(call.scope, ())
        if not own or call.scope in found or rows(call.name) is None:
            continue
        given = (*call.args, *(one for _, one in call.keywords))
        if any(one.kind == "name" and one.value in own for one in given):
            found[call.scope] = Signature(call.scope, own)
    return Signatures(found.values())


def _of_call(call: Call, row: IoFunction | None, source: Source) -> Iterator[Access]:
    given = call.argument(row.reads, row.keyword) if row is not None else None
    text = given.value if given is not None and given.kind in ("literal", "template") else ""
    if row is None or not isinstance(text, str) or not any(map(str.isspace, text)):
        return
    is_sql = looks_like_sql(text)
    found = read_sql(Source(source.file, with_holes(text), ()), Client()).facts.get(Accesses, ()) if is_sql else ()
    for access in found:
        yield access._replace(where=call.where, scope=call.scope)
    if not found and row.scheme == "query":
        yield Access("reads", "*", call.where, Language.PYTHON, "table", row.format, call.scope)
