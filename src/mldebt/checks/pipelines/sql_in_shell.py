from collections.abc import Iterator
from itertools import groupby

from mldebt.api import Finding, Hop, Queries, Query, Severity, check

Call = list[Query]
FEW = 2


@check(severity=Severity.HIGH, minutes=90)
def sql_in_shell(queries: Queries) -> Iterator[Finding]:
    moving = [query for query in queries if query.moves_data and not query.shown]
    handed = [query for query in moving if query.client and "initdb" not in query.call.path]
    for block in _blocks([list(together) for _, together in groupby(handed, key=lambda query: query.call)]):
        together = [query for call in block for query in call]
        first, client = together[0].call, together[0].client
        reads, writes = (
            _names(name for q in together for name in q.reads),
            _names(n for q in together for n in q.writes),
        )
        what = ", ".join(part for part in (f"reads {reads}" * bool(reads), f"writes {writes}" * bool(writes)) if part)
        evidence = tuple(Hop(query.where, f"{query.kind} statement") for query in together)
        times = f" {len(block)} times" if len(block) > 1 else ""
        message = f"{client} is handed SQL{times} that {what or 'moves rows'}"
        yield Finding(first, message, evidence, subject=f"{client} {what}")


def _blocks(calls: list[Call]) -> Iterator[list[Call]]:
    """Three and more calls of one client, on one line after the other, that do the same are one block."""
    block: list[Call] = []
    for call in calls:
        before, now = (block[-1] if block else call)[0], call[0]
        alike = before.client == now.client and [q.kind for q in call] == [q.kind for q in (block or [call])[-1]]
        if block and not (alike and before.call.path == now.call.path and now.call.line - before.call.line == 1):
            yield from [block] if len(block) > FEW else ([one] for one in block)
            block = []
        block.append(call)
    yield from [block] if len(block) > FEW else ([one] for one in block)


def _names(found: Iterator[str]) -> str:
    """What nobody here knows is no name."""
    names = list(dict.fromkeys(name if any(map(str.isalnum, name)) else "a table it is given" for name in found))
    return " and ".join(names) if len(names) < 5 else f"{' and '.join(names[:4])} and {len(names) - 4} more"
