"""Which libraries does a file that is no code mention by name?"""

from functools import cache

from mldebt import patterns as re
from mldebt.knowledge import Distributions
from mldebt.model import Lend, Mentions, Source

WORD = re.compile(r"[A-Za-z_][\w-]*")


def mentions(source: Source, lend: Lend) -> Mentions:
    """Its words that are names of distributions or of their modules, each once."""
    known = _names(lend(Distributions))
    return Mentions(dict.fromkeys(word for word in WORD.findall(source.text) if word in known))


@cache
def _names(table: Distributions) -> frozenset[str]:
    """All of them; asked for once a process."""
    roots = {module.partition(".")[0] for row in table for module in row.imports}
    return frozenset(table.names() | roots)
