"""Which paths are there? Git's answer where there is one, otherwise a walk."""

import os
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from stat import S_ISLNK

from mldebt.model import NotRead, record

from . import git
from .names import printable
from .walk import CACHES, FOREIGN, Walk, walk

EVIDENCE = ".mldebt/evidence"


@record
class Listing:
    """Paths (POSIX, relative) with their trackedness, and what is to be said about how they were found."""

    files: dict[str, bool | None]
    skipped: tuple[NotRead, ...] = ()
    remarks: tuple[str, ...] = ()
    commit: str | None = None
    committed: str | None = None
    by_git: bool = False


def listed(root: Path, names: tuple[str, ...]) -> Listing:
    """The files below `root`. What `names` name is listed even where it is ignored."""
    try:
        listing = _with_head(tracked(root, git.entries(root)), root)
    except git.NoAnswer as reason:
        remark = f"{reason}, so files were found by walking it, and .gitignore files were honoured"
        listing = _from_walk(walk(root), remark)
    folders = _folders(listing.files)
    for name in names or (".",):
        if name not in listing.files and name not in folders:
            listing = _with_ignored(listing, root, name)
    return _with_evidence(listing, root)


def tracked(root: Path, entries: Collection[git.Entry]) -> Listing:
    """The files among what git knows that are the project's own."""
    nested = {entry.path for entry in entries if entry.repository}
    absent = {entry.path for entry in entries if entry.sparse and not os.path.lexists(f"{root}/{entry.path}")}
    files = {entry.path: entry.tracked for entry in entries if entry.path not in nested and entry.path not in absent}
    closed, foreign = _closed(root, files)
    kept: dict[str, bool | None] = {
        path: tracked for path, tracked in files.items() if path.rpartition("/")[0] not in closed
    }
    remarks = [f"{printable(path)} is a git repository of its own and was not read" for path in sorted(nested)]
    if absent:
        remarks.append(f"{len(absent)} tracked files are not checked out (sparse checkout) and were not read")
    return Listing(kept, (), (*remarks, *_left_out(foreign)), by_git=True)


def _from_walk(found: Walk, *remarks: str) -> Listing:
    return Listing(dict.fromkeys(found.files), tuple(found.skipped), (*remarks, *_left_out(found.foreign)))


def _with_head(listing: Listing, root: Path) -> Listing:
    commit, committed = git.head(root) or (None, None)
    return replace(listing, commit=commit, committed=committed)


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that holds a path, however deep, and `.` for the root."""
    folders: set[str] = set()
    for path in paths:
        folders.add(".")
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return folders


def _closed(root: Path, files: Collection[str]) -> tuple[set[str], list[str]]:
    """The folders whose files are not the project's own, and the topmost of them that deserve a remark.

    A tracked path below what is a symbolic link today would lead out of the tree, so such folders are closed too.
    """
    folders = _folders(files) - {"."}
    environments = {path.rpartition("/")[0] for path in files if path.endswith("/pyvenv.cfg")}
    environments |= {folder.rpartition("/")[0] for folder in folders if folder.endswith("/conda-meta")}
    closed: set[str] = set()
    foreign = []
    for folder in sorted(folders):
        parent, _, name = folder.rpartition("/")
        if parent in closed or name in CACHES or _is_link(f"{root}/{folder}"):
            closed.add(folder)
        elif name in FOREIGN or folder in environments:
            closed.add(folder)
            foreign.append(folder)
    return closed, foreign


def _is_link(path: str) -> bool:
    try:
        return S_ISLNK(os.lstat(path).st_mode)
    except OSError:
        return False


def _left_out(foreign: Iterable[str]) -> tuple[str, ...]:
    named = sorted(printable(folder) for folder in foreign)
    if not named:
        return ()
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return (f"environments and installed packages were left out: {', '.join(named[:3])}{more}",)


def _with_evidence(listing: Listing, root: Path) -> Listing:
    """What `mldebt collect` wrote counts even where git is told to ignore it."""
    try:
        names = sorted(name for name in os.listdir(f"{root}/{EVIDENCE}") if name.endswith(".json"))
    except OSError:
        return listing
    tracked = False if listing.by_git else None
    return replace(listing, files={f"{EVIDENCE}/{name}": tracked for name in names} | listing.files)


def _with_ignored(listing: Listing, root: Path, name: str) -> Listing:
    """The listing and what is at `name`, which it passes over."""
    found = walk(root, "" if name == "." else name)
    if not found.files:
        return listing
    files = listing.files | dict.fromkeys(found.files, False if listing.by_git else None)
    shown = "the folder" if name == "." else printable(name)
    remark = f"{shown} is ignored or installed, but was read because it was asked for"
    return replace(
        listing,
        files=files,
        skipped=(*listing.skipped, *found.skipped),
        remarks=(*listing.remarks, remark, *_left_out(found.foreign)),
    )
