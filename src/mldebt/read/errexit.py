"""Does a script of the shell go on after a step that moves data has failed, and what else does it do with care?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import (
    STORES,
    Access,
    Accesses,
    Caution,
    Cautions,
    Hop,
    Language,
    Place,
    Queries,
    ShellSlips,
    Slip,
    Source,
    looks_like_data,
)

from .door import Part
from .shell_calls import program
from .shell_nouns import Call

KIND = "shell-without-errexit"

_CARE = re.compile(
    r"^#!.*\s-\w*e|^\s*set\s+(?:-\w*e|.*\b(?:errexit|pipefail))|\btrap\b.*\b(?:ERR|EXIT)\b"
    r"|\|\|\s*(?:\\\n\s*)?(?:\{|\(|exit|return|die|fail|abort|error|quit|continue|break|bail|\w*_?(?:die|fail|error|exit|abort)\b)"
    r"|\bPIPESTATUS\b|\bset\s+-\w*e|\bset\b.*-o\s+errexit|\bsetopt\s+err_?exit",
    re.MULTILINE | re.IGNORECASE,
)
"""Somebody has thought of failure."""
_CONDITION = re.compile(r"(?:^|[;&|]|\bthen|\bdo|\belse)\s*(?:el)?(?:if|while|until)\s+!?\s*[^;]*$")
_WAITS = re.compile(
    r"\[\[?\s+!?\s*-[efsdr]\s|\btest\s+!?\s*-[efsdr]\s|_SUCCESS\b|\bflock\b|\binotifywait\b|s3api\s+(?:wait|head-object)"
    r"|gsutil\s+-?q?\s*stat|\blockfile\b|-test\s+-[edf]",
)
_CHECKS = re.compile(
    r"\bwc\s+-l\b|\[\[?\s+!?\s*-s\s|\bgrep\s+-\w*c|count\s*\(|\bmd5sum\b|\bsha256sum\b|\bdbt\s+(?:test|build)\b",
    re.IGNORECASE,
)


class Moved(NamedTuple):
    """A statement that moves data: where it stands, what it is called, what it reads and writes."""

    where: Place
    name: str
    reads: tuple[Access, ...]
    writes: tuple[Access, ...]
    asks: bool

    @property
    def matters(self) -> bool:
        """A database or a shared store is one of its ends."""
        return self.asks or any(STORES.match(access.path) for access in (*self.reads, *self.writes))

    @property
    def is_data(self) -> bool:
        """Rows of a database, or a file named like data: programs are copied to stores as well."""
        paths = (access.path.partition("://")[2] or access.path for access in (*self.reads, *self.writes))
        return self.asks or any(map(looks_like_data, paths))


def moved(call: Call, part: Part) -> Moved | None:
    """The statement as one that moves data, if it does."""
    accesses = part.facts.get(Accesses) or ()
    asks = any(query.moves_data for query in part.facts.get(Queries) or ())
    if call.scope or not (accesses or asks):
        return None
    reads = tuple(access for access in accesses if access.mode == "reads")
    writes = tuple(access for access in accesses if access.mode == "writes")
    return Moved(call.operation, program(call), reads, writes, asks)


def careless(source: Source, statements: Iterable[Moved | None]) -> ShellSlips:
    """A slip where a failure between two statements that belong together is passed over; the mark where none is."""
    if source.lines is not None or source.file.language is not Language.SHELL:
        return ShellSlips()
    steps = _together([one for one in statements if one is not None])
    if len(steps) < 2:
        return ShellSlips()
    mark = Slip("", source.place(1))
    pair = None if _CARE.search(_without_comments(source.text)) else next(_unguarded(steps, source.text), None)
    return ShellSlips([mark] if pair is None else [mark, _slip(*pair, source)])


def shell_cautions(source: Source) -> Cautions:
    """Where the text waits for files and where it checks what it moved."""
    found = []
    for kind, pattern in (("waits", _WAITS), ("checks", _CHECKS)):
        match = pattern.search(source.text)
        if match is not None:
            where = source.place(source.text.count("\n", 0, match.start()) + 1)
            found.append(Caution("waits" if kind == "waits" else "checks", where))
    return Cautions(found)


def _slip(first: Moved, then: Moved, source: Source) -> Slip:
    name = source.file.path.rpartition("/")[2]
    message = f"{name} goes on with {then.name} after {first.name} has failed: it sets no errexit"
    hops = (Hop(first.where, f"{first.name} may fail"), Hop(then.where, f"{then.name} runs all the same"))
    return Slip(KIND, first.where, message, name, hops, "set -euo pipefail")


def _together(steps: list[Moved]) -> list[Moved]:
    """One a statement: the parts of a pipe count once."""
    by_place: dict[Place, Moved] = {}
    for one in steps:
        known = by_place.get(one.where)
        by_place[one.where] = (
            one
            if known is None
            else known._replace(
                reads=known.reads + one.reads, writes=known.writes + one.writes, asks=known.asks or one.asks
            )
        )
    return sorted(by_place.values(), key=lambda one: one.where.order)


def _unguarded(steps: Sequence[Moved], text: str) -> Iterator[tuple[Moved, Moved]]:
    """Neighbours of which the later needs the earlier, or both of which move data that others share."""
    lines = text.split("\n")
    if "$?" in "\n".join(lines[: steps[-1].where.line - 1]):
        return  # it looks at exit codes; at which of them is not followed
    for first, then in pairwise(steps):
        between = "\n".join(lines[first.where.line - 1 : then.where.line])
        if "&&" in between or _is_condition(first, lines):
            continue
        written = {access.path for access in first.writes if access.path.strip("*/.")}
        needed = any(access.path in written for access in then.reads)
        both = all(one.matters and one.is_data and one.writes for one in (first, then))
        if both or (needed and (first.matters or then.matters)):
            yield first, then


def _is_condition(step: Moved, lines: list[str]) -> bool:
    return bool(_CONDITION.search(lines[step.where.line - 1][: step.where.column - 1]))


def _without_comments(text: str) -> str:
    return re.sub(r"^[ \t]*#(?!!).*$", "", text, flags=re.MULTILINE)
