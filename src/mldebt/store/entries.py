"""What was known of the whole project last time, in one row: each file as it was, the sums over all, and answers."""

import json
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from .rows import ODD, Head, unzipped, weight

KIND = "project"
WHOLE = 1 << 128
"""Sums are taken modulo this, so that order does not matter and one file's part can be taken out again."""
Stat = tuple[int, int, int, int]


class Entry(NamedTuple):
    """One file: as what it was audited, its times where they can be trusted, the key of its row, and its head.

    What has no row, because it is read each time, has its digests here.
    """

    told: str
    stat: Stat | None
    key: str
    there: int
    full: int
    clean: int
    lines: int
    lost: str
    allowed: str
    runs: str
    digests: dict[str, str] | None = None


class Answer(NamedTuple):
    """What was found out about the project: from what, in which state that was, and which facts were made for it."""

    needs: list[str]
    state: str
    asked: list[str]
    value: str


class Past(NamedTuple):
    """The row, unpacked; empty where there is none."""

    kinds: list[str]
    slugs: list[str]
    files: dict[str, Entry]
    sums: dict[str, int]
    answers: dict[str, Answer]
    scopes: dict[str, dict[str, str]]
    day: int


EMPTY = Past([], [], {}, {}, {}, {}, 0)


def past_in(row: bytes | None) -> Past:
    """What the row tells; nothing where it is odd."""
    if row is None:
        return EMPTY
    try:
        kinds, slugs, told, files, sums, answers, scopes, day = json.loads(unzipped(row))
        return Past(
            kinds, slugs, {path: _entry(one, told) for path, one in files.items()},
            {kind: int(value, 16) for kind, value in sums.items()},
            {name: Answer(*one) for name, one in answers.items()}, scopes, int(day),
        )  # fmt: skip
    except ODD:
        return EMPTY


def row_of(past: Past) -> bytes:
    told = list(dict.fromkeys(entry.told for entry in past.files.values()))
    places = {one: place for place, one in enumerate(told)}
    files = {path: _shape(entry, places) for path, entry in past.files.items()}
    sums = {kind: f"{value:x}" for kind, value in past.sums.items()}
    tree = [past.kinds, past.slugs, told, files, sums, past.answers, past.scopes, past.day]
    return zlib.compress(json.dumps(tree, separators=(",", ":")).encode(), 1)


def _shape(entry: Entry, places: dict[str, int]) -> list[Any]:
    told = [places[entry.told], entry.stat, entry.key, entry.there, entry.full, entry.clean, entry.lines]
    if not (entry.lost or entry.allowed or entry.runs or entry.digests):
        return told
    return [*told, entry.lost, entry.allowed, entry.runs, entry.digests]


def _entry(shape: list[Any], told: list[str]) -> Entry:
    place, stat, key, there, full, clean, lines, *more = shape
    lost, allowed, runs, digests = more or ("", "", "", None)
    return Entry(
        told[place], None if stat is None else tuple(stat), key, there, full, clean, lines, lost, allowed, runs, digests
    )


def added(sums: dict[str, int], path: str, head: Head | dict[str, str], sign: int = 1) -> None:
    """The sums with this file in them or, with a sign of -1, without it."""
    digests = head.digests() if isinstance(head, Head) else head
    for kind, value in weight(path, digests.items()).items():
        sums[kind] = (sums.get(kind, 0) + sign * value) % WHOLE


def numbers(mask: int, names: list[str]) -> Iterable[str]:
    return (name for place, name in enumerate(names) if mask >> place & 1)
