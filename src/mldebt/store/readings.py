"""What was found in a file of this content, in this place, by this program? Whatever is odd is no answer."""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from time import time_ns

from mldebt.model import Outcome, Project, Ran, Reading, SourceFile, name_of

from . import book
from .entries import EMPTY, Entry, Past, Stat, added, numbers, past_in
from .entries import KIND as PROJECT
from .entries import row_of as project_row
from .late import KIND, Bodies, Late
from .manifest import FRESH
from .memory import Memory
from .recall import Remembered
from .rows import ODD, Head, head_in, row_of, runs_in, unpacked

Answer = tuple[Reading, list[Ran]]
DAY = 86_400_000_000_000


class Readings:
    """The rows for one scan: `situation` is all that decides on an answer beside the file; `again` reads a file anew.

    Of a folder that `is_lasting`, what is known of the project as a whole is kept as well.
    """

    def __init__(
        self, root: Path, situation: bytes, modules: Iterable[str], again: Callable[[SourceFile], Reading], *,
        is_lasting: bool = True,
    ) -> None:  # fmt: skip
        self._root, self._situation, self._now = str(root), situation, time_ns()
        self._files: dict[str, SourceFile] = {}
        self._is_kept = is_lasting
        self._bodies = Bodies(frozenset(modules), lambda path: again(self._files[path]))
        self._row = sha256(b"project\0" + situation + os.fsencode(os.path.realpath(root))).digest()
        self._past = EMPTY
        self._slugs: list[str] = []
        self._entries: dict[str, Entry] = {}
        self._heads: dict[str, Head] = {}
        self._own: dict[str, int] = {}
        self._stats: dict[str, Stat | None] = {}
        self._memory: Memory | None = None
        self._is_whole = True

    def known(self, files: Sequence[SourceFile]) -> dict[str, Answer]:
        """The answers that are kept, by path. What ran without finding anything is told once, with the first file."""
        self._files = {file.path: file for file in files}
        if self._is_kept:
            self._past = past_in(book.get(PROJECT, [self._row]).get(self._row))
        for name in self._past.kinds:
            self._bodies.place(name)
        self._slugs = list(self._past.slugs)
        asked = [file for file in files if not self._is_as_it_was(file)]
        rows = book.get(KIND, [self._bodies.keys[file.path] for file in asked if file.path in self._bodies.keys])
        for file in asked:
            row = rows.get(self._bodies.keys.get(file.path, b""))
            try:
                if row is not None:
                    self._note(file, head_in(row)[0])
            except ODD:
                continue
        return self._answers(files)

    def keep(self, answers: Sequence[Answer]) -> None:
        """Stores new answers, if their files are still what they were before they were read."""
        rows = {}
        for reading, ran in answers:
            path, key = reading.file.path, self._bodies.keys.get(reading.file.path)
            try:
                head, row = row_of(reading, ran)
            except ODD:
                self._is_whole = False
                continue
            if key is not None and _is_lasting(reading, ran) and key == self._key(reading.file):
                rows[key] = row
                self._note(reading.file, head)
            else:
                self._entries[path] = self._entry(reading.file, head)._replace(
                    stat=None, key="", digests=head.digests()
                )
        day = self._now // DAY
        used = [bytes.fromhex(one.key) for one in self._entries.values() if one.key] if day != self._past.day else ()
        if rows or used:
            book.put(KIND, rows, used)

    def project(self, read: Project, others: Sequence[Reading]) -> Project:
        """The project as one that remembers what was found out about it, where it can be told what has changed.

        `others` are readings that are made each time and never kept.
        """
        extra: dict[str, int] = {}
        for reading in others:
            try:
                added(extra, reading.file.path, row_of(reading, [])[0])
            except ODD:
                return read
        sums = self._sums() if self._is_kept and self._is_whole else None
        if sums is None:
            return read
        now = {kind: (sums.get(kind, 0) + extra.get(kind, 0)) for kind in {*sums, *extra}}
        full = 0
        for entry in self._entries.values():
            full |= entry.full
        there = {*numbers(full, self._bodies.kinds)}
        there |= {name_of(kind) for reading in others for kind, fact in reading.facts.items() if fact}
        self._own = sums
        notes = {path: one for path, one in self._past.scopes.items() if self._is_known(path)}
        self._memory = Memory(read.repository, now, frozenset(there), self._past.answers, notes, self._bodies)
        return Remembered(read.repository, read.readings, read.table, read.setting, memory=self._memory)

    def end(self) -> None:
        """Keeps what was found out about the project."""
        if self._memory is None:
            return
        past = Past(
            self._bodies.kinds,
            self._slugs,
            self._entries,
            self._own,
            self._memory.kept(),
            self._notes(),
            self._now // DAY,
        )
        if past != self._past:
            book.put(PROJECT, {self._row: project_row(past)})

    def _notes(self) -> dict[str, dict[str, str]]:
        found = {} if self._memory is None else self._memory.notes
        return {path: one for path, one in found.items() if one and path in self._entries and self._entries[path].key}

    def _is_known(self, path: str) -> bool:
        """It is the very file of last time."""
        entry, past = self._entries.get(path), self._past.files.get(path)
        return entry is not None and past is not None and bool(entry.key) and entry.key == past.key

    def _is_as_it_was(self, file: SourceFile) -> bool:
        """Known by its times or, where they are others or too young, by its content."""
        path, entry = file.path, self._past.files.get(file.path)
        stat = self._stats[path] = self._stat(path)
        is_same = entry is not None and entry.key and entry.told == _told(file)
        if not (is_same and entry is not None and stat is not None and entry.stat == stat):
            key = self._key(file)
            if key is not None:
                self._bodies.keys[path] = key
            if key is None or not (is_same and entry is not None and entry.key == key.hex()):
                return False
        if entry is not None:
            self._bodies.keys[path] = bytes.fromhex(entry.key)
            self._entries[path] = entry._replace(stat=stat)
            self._bodies.masks[path] = entry.full
        return True

    def _note(self, file: SourceFile, head: Head) -> None:
        self._heads[file.path] = head
        entry = self._entries[file.path] = self._entry(file, head)
        self._bodies.masks[file.path] = entry.full

    def _entry(self, file: SourceFile, head: Head) -> Entry:
        there = full = clean = 0
        for part in head.parts:
            bit = 1 << self._bodies.place(part.kind)
            there |= bit
            full |= bit if part.is_full else 0
        for slug in head.clean:
            if slug not in self._slugs:
                self._slugs.append(slug)
            clean |= 1 << self._slugs.index(slug)
        key = self._bodies.keys.get(file.path, b"").hex()
        return Entry(
            _told(file), self._stats.get(file.path), key, there, full, clean, head.lines, head.lost, head.allowed,
            head.runs,
        )  # fmt: skip

    def _answers(self, files: Sequence[SourceFile]) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        clean = 0
        for file in files:
            entry = self._entries.get(file.path)
            if entry is None:
                continue
            try:
                found[file.path] = self._answer(file, entry)
            except ODD:
                del self._entries[file.path]
                continue
            clean |= entry.clean
        for _, runs in found.values():
            runs.extend(Ran(slug, Outcome.CLEAN) for slug in numbers(clean, self._slugs))
            break
        return found

    def _answer(self, file: SourceFile, entry: Entry) -> Answer:
        bodies = self._bodies
        lost, allowed = (unpacked(one, bodies.modules, bodies.makers) if one else () for one in entry[7:9])
        facts = Late(bodies, file.path, entry.there, entry.full)
        return Reading(file, facts, entry.lines, lost, allowed), runs_in(entry.runs, bodies.modules, bodies.makers)

    def _sums(self) -> dict[str, int] | None:
        """Over all files that were read: last time's, without what is gone and with what is new."""
        gone = [path for path, entry in self._past.files.items() if not _is_same(entry, self._entries.get(path))]
        new = [path for path, entry in self._entries.items() if not _is_same(entry, self._past.files.get(path))]
        sums = dict(self._past.sums)
        if not (self._changed(gone, self._past.files, sums, -1) and self._changed(new, self._entries, sums, 1)):
            sums = {}  # of some file it is not known what it had: all are added up again
            if not self._changed(list(self._entries), self._entries, sums, 1):
                return None
        return {kind: value for kind, value in sums.items() if value}

    def _changed(self, paths: list[str], entries: dict[str, Entry], sums: dict[str, int], sign: int) -> bool:
        unknown = {bytes.fromhex(entries[path].key) for path in paths if entries[path].digests is None}
        rows = book.get(KIND, unknown) if sign < 0 or not all(path in self._heads for path in paths) else {}
        for path in paths:
            entry = entries[path]
            if entry.digests is not None:
                added(sums, path, entry.digests, sign)
            elif sign > 0 and path in self._heads:
                added(sums, path, self._heads[path], sign)
            else:
                try:
                    added(sums, path, head_in(rows[bytes.fromhex(entry.key)])[0], sign)
                except ODD:
                    return False
        return True

    def _stat(self, path: str) -> Stat | None:
        """Size and times; None where the file was written so lately that they do not tell."""
        try:
            found = os.lstat(f"{self._root}/{path}")
        except (OSError, ValueError):
            return None
        if max(found.st_mtime_ns, found.st_ctime_ns) > self._now - FRESH:
            return None
        return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino

    def _key(self, file: SourceFile) -> bytes | None:
        try:
            with open(f"{self._root}/{file.path}", "rb") as opened:
                content = opened.read()
        except (OSError, ValueError):
            return None
        told = json.dumps([file.path, file.language, file.role, file.size, file.tracked]).encode()
        return sha256(self._situation + told + b"\0" + content).digest()


def _told(file: SourceFile) -> str:
    return f"{file.language} {file.role} {file.tracked}"


def _is_same(entry: Entry, other: Entry | None) -> bool:
    return other is not None and entry.key == other.key and entry.digests == other.digests and entry.told == other.told


def _is_lasting(reading: Reading, ran: Iterable[Ran]) -> bool:
    """Nothing went wrong that another run should try again."""
    return bool(reading.facts or not reading.not_read) and all(run.outcome is not Outcome.CRASHED for run in ran)
