"""What does SQL text read and write, and does it move data? One Query and its Accesses a statement."""

from typing import NamedTuple

from mldebt.model import Access, Accesses, Language, Lend, NotRead, Place, Queries, Query, Source

from .databricks import magics_of
from .door import Part, facts, joined
from .sql_chance import by_chance, is_seeded
from .sql_rough import Meaning
from .sql_statements import HOLE, statements
from .sql_tables import meaning
from .texts import logical_lines

LONGEST = 200_000
"""Longer texts, in characters, are dumps of data and not read."""

FALLBACKS = ("postgres", "spark", "mysql")


class Client(NamedTuple):
    """Who gets the SQL: the program, its place, what it speaks, and the host or profile it is told to use. `shown`:
    it prints to a terminal."""

    program: str = ""
    call: Place | None = None
    operation: Place | None = None
    dialect: str = ""
    store: str = ""
    shown: bool = False


def read(source: Source, lend: Lend) -> Part:
    """The facts of SQL that stands for itself: a file, a cell, a paragraph."""
    part = read_sql(source, Client())
    found = joined([part, magics_of(source, lend)])
    return Part(found.facts, logical_lines(source.text, "--"), part.not_read)


def read_sql(source: Source, client: Client) -> Part:
    """The facts of SQL that is handed to a client."""
    if len(source.text) > LONGEST:
        reason = f"{len(source.text) // 1000} kB of SQL, more than the {LONGEST // 1000} kB that are analysed"
        return Part(not_read=(NotRead(source.file.path, reason, source.place(1).line),))
    dialects = tuple(dict.fromkeys((client.dialect or FALLBACKS[0], *FALLBACKS)))[:3]
    queries: list[Query] = []
    accesses: list[Access] = []
    temporary: set[str] = set()
    seeded = is_seeded(source.text)
    for statement in statements(source.text):
        found = meaning(statement, dialects, temporary)
        temporary |= {name.lower() for name in found.temporary}
        where = source.place(statement.line)
        chance = "" if seeded else by_chance(statement.text)
        queries.append(_query(found, where, source, client)._replace(by_chance=chance))
        accesses.extend(_accesses(found, client.operation or where, client))
    return Part(facts(Queries(queries), Accesses(accesses)))


def _query(found: Meaning, where: Place, source: Source, client: Client) -> Query:
    shown = client.shown and found.kind == "select" and not (found.writes or found.files_written)
    return Query(
        found.kind, tuple(found.reads), tuple(found.writes), where, source.file.language, client.program,
        client.call or where, shown=shown,
    )  # fmt: skip


def _accesses(found: Meaning, where: Place, client: Client) -> list[Access]:
    """Tables and files of a statement that moves rows; definitions and probes touch no data."""
    if found.kind in ("other", "probe", "update", "delete"):
        return []
    store, sql = client.store, Language.SQL
    reads = [Access("reads", name, where, sql, "table", store=store) for name in found.reads]
    reads += [Access("reads", path.replace(HOLE, "*"), where, sql, store=store) for path in found.files_read]
    writes = [Access("writes", name, where, sql, "table", store=store) for name in found.writes]
    files = [path.replace(HOLE, "*") for path in found.files_written]
    return reads + writes + [Access("writes", path, where, sql, store=store) for path in files]
