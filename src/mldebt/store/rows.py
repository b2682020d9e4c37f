"""What is kept of one file: a head that tells what is there, and behind it each fact by itself.

A fact is unpacked when somebody asks for it. Of each there is a digest, so that who asked for it last time can be told
whether it is another one today.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from mldebt.model import FileFact, Outcome, Ran, Reading, name_of

from .shapes import Makers, Reader, Unfit, Writer

LARGEST = 200_000_000
"""Bytes of a fact that is unpacked; whatever claims to be larger is none of ours."""
LINES, LOST, ALLOWED = "#lines", "#lost", "#allowed"
"""What a reading has beside its facts."""
ODD = (ValueError, TypeError, LookupError, AttributeError, RecursionError, ImportError, Unfit, zlib.error)
"""What a row that is none of ours may lead to."""


class Part(NamedTuple):
    """A fact of the file: its digest, whether there is anything in it, and where it lies behind the head."""

    kind: str
    digest: str
    is_full: bool
    start: int
    length: int


class Head(NamedTuple):
    """What is known without unpacking a fact; `lost`, `allowed` and `runs` are packed by themselves."""

    lines: int
    lost: str
    allowed: str
    clean: list[str]
    runs: str
    parts: list[Part]

    def digests(self) -> dict[str, str]:
        told = {LINES: str(self.lines), LOST: _digest(self.lost), ALLOWED: _digest(self.allowed)}
        return told | {part.kind: part.digest for part in self.parts}


def row_of(reading: Reading, ran: Sequence[Ran]) -> tuple[Head, bytes]:
    """The head, and the row with the head in it; Unfit where something is not made of nouns."""
    parts, bodies, at = [], [], 0
    for kind, fact in reading.facts.items():
        if kind.__name__ != kind.__qualname__:
            raise Unfit(kind.__qualname__)
        text = packed(fact)
        body = zlib.compress(text.encode(), 1)
        parts.append(Part(name_of(kind), _digest(text), bool(fact), at, len(body)))
        bodies.append(body)
        at += len(body)
    clean = [run.rule for run in ran if _is_plain(run)]
    other = tuple(run for run in ran if not _is_plain(run))
    head = Head(
        reading.logical_lines, _packed_if(reading.not_read), _packed_if(reading.suppressions), clean, _packed_if(other),
        parts,
    )  # fmt: skip
    told = zlib.compress(json.dumps(head, separators=(",", ":")).encode(), 1)
    return head, b"".join((b"%d\n" % len(told), told, *bodies))


def head_in(row: bytes) -> tuple[Head, bytes]:
    """The head, and what lies behind it; one of ODD where it is no row of ours."""
    length, _, rest = row.partition(b"\n")
    size = int(length)
    lines, lost, allowed, clean, runs, parts = json.loads(unzipped(rest[:size]))
    if type(lines) is not int or not all(type(one) is str for one in (lost, allowed, runs, *clean)):
        raise Unfit("head")
    return Head(lines, lost, allowed, clean, runs, [Part(*part) for part in parts]), rest[size:]


def fact_in(body: bytes, part: Part, kind: type[FileFact], modules: frozenset[str], known: Makers) -> FileFact:
    """The fact as it was; one of ODD where it is anything else."""
    text = unzipped(body[part.start : part.start + part.length])
    if _digest(text) != part.digest:
        raise Unfit(part.kind)
    found = unpacked(text, modules, known)
    if type(found) is not kind or bool(found) is not part.is_full:
        raise Unfit(part.kind)
    return found


def runs_in(text: str, modules: frozenset[str], known: Makers) -> list[Ran]:
    found = unpacked(text, modules, known) if text else ()
    if not all(isinstance(run, Ran) for run in found):
        raise Unfit("runs")
    return list(found)


def packed(value: object) -> str:
    """The value as JSON, with the names of the classes in it."""
    writer = Writer()
    shape = writer.shape(value)
    return json.dumps([writer.names, shape], separators=(",", ":"))


def unpacked(text: str, modules: frozenset[str], known: Makers) -> Any:  # noqa: ANN401 - whatever was packed
    names, shape = json.loads(text)
    return Reader(names, modules, known).value(shape)


def unzipped(data: bytes) -> str:
    return zlib.decompressobj().decompress(data, LARGEST).decode()


def _is_plain(run: Ran) -> bool:
    """It found nothing, and there is nothing else to be said."""
    return run.outcome is Outcome.CLEAN and not any(run[2:])


def _packed_if(value: tuple[object, ...]) -> str:
    return packed(value) if value else ""


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def weight(path: str, digests: Iterable[tuple[str, str]]) -> dict[str, int]:
    """What a file adds to the sums over all files."""
    return {
        kind: int.from_bytes(sha256(f"{path}\0{kind}\0{digest}".encode(errors="surrogatepass")).digest()[:16], "big")
        for kind, digest in digests
    }
