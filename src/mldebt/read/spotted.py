"""Does one of several patterns stand in a text? Asked of every file, so a plain word is looked for first."""

import re
from typing import NamedTuple


class Spotted(NamedTuple):
    """Patterns, each with a word without which it cannot stand in a text. Each begins with letters, so that they are
    what the search goes by; what must not stand before them is looked for behind: `set(?<!\\wset)`."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def stands_in(self, text: str) -> bool:
        return any(word in text and pattern.search(text) is not None for word, pattern in self.patterns)


def spotted(**patterns: str) -> Spotted:
    return Spotted(tuple((word, re.compile(pattern)) for word, pattern in patterns.items()))


def calls_of(*names: str, **ending: tuple[str, ...]) -> Spotted:
    """Calls of these, by name or as a method; names with the same `ending` are looked for together."""
    groups = {name: (name,) for name in names} | ending
    return spotted(**{word: rf"{word}(?:{'|'.join(map(_whole, group))})\s*\(" for word, group in groups.items()})


def _whole(name: str) -> str:
    """The name has just been read, and no letter stands before it."""
    return rf"(?<={name})(?<!\w{name})"
