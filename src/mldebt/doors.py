"""Which packages of checks are installed? Built-in ones and plugins enter by one entry-point group.

To ask Python for entry points costs more than to read a small project. So the installed distributions are first looked
through for one that names the group: where ours alone does, no plugin can be there.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import NamedTuple, Protocol


class Door(Protocol):
    """The part of an entry point that the registry looks at."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...
    def load(self) -> ModuleType: ...


class OurDoor(NamedTuple):
    """The entry point of the built-in checks."""

    name: str
    value: str

    def load(self) -> ModuleType:
        return import_module(self.value)


def entry_points(group: str) -> Iterable[Door]:
    """All entry points of the group, whoever brings them."""
    told = set(_sections(group))
    if told == {(f"mldebt={group}",)}:
        return [OurDoor("mldebt", group)]
    from importlib import metadata

    return metadata.entry_points(group=group)


def _sections(group: str) -> Iterator[tuple[str, ...]]:
    """What each distribution says under the group; where one cannot look, an answer that none of ours is."""
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if _name(finder) != "PathFinder"):
        yield ("somebody else may find distributions",)
    for place in sys.path:
        if place.lower().endswith(".egg") or os.path.isfile(place):
            yield ("an archive",)
            continue
        try:
            names = os.listdir(place or ".")
        except OSError:
            continue
        for name in names:
            if name.lower().endswith((".dist-info", ".egg-info")):
                yield from _section(os.path.join(place, name, "entry_points.txt"), group)


def _name(finder: object) -> str:
    return (finder if isinstance(finder, type) else type(finder)).__name__


def _section(path: str, group: str) -> Iterator[tuple[str, ...]]:
    """The lines under the group, without blanks; nothing where the file does not name it."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return
    if group in text:
        lines = ["".join(line.split()) for line in text.splitlines()]
        first = lines.index(f"[{group}]") + 1 if f"[{group}]" in lines else len(lines)
        last = next((at for at in range(first, len(lines)) if lines[at].startswith("[")), len(lines))
        yield tuple(line for line in lines[first:last] if line and not line.startswith("#"))
