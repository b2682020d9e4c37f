"""Which text of a file is neither comment nor documentation: strings of Python, lines of everything else?"""

import io
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Language

COMMENTS = {Language.SQL: "--", Language.SCALA: "//"}
"""What begins a comment; elsewhere it is `#`."""

_QUOTES = re.compile(r"^[A-Za-z]{0,2}(\"\"\"|'''|\"|')")
_OUTSIDE = frozenset({
    tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT, tokenize.ENCODING,
})  # fmt: skip


class Written(NamedTuple):
    """Text as it stands in the file, what stands before it on its line, and where (from 1)."""

    before: str
    text: str
    row: int
    column: int


@lru_cache(maxsize=4)
def written(text: str, language: Language) -> tuple[Written, ...]:
    """The strings of Python, or the lines of a text in another language without comments."""
    return tuple(_strings(text) if language is Language.PYTHON else _lines(text, COMMENTS.get(language, "#")))


def _strings(text: str) -> Iterator[Written]:
    """Every string that is not a statement by itself."""
    before, pending = tokenize.ENCODING, None
    with suppress(tokenize.TokenError, SyntaxError):  # the parser reports it
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if pending is not None and token.type not in (tokenize.NEWLINE, tokenize.ENDMARKER):
                yield pending
            pending = None
            if token.type == tokenize.STRING:
                found = _inner(token)
                if before in _OUTSIDE:
                    pending = found
                else:
                    yield found
            before = token.type


def _inner(token: tokenize.TokenInfo) -> Written:
    opening = _QUOTES.match(token.string)
    width = opening.end() if opening else 0
    inner = token.string[width : -len(opening[1])] if opening else token.string
    row, column = token.start
    return Written(token.line[:column] if "\n" not in token.line[:column] else "", inner, row, column + width + 1)


def _lines(text: str, comment: str) -> Iterator[Written]:
    for row, line in enumerate(text.split("\n"), 1):
        bare = line.lstrip()
        if bare.startswith(comment) and not bare.startswith("#SBATCH"):
            continue
        yield Written("", re.split(rf"\s{re.escape(comment)}(?:\s|$)", line, maxsplit=1)[0], row, 1)
