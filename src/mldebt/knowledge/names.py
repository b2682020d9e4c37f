"""How dotted names and distribution names are looked up."""

import re
from collections.abc import Iterator


def canonical_name(distribution: str) -> str:
    """The one spelling of a distribution's name (PEP 503): `Scikit_Learn` is `scikit-learn`."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def prefixes(dotted: str) -> Iterator[str]:
    """`a.b.c`, `a.b`, `a`: from the name itself to its root."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]
