"""What was found in a file of this content, in this place, by this program? Whatever is odd is no answer."""

import json
import zlib
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from mldebt.model import FileFact, Outcome, Ran, Reading, SourceFile

from . import book
from .shapes import Reader, Unfit, Writer

KIND = "reading"
LARGEST = 200_000_000
"""Bytes of a row that is unpacked; whatever claims to be larger is none of ours."""


Answer = tuple[Reading, list[Ran]]


class Readings:
    """The rows for one scan: `situation` is all that decides on an answer beside the file."""

    def __init__(self, root: Path, situation: bytes, modules: Iterable[str]) -> None:
        self._root, self._situation, self._modules = root, situation, frozenset(modules)
        self._keys: dict[str, bytes] = {}
        self._used: list[bytes] = []

    def known(self, files: Sequence[SourceFile]) -> dict[str, Answer]:
        """The answers that are kept, by path."""
        for file in files:
            key = self._key(file)
            if key is not None:
                self._keys[file.path] = key
        rows = book.get(KIND, self._keys.values())
        found = {}
        for file in files:
            row = rows.get(self._keys.get(file.path, b""))
            answer = None if row is None else _answer(row, file, self._modules)
            if answer is not None:
                found[file.path] = answer
                self._used.append(self._keys[file.path])
        return found

    def keep(self, answers: Sequence[Answer]) -> None:
        """Stores new answers, if their files are still what they were before they were read."""
        rows = {}
        for reading, ran in answers:
            key = self._keys.get(reading.file.path) if _is_lasting(reading, ran) else None
            if key is not None and key == self._key(reading.file):
                try:
                    rows[key] = _row(reading, ran)
                except (Unfit, ValueError, TypeError, RecursionError):
                    continue
        if rows or self._used:
            book.put(KIND, rows, self._used)

    def _key(self, file: SourceFile) -> bytes | None:
        try:
            content = (self._root / file.path).read_bytes()
        except OSError:
            return None
        told = json.dumps([file.path, file.language, file.role, file.size, file.tracked]).encode()
        return sha256(self._situation + told + b"\0" + content).digest()


def _is_lasting(reading: Reading, ran: Iterable[Ran]) -> bool:
    """Nothing went wrong that another run should try again."""
    return bool(reading.facts or not reading.not_read) and all(run.outcome is not Outcome.CRASHED for run in ran)


def _row(reading: Reading, ran: Iterable[Ran]) -> bytes:
    writer = Writer()
    shape = writer.shape(
        (reading.file, reading.logical_lines, reading.not_read, reading.suppressions, tuple(ran),
         tuple(reading.facts.values()))
    )  # fmt: skip
    return zlib.compress(json.dumps([writer.names, shape], separators=(",", ":")).encode(), 1)


def _answer(row: bytes, file: SourceFile, modules: frozenset[str]) -> Answer | None:
    """The row as it was made; None where it is anything else."""
    try:
        names, shape = json.loads(zlib.decompressobj().decompress(row, LARGEST))
        found, lines, lost, suppressions, ran, facts = Reader(names, modules).value(shape)
        if found != file or type(lines) is not int or not all(isinstance(fact, FileFact) for fact in facts):
            return None
        if not all(isinstance(run, Ran) for run in ran):
            return None
        return Reading(file, {type(fact): fact for fact in facts}, lines, lost, suppressions), list(ran)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, ImportError, Unfit, zlib.error):
        return None
