"""The story of discovery: list, leave out, look at each file once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from mldebt.model import NotRead, Repository, Settings, SourceFile

from .entry import examined
from .ignore import left_out
from .listing import Listing, listed, tracked
from .roles import test_folders
from .tree import BaseTree


def discover(root: Path, settings: Settings) -> Repository:
    """The files below `root` (or the one file that it is), restricted to `settings.files` where given."""
    folder, names = (root.parent, (root.name,)) if root.is_file() else (root, settings.files)
    folder = folder.resolve()
    return _discovered(folder, settings, listed(folder, names), names)


def discover_base(base: BaseTree, settings: Settings, name: str) -> Repository:
    """The files of a tree of the history; `name` is that of the scanned folder."""
    listing = replace(tracked(base.folder, base.entries), commit=base.commit, committed=base.committed)
    return replace(_discovered(base.folder, settings, listing, ()), name=name)


def _discovered(folder: Path, settings: Settings, listing: Listing, names: tuple[str, ...]) -> Repository:
    excluded, remarks = left_out(folder, settings.exclude, listing.files)
    wanted = {path: listing.files[path] for path in _wanted(listing.files, names) if path not in excluded}
    files, skipped = _examined(folder, wanted, settings.max_file_kb)
    return Repository(
        root=folder.as_posix(),
        name=folder.name or folder.as_posix(),
        files=tuple(sorted(files, key=lambda file: file.path)),
        skipped=tuple(sorted([*listing.skipped, *skipped], key=lambda missing: missing.path)),
        commit=listing.commit,
        committed=listing.committed,
        remarks=(*listing.remarks, *remarks),
    )


def _wanted(paths: Iterable[str], names: tuple[str, ...]) -> Iterable[str]:
    if not names or "." in names:
        return paths
    chosen, folders = set(names), tuple(f"{name}/" for name in names)
    return [path for path in paths if path in chosen or path.startswith(folders)]


def _examined(root: Path, paths: Mapping[str, bool | None], max_kb: int) -> tuple[list[SourceFile], list[NotRead]]:
    suites = test_folders(root, paths)
    files: list[SourceFile] = []
    skipped: list[NotRead] = []
    for path, is_tracked in paths.items():
        found = examined(root, path, is_tracked, suites, max_kb)
        if isinstance(found, SourceFile):
            files.append(found)
        elif found is not None:
            skipped.append(found)
    return files, skipped
