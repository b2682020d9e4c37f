"""Where does a reader look for other partitions than the ones that are written?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Access, Accesses, Calls, Commands, Finding, Hop, Project, Queries, Stages, record

from .artefact_paths import Location, location
from .artefact_steps import Steps, steps
from .partition_days import PartitionDays
from .told import Told

PARTITION = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
DASHED, PLAIN = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{8}")
CLOCK_KEYS = frozenset(
    {"dt", "date", "day", "ds", "d", "hour", "hr", "h", "year", "month", "week", "ymd", "event_date"}
)
"""Keys that say when; others may be read on their own."""


class Laid(NamedTuple):
    """Partitions below a folder: the keys in order, and how a day is written, as far as it is."""

    folder: tuple[str, str, tuple[str, ...]]
    keys: tuple[str, ...]
    day: str
    step: str
    access: Access


@record
class PartitionMismatches(Told):
    """One finding for each folder and way of reading it that no writer serves."""

    looks_at = (Accesses, Calls, Commands, Queries, Stages)

    @classmethod
    def of(cls, project: Project) -> "PartitionMismatches":
        written: dict[object, list[Laid]] = defaultdict(list)
        read: dict[object, list[Laid]] = defaultdict(list)
        known = steps(project)
        for laid in _laid(known):
            (written if laid.access.mode == "writes" else read)[laid.folder].append(laid)
        found: dict[tuple[object, ...], Finding] = {}
        days = PartitionDays(known, project) if any(folder in written for folder in read) else None
        for folder in read:
            for one in read[folder]:
                wrong = _wrong(one, written.get(folder, []))
                if wrong is None and days is not None and folder in written and one.keys[0] in CLOCK_KEYS:
                    wrong = days.wrong(one.step, one.access, one.folder[2])
                if wrong is not None:
                    found.setdefault((folder, one.keys, one.day, one.step), wrong)
        return cls(tuple(found.values()), looked=any(folder in written for folder in read))


def _laid(known: Steps) -> Iterator[Laid]:
    for step in sorted(known.accesses):
        for access in dict.fromkeys(known.accesses[step]):
            place = location(access) if "=" in access.path else None
            if place is not None and place.store != "table":
                laid = _below(place, step, access)
                if laid is not None:
                    yield laid


def _below(place: Location, step: str, access: Access) -> Laid | None:
    at = next((number for number, part in enumerate(place.parts) if PARTITION.fullmatch(part)), -1)
    folder = place.parts[:at]
    if at < 0 or "*" in place.bucket or any("*" in part for part in folder) or not (folder or place.store):
        return None
    raw = [part for part in access.path.split("/") if PARTITION.fullmatch(part)]
    keys = tuple(part.partition("=")[0] for part in place.parts[at:] if PARTITION.fullmatch(part))
    values = [part.partition("=")[2] for part in raw]
    day = next(
        (
            name
            for value in values
            for name, form in (("2024-01-31", DASHED), ("20240131", PLAIN))
            if form.fullmatch(value)
        ),
        access.day,
    )
    return Laid((place.store, place.bucket, folder), keys, day, step, access)


def _wrong(read: Laid, written: list[Laid]) -> Finding | None:
    """The reading in words, where not one writer of the folder lays out what is read."""
    if not written or CLOCK_KEYS.isdisjoint(read.keys):
        return None
    if not any(_serves(one, read) for one in written):
        one = written[0]
        message = (
            f"{read.access.path} is read by {'/'.join(read.keys)}, but {one.step} writes it by {'/'.join(one.keys)}"
        )
    elif read.day and all(one.day and one.day != read.day for one in written):
        one = written[0]
        message = f"{read.access.path} is read with days like {read.day}, but {one.step} writes them like {one.day}"
    else:
        return None
    hops = (Hop(one.access.where, f"writes {one.access.path}"), Hop(read.access.where, f"reads {read.access.path}"))
    return Finding(read.access.where, message, hops, f"{'/'.join(read.folder[2])} {'/'.join(read.keys)}")


def _serves(written: Laid, read: Laid) -> bool:
    """All keys that are read are written, in that order; finer partitions may be read as a whole."""
    return written.keys[: len(read.keys)] == read.keys
