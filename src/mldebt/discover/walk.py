"""Which files are in a folder that git does not answer for?"""

import os
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from mldebt.model import NotRead, record

from .ignore import Rules, is_ignored, rules_of
from .names import printable

CACHES = frozenset({
    ".git", ".hg", ".svn", "__pycache__", ".ipynb_checkpoints", ".mypy_cache", ".ruff_cache", ".pytest_cache",
    ".hypothesis", ".tox", ".nox", ".eggs",
})  # fmt: skip
"""Folders in which tools keep copies; nobody writes there, so nobody needs to be told."""

FOREIGN = frozenset({"node_modules", ".venv"})
MARKS = frozenset({"pyvenv.cfg", "conda-meta"})
"""What makes any folder an environment."""


@record
class Walk:
    """The files found, the folders that would not open, and the environments that were left out."""

    files: list[str] = field(default_factory=list)
    skipped: list[NotRead] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


Pending = tuple[str, tuple[Rules, ...]]
"""A folder to enter, and the rules of the ignore files above it."""


def walk(root: Path, start: str = "") -> Walk:
    """Everything below `start` (a folder below `root`, or one file) that no .gitignore in there leaves out."""
    found = Walk()
    if start and not os.path.isdir(f"{root}/{start}"):
        found.files.extend([start] if os.path.lexists(f"{root}/{start}") else ())
        return found
    pending: list[Pending] = [(start, ())]
    while pending:
        folder, rules = pending.pop()
        try:
            children = _children(f"{root}/{folder}")
        except OSError as problem:
            found.skipped.append(NotRead(printable(folder or "."), f"the folder cannot be opened ({problem.strerror})"))
            continue
        if folder != start and (folder.rpartition("/")[2] in FOREIGN or not MARKS.isdisjoint(children)):
            found.foreign.append(folder)
            continue
        pending += _entered(root, folder, children, rules, found)
    return found


def _entered(
    root: Path, folder: str, children: dict[str, bool], rules: tuple[Rules, ...], found: Walk
) -> Iterator[Pending]:
    """Notes the files of one folder and hands on the folders in it."""
    base = f"{folder}/" if folder else ""
    if children.get(".gitignore") is False:
        rules = (*rules, rules_of(root, f"{base}.gitignore"))
    for name, is_folder in children.items():
        path = base + name
        if is_folder and name not in CACHES and not is_ignored(f"{path}/", rules):
            yield path, rules
        elif not is_folder and not is_ignored(path, rules):
            found.files.append(path)


def _children(folder: str) -> dict[str, bool]:
    """The names in a folder, each with whether it is a folder itself; a link is none."""
    with os.scandir(folder) as entries:
        return {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
