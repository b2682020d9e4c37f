"""Is everything still as it was when the report was made? One `stat` for each file and folder, nothing is read.

What was written shortly before it was looked at may have changed unseen, for clocks of file systems are coarse: of such
a file the content is compared, of such a folder the names. The text of a manifest is one line of values behind another,
so that it is compared as a whole with what is found now.
"""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # the true one would import `typing`
    from collections.abc import Callable, Iterable

FRESH = 2_000_000_000
"""Nanoseconds within which a file system's clock may not tell two writes apart."""
MOST = 60_000
"""Files and folders from which on a replay would be no quicker than it is worth."""
GONE, UNSURE = b"-", b"?"
SORTS = 5


class Inputs:
    """Absolute paths of all that a report was made from.

    `files` are looked at themselves, `others` through links, and need not exist; `written` are files that the run
    itself writes, so that their content counts; of `folders` the names count, of `links` where they lead.
    """

    __slots__ = ("files", "folders", "links", "others", "written")

    def __init__(
        self, files: "Iterable[str]" = (), others: "Iterable[str]" = (), folders: "Iterable[str]" = (),
        links: "Iterable[str]" = (), written: "Iterable[str]" = (),
    ) -> None:  # fmt: skip
        self.files, self.others, self.folders = list(files), list(others), list(folders)
        self.links, self.written = list(links), list(written)

    def add(self, more: "Inputs") -> None:
        for name in self.__slots__:
            getattr(self, name).extend(getattr(more, name))

    def __len__(self) -> int:
        return sum(len(getattr(self, name)) for name in self.__slots__)


def manifest_of(inputs: Inputs, now: int) -> bytes:
    """The state of the inputs at `now`, a time in nanoseconds before anything of them was read."""
    written = {os.fsencode(path) for path in inputs.written}
    files = [os.fsencode(path) for path in inputs.files]
    stated: list[bytes] = []
    doubtful = [path for path in dict.fromkeys(files) if path in written]
    states: list[bytes] = []
    for path in dict.fromkeys(files):
        if path not in written:
            state = _old_state(path, now)
            if state:
                stated.append(path)
                states.append(state)
            else:
                doubtful.append(path)
    others = [os.fsencode(path) for path in dict.fromkeys(inputs.others)]
    doubtful += [path for path in others if path not in written and _is_fresh(path, now)]
    known = set(doubtful)
    others = [path for path in others if path not in known]
    return _text(
        (stated, states),
        (others, map(_target, others)),
        _folders(dict.fromkeys(inputs.folders), now),
        ([os.fsencode(path) for path in inputs.links], map(_end, inputs.links)),
        (doubtful, map(_content, doubtful)),
    )


def holds(manifest: bytes) -> bool:
    """Nothing has changed."""
    try:
        sections = _sections(manifest)
    except (ValueError, IndexError):
        return False
    asked: list[Callable[[bytes], bytes]] = [_state, _target, _mtime, _end_of, _content]
    (files, states), (others, targets), (folders, seen), *rest = sections
    for path, state in zip(files, states):  # noqa: B905 - of one length by how they were read
        if _state(path) != state:
            return False
    if [_target(path) for path in others] != targets:
        return False
    for path, value in zip(folders, seen):  # noqa: B905 - of one length by how they were read
        time, _, names = value.partition(b" ")
        if _mtime(path) != time and _names(path) != names:
            return False
    return all([ask(path) for path in paths] == values for ask, (paths, values) in zip(asked[3:], rest))  # noqa: B905


def is_doubtful(manifest: bytes) -> bool:
    """Something in it was too fresh to be known by its time."""
    _, _, (_, seen), _, (contents, _) = _sections(manifest)
    return bool(contents) or any(value.startswith(UNSURE) for value in seen)


def renewed(manifest: bytes, now: int, written: "Iterable[str]") -> bytes:
    """The same where it holds, with times where there was content to compare."""
    (files, _), (others, _), (folders, _), (links, _), (contents, _) = _sections(manifest)
    kept = [os.fsdecode(path) for path in contents]
    plain = [path for path in kept if not os.path.islink(path)]
    linked = [path for path in kept if os.path.islink(path)]
    return manifest_of(
        Inputs(
            [*map(os.fsdecode, files), *plain], [*map(os.fsdecode, others), *linked], map(os.fsdecode, folders),
            map(os.fsdecode, links), written,
        ),
        now,
    )  # fmt: skip


def _text(*sections: "tuple[list[bytes], Iterable[bytes]]") -> bytes:
    parts: list[bytes] = []
    for paths, values in sections:
        parts += (b"%d" % len(paths), *paths, *values)
    return b"\0".join(parts)


def _sections(manifest: bytes) -> list[tuple[list[bytes], list[bytes]]]:
    parts, at, found = manifest.split(b"\0"), 0, []
    for _ in range(SORTS):
        count = int(parts[at])
        middle, end = at + 1 + count, at + 1 + 2 * count
        found.append((parts[at + 1 : middle], parts[middle:end]))
        at = end
    if at != len(parts) or any(len(paths) != len(values) for paths, values in found):
        raise ValueError(manifest[:20])
    return found


def _state(path: bytes) -> bytes:
    try:
        return _told(os.lstat(path))
    except (OSError, ValueError):
        return GONE


def _told(found: os.stat_result) -> bytes:
    return b"%d %d %d %d" % (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _old_state(path: bytes, now: int) -> bytes:
    """Its state; empty where it was written so lately that its times do not tell."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return GONE
    if found.st_mode & 0o170000 == 0o120000:
        return b"" if _is_fresh(path, now) else _told(found)
    if found.st_mode & 0o170000 in (0o100000, 0o040000) and max(found.st_mtime_ns, found.st_ctime_ns) > now - FRESH:
        return b""
    return _told(found)


def _target(path: bytes) -> bytes:
    """Of a folder only that it is one: what lies in it changes too often."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return GONE
    if found.st_mode & 0o170000 == 0o040000:
        return b"folder"
    return _told(found)


def _mtime(path: bytes) -> bytes:
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return GONE
    return b"%d/%d" % (found.st_mtime_ns, found.st_ino)


def _names(path: bytes) -> bytes:
    try:
        return b"/".join(sorted(os.listdir(path)))
    except (OSError, ValueError):
        return GONE


def _folders(paths: "Iterable[str]", now: int) -> "tuple[list[bytes], list[bytes]]":
    known = [os.fsencode(path) for path in paths]
    return known, [(UNSURE if _is_fresh(path, now) else _mtime(path)) + b" " + _names(path) for path in known]


def _end(path: str) -> bytes:
    """Where a link leads, and what is there."""
    real = os.path.realpath(path)
    sort = "folder" if os.path.isdir(real) else "file" if os.path.isfile(real) else str(os.path.exists(real))
    return os.fsencode(f"{sort} {real}")


def _end_of(path: bytes) -> bytes:
    return _end(os.fsdecode(path))


def _content(path: bytes) -> bytes:
    from hashlib import sha256

    try:
        if os.stat(path).st_mode & 0o170000 != 0o100000:
            return GONE + b"no file"
        with open(path, "rb") as file:
            return sha256(file.read()).hexdigest().encode()
    except (OSError, ValueError):
        return GONE


def _is_fresh(path: bytes, now: int) -> bool:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return False
    if found.st_mode & 0o170000 not in (0o100000, 0o040000):
        return False
    return max(found.st_mtime_ns, found.st_ctime_ns) > now - FRESH
