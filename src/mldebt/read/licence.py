"""Under which licence does the project itself stand, as its LICENSE or COPYING file says?

Only the title or the opening words tell: a text that merely mentions the GPL, as many permissive ones do, is not one.
"""

import re

from mldebt.model import Lend, Own, OwnDistribution, Source

from .door import Part, facts

OPENINGS = (
    (r"gnu affero general public license\W+version (\d)", "AGPL-{}.0-or-later"),
    (r"gnu (?:lesser|library) general public license\W+version ([\d.]*\d)", "LGPL-{}"),
    (r"gnu general public license\W+version (\d)", "GPL-{}.0-or-later"),
    (r"mozilla public license,? version (\d)", "MPL-{}.0"),
    (r"apache license\W+version (\d)", "Apache-{}.0"),
    (r"redistribution and use in source and binary forms", "BSD-3-Clause"),
    (r"permission is hereby granted, free of charge", "MIT"),
)
"""Opening words in lower case, and what they are. A bare text says nothing of "or later", so the milder is assumed."""

OPENING = 1200
"""Characters within which a licence says what it is; a copyright line or two may stand before."""


def read(source: Source, lend: Lend) -> Part:  # noqa: ARG001 - the signature of every reader
    """The licence of the file, if its opening words are known."""
    spdx = licence_of_text(source.text)
    return Part(facts(OwnDistribution([Own("", spdx, source.place(1))] if spdx else [])))


def licence_of_text(text: str) -> str:
    """The SPDX identifier of a licence's text, empty where its opening words are not known."""
    opening = " ".join(text[:OPENING].lower().split())
    tagged = re.search(r"spdx-license-identifier: ([\w.+-]+)", text[:OPENING], re.IGNORECASE)
    if tagged:
        return tagged.group(1)
    found = [
        (match.start(), spdx.format(*match.groups()))
        for words, spdx in OPENINGS
        if (match := re.search(words, opening))
    ]
    return min(found)[1] if found else ""
