"""What a collector finds, and the JSON that it becomes. Everything written passes the redaction."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os import stat
from pathlib import Path
from stat import S_ISREG

from .redact import redacted

LARGEST = 4 * 1024 * 1024
"""Bytes beyond which a file is no crontab, no unit and no note worth reading."""
MOST = 5000
"""Files beyond which a folder is not what the user meant."""
MARK = "mldebt_evidence"

Entry = dict[str, object]


@dataclass(slots=True)
class Document:
    """One evidence file: `name` without folder and suffix, and its entries by list."""

    name: str
    kind: str
    schedules: list[Entry] = field(default_factory=list)
    commands: list[Entry] = field(default_factory=list)
    notes: list[Entry] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.schedules or self.commands or self.notes)


@dataclass(slots=True)
class Collected:
    """The documents, and what could not be read and why."""

    documents: list[Document] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def as_json(document: Document) -> tuple[str, int]:
    """The evidence file's text, and how many secrets were left out of it."""
    whole: Entry = {MARK: 1, "collected": document.kind, "tracked": False}
    for name in ("schedules", "commands", "notes"):
        entries = getattr(document, name)
        if entries:
            whole[name] = entries
    clean, count = _clean(whole)
    return json.dumps(clean, indent=1, ensure_ascii=True) + "\n", count


def is_evidence(path: Path) -> bool:
    """The file is one that a collector wrote, so it may be written anew."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and MARK in told


def texts(
    source: Path, found: Collected, wanted: Iterable[str] = (), *, deep: bool = False
) -> Iterator[tuple[Path, str]]:
    """Every regular file in the folder (or the file itself) with its text; what cannot be read is noted."""
    for path in _files(source, deep, found):
        if wanted and not any(path.name.endswith(end) for end in wanted):
            continue
        try:
            status = stat(path)
            if not S_ISREG(status.st_mode):
                found.missed.append(f"{path}: it is not a regular file")
            elif status.st_size > LARGEST:
                found.missed.append(f"{path}: it is larger than {LARGEST // 1024 // 1024} MB")
            else:
                yield path, path.read_bytes().decode("utf-8-sig")
        except OSError as problem:
            found.missed.append(f"{path}: {problem.strerror}")
        except UnicodeDecodeError:
            found.missed.append(f"{path}: it is not UTF-8 text")


def _files(source: Path, deep: bool, found: Collected) -> list[Path]:
    """In the order of their names; folders are entered only where the kind has folders, links to folders never."""
    if not source.is_dir():
        return [source]
    files, todo = [], [source]
    while todo:
        folder = todo.pop()
        try:
            children = sorted(folder.iterdir())
        except OSError as problem:
            found.missed.append(f"{folder}: {problem.strerror}")
            continue
        for child in children:
            if child.is_dir():
                todo += [child] if deep and not child.is_symlink() else []
            else:
                files.append(child)
        if len(files) > MOST:
            found.missed.append(f"{source}: more than {MOST} files, the rest was not read")
            break
    return sorted(files[:MOST])


def _clean(value: object) -> tuple[object, int]:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, list):
        parts = [_clean(one) for one in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    if isinstance(value, dict):
        pairs = {key: _clean(one) for key, one in value.items()}
        return {key: part for key, (part, _) in pairs.items()}, sum(count for _, count in pairs.values())
    return value, 0
