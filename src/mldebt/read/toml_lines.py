"""On which line of a TOML text does a key or a string stand? The standard parser tells values but no places."""

import json
from bisect import bisect_right
from collections.abc import Iterable

from mldebt import patterns as re

KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
DOTTED = rf"{KEY}(?:\s*\.\s*{KEY})*"
WRITTEN = re.compile(rf"^[ \t]*(?:\[\[?\s*({DOTTED})\s*\]\]?[ \t]*(?:#.*)?$|({DOTTED})\s*=(?!=))", re.MULTILINE)
WINDOW = 4_000
"""How many characters after a key or string the next string of the same array is looked for."""

Path = tuple[str, ...]


class TomlLines:
    """Finds what stands where in one text."""

    __slots__ = ("_breaks", "_offsets", "_text", "_written")

    def __init__(self, text: str) -> None:
        self._text = text
        self._written = text.split("\n")
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._offsets: dict[Path, int] = {}
        table: Path = ()
        for found in WRITTEN.finditer(text):
            header, key = found.groups()
            if header is not None:
                table = _parts(header)
            path = table if header is not None else table + _parts(key)
            for length in range(len(path), 0, -1):
                self._offsets.setdefault(path[:length], found.start())

    def key(self, path: Path) -> int:
        """The line of the key, or of the nearest key around it."""
        return self._line(self._offset(path))

    def below(self, path: Path) -> list[tuple[str, int]]:
        """The keys of the table at that path, each with its line."""
        depth = len(path)
        found = [(own[depth], at) for own, at in self._offsets.items() if len(own) == depth + 1 and own[:depth] == path]
        return [(name, self._line(at)) for name, at in sorted(found, key=lambda pair: pair[1])]

    def strings(self, path: Path, values: Iterable[str]) -> list[int]:
        """The lines of strings that stand in this order in the array of that key."""
        at, lines = self._offset(path), []
        for value in values:
            forms = (json.dumps(value, ensure_ascii=False), f"'{value}'")
            places = [self._text.find(form, at, at + WINDOW) for form in forms]
            at = min((place for place in places if place >= 0), default=at)
            lines.append(self._line(at))
        return lines

    def written(self, line: int) -> str:
        """The line's own text."""
        return self._written[line - 1].strip()

    def _offset(self, path: Path) -> int:
        while path and path not in self._offsets:
            path = path[:-1]
        return self._offsets.get(path, 0)

    def _line(self, offset: int) -> int:
        return bisect_right(self._breaks, offset - 1) + 1


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(KEY, dotted))
