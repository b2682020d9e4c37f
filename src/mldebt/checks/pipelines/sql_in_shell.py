from collections.abc import Iterator
from itertools import groupby

from mldebt.api import Finding, Hop, Queries, Severity, check


@check(severity=Severity.HIGH, minutes=90)
def sql_in_shell(queries: Queries) -> Iterator[Finding]:
    moving = [query for query in queries if query.moves_data and not query.shown]
    handed = [query for query in moving if query.client and "initdb" not in query.call.path]
    for call, statements in groupby(handed, key=lambda query: query.call):
        together = list(statements)
        client = together[0].client
        reads = " and ".join(dict.fromkeys(name for query in together for name in query.reads))
        writes = " and ".join(dict.fromkeys(name for query in together for name in query.writes))
        what = ", ".join(part for part in (f"reads {reads}" * bool(reads), f"writes {writes}" * bool(writes)) if part)
        evidence = tuple(Hop(query.where, f"{query.kind} statement") for query in together)
        yield Finding(call, f"{client} is handed SQL that {what or 'moves rows'}", evidence, subject=f"{client} {what}")
