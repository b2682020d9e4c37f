"""Keeps the report of a scan that was just made, if nothing that it was made from has changed meanwhile."""

import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from time import time_ns

from . import book
from .manifest import MOST, Inputs, holds, manifest_of
from .place import folder, lies_in
from .replay import CODES, KIND, key_of, packed

STARTED = time_ns()
"""What changed from here on has changed while we looked."""
PACKAGE = os.path.dirname(os.path.dirname(__file__))
SOURCES = (".py", ".md", ".yaml", ".css", ".js", ".json")


class Keeper:
    """One scan's way into the store: begun before any file is read, ended when all is told."""

    __slots__ = ("_key", "_manifest")

    def __init__(self, arguments: list[str], inputs: Inputs) -> None:
        self._key = key_of(arguments)
        self._manifest = manifest_of(inputs, STARTED) if self._key is not None and len(inputs) <= MOST else b""

    def keep(self, code: int, parts: list[tuple[int, bytes]]) -> None:
        """Stores what the run told."""
        if self._key and self._manifest and code in CODES and holds(self._manifest):
            book.put(KIND, {self._key: packed(self._manifest, code, parts)})


def situation_of(plugins: Iterable[str], told: Iterable[str]) -> bytes:
    """All that decides on what is found in a file, beside the file: the program, its plugins, and what it is `told`."""
    ours, here = tool(plugins), os.path.realpath(os.getcwd())
    installed = [place for place in ours.folders if place in sys.path and os.path.realpath(place) != here]
    known = Inputs(
        ours.files, [path for path in ours.others if os.path.realpath(os.path.join(path, "../..")) != here], installed
    )
    state = manifest_of(known, STARTED)
    return sha256(b"\0".join((state, sys.version.encode(), *(part.encode() for part in told)))).digest()


def is_usable(root: str) -> bool:
    """The cache does not lie in the folder that is audited."""
    return not lies_in(folder(), root)


def tool(plugins: Iterable[str]) -> Inputs:
    """What our answers depend on beside the audited files: the program, its plugins, and what is installed."""
    found = Inputs()
    record = os.path.join(os.path.dirname(PACKAGE), f"mldebt-{_version()}.dist-info", "RECORD")
    if os.path.isdir(os.path.join(PACKAGE, "rules")) and os.path.isfile(record):
        found.others.append(record)
    else:
        for place in (PACKAGE, os.path.join(os.path.dirname(os.path.dirname(PACKAGE)), "rules")):
            found.files.extend(_sources(place))
        found.folders.extend(place for place, _, _ in _walked(os.path.join(PACKAGE, "checks")))
    for place in plugins:
        found.files.extend(_sources(place))
        found.folders.extend(place for place, _, _ in _walked(place))
    for place in dict.fromkeys(os.path.abspath(path) for path in sys.path):
        if os.path.isdir(place):
            found.folders.append(place)
            infos = [name for name in os.listdir(place) if name.endswith((".egg-info", ".dist-info"))]
            found.others.extend(f"{place}/{name}/entry_points.txt" for name in infos)
        else:
            found.others.append(place)
    return found


def _version() -> str:
    from mldebt import __version__

    return __version__


def _sources(place: str) -> Iterator[str]:
    for folder_, _, names in _walked(place):
        yield from (os.path.join(folder_, name) for name in names if name.endswith(SOURCES))


def _walked(place: str) -> Iterator[tuple[str, list[str], list[str]]]:
    for folder_, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield folder_, folders, names
