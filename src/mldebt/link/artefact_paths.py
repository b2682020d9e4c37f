"""Do two accesses mean the same data, and in which environment does it lie?"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from posixpath import normpath
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Access

SCHEMES = {
    "s3a": "s3", "s3n": "s3", "gcs": "gs", "wasb": "az", "wasbs": "az", "abfs": "az", "abfss": "az", "https": "http",
}  # fmt: skip
NAMELESS = frozenset({"hdfs", "viewfs"})
"""Stores of which a cluster has one, so that addresses need not say which."""
SCRATCH = frozenset({"tmp", "var"})

_ADDRESS = re.compile(r"([A-Za-z][\w+.\-]*)://([^/]*)(.*)", re.DOTALL)
_DRIVE = re.compile(r"^[A-Za-z]:[\\/]+")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:[-_]?\d{2}){1,2}(?!\d)|%[A-Za-z](?:[-_/]?%[A-Za-z])*")
_PARTITION = re.compile(r"\b(\w+)=.*", re.DOTALL)
_PIECE = re.compile(r"part-.*|_SUCCESS|\*+")
_SUFFIX = re.compile(r"\.[A-Za-z]\w{1,8}$")
_STEM = re.compile(r"(?:\.\w+)+$")


class Location(NamedTuple):
    """Where data lies: the kind of store (empty for files), bucket or host (`/` for absolute paths, the
    folder of a program where a project holds several), and the key."""

    store: str
    bucket: str
    parts: tuple[str, ...]

    @property
    def is_shared(self) -> bool:
        """Others than this checkout can reach it: a bucket, a table, a fixed folder of the machine."""
        return bool(self.store) or (self.bucket in ("/", "~") and self.parts[0] not in SCRATCH)

    @property
    def names_a_file(self) -> bool:
        return bool(self.parts) and bool(_SUFFIX.search(self.parts[-1]))


def location(access: Access) -> Location | None:
    """The place without what changes from run to run; None where too little is known to compare it."""
    if access.kind == "table":
        parts = tuple(access.path.lower().split("."))
        return Location("table", "", parts) if parts[-1].strip("*") else None
    address = _ADDRESS.fullmatch(access.path)
    if address is None:
        return _file(access.path.removeprefix("dbfs:"), access.home)
    scheme = SCHEMES.get(address[1].lower(), address[1].lower())
    if scheme in ("file", "dbfs"):
        return _file(address[3])
    bucket, parts = _DATE.sub("*", address[2]), _parts(address[3])
    if address[3].strip("/") == "*":
        return None  # something in it
    known = bucket.strip("*") or (scheme in NAMELESS and not bucket and parts)
    return Location(scheme, bucket, parts) if known else None


def same(written: Location, read: Location) -> bool:
    """What is written there is what is read here: equal, one inside the other, or one template fits the other."""
    if written[:2] != read[:2]:
        return False
    if written.store == "table":
        return _same_table(written.parts, read.parts)
    shorter, longer = sorted((written, read), key=lambda one: len(one.parts))
    if len(shorter.parts) < len(longer.parts) and (shorter.names_a_file or not _is_folder(shorter)):
        return False
    return all(map(_fits, shorter.parts, longer.parts)) and (bool(written.store) or _says_enough(shorter, longer))


def environment(access: Access, known: Mapping[str, str]) -> str:
    """prod, staging, dev or nothing, by the words of bucket, host and profile. Words of a key or a path say nothing:
    `stage=3`, `test/`, dbt's `staging`."""
    found = location(access)
    names = f"{found.bucket if found is not None and found.store else ''} {access.store}".lower()
    words = re.split(r"[^a-z0-9]+", names)
    return next((known[word] for word in words if word in known), "")


def _file(path: str, home: str = "") -> Location | None:
    path, drives = _DRIVE.subn("/", path)
    if drives:
        path = path.replace("\\", "/")
    if not path.strip("*/. ") or path.startswith("*"):
        return None
    clean = normpath(path).removeprefix(home + "/") if home else normpath(path)
    root = "/" if clean.startswith("/") else "~" if clean.startswith("~") else home
    parts = _parts(clean.lstrip("~"))
    return Location("", root, parts) if parts and parts[0] != ".." else None


def _parts(path: str) -> tuple[str, ...]:
    """The segments with dates and partitions as `*`, without the pieces that engines write into a folder."""
    parts = [_PARTITION.sub(r"\1=*", _DATE.sub("*", part)) for part in path.split("/") if part]
    while parts and _PIECE.fullmatch(parts[-1]):
        parts.pop()
    return tuple(re.sub(r"\*+", "*", part) for part in parts)


def _is_folder(shorter: Location) -> bool:
    """In a bucket any prefix is a folder; among files `data` or `/tmp` alone is too little to tell."""
    return bool(shorter.store) or len(shorter.parts) >= 2


def _fits(one: str, other: str) -> bool:
    if one == other:
        return True
    return ("*" in one and fnmatchcase(other, one)) or ("*" in other and fnmatchcase(one, other))


def _says_enough(shorter: Location, longer: Location) -> bool:
    """Files are the same by more than a suffix: the last compared name has letters of its own in both."""
    at = len(shorter.parts) - 1
    names = (shorter.parts[at], longer.parts[at])
    return all(len(re.sub(r"[^A-Za-z]", "", _STEM.sub("", name))) >= 3 for name in names) or (
        at > 0 and shorter.parts[:-1] == longer.parts[:at] and names[0] == names[1] and "*" not in names[0]
    )


def _same_table(written: Sequence[str], read: Sequence[str]) -> bool:
    """Both are qualified, and one name ends in the other: `shop.orders` is `lake.shop.orders`."""
    count = min(len(written), len(read))
    return count >= 2 and all(map(_fits, written[-count:], read[-count:]))
