"""Which folder is the project, and which of its files does the user mean?"""

import os
from collections.abc import Iterable
from pathlib import Path

from mldebt.model import UserError
from mldebt.settings import did_you_mean


def targets(paths: Iterable[Path]) -> tuple[Path, tuple[str, ...]]:
    """The root of the scan, and the paths relative to it; none when the root itself is meant.

    One folder is its own root. Files, or several folders, are parts of a project: that of the current folder when
    they lie below it in one repository, else their repository, else the folder that they share.
    """
    real = [_existing(path) for path in paths] or [Path.cwd().resolve()]
    if len(real) == 1 and real[0].is_dir():
        return real[0], ()
    shared = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in real]))
    root = _root(shared)
    return root, tuple(sorted({path.relative_to(root).as_posix() for path in real}))


def _root(shared: Path) -> Path:
    top = next((folder for folder in (shared, *shared.parents) if os.path.exists(folder / ".git")), None)
    here = Path.cwd().resolve()
    if top is None:
        return shared
    return here if shared.is_relative_to(here) and here.is_relative_to(top) else top


def _existing(path: Path) -> Path:
    real = os.path.realpath(path)
    if os.path.isdir(real) or os.path.isfile(real):
        return Path(real)
    if os.path.exists(real):
        raise UserError(f"{path} is neither a file nor a folder")
    raise UserError(f"{path} does not exist{_suggestion(path)}")


def _suggestion(path: Path) -> str:
    """What exists and looks like it: a sibling of the first part that is missing, or the folder before that part."""
    missing = path
    while not os.path.exists(missing.parent):
        missing = missing.parent
    folder = missing.parent
    siblings = [str(child) for child in folder.iterdir()] if folder.is_dir() and os.access(folder, os.R_OK) else []
    return did_you_mean(str(missing), siblings) or f" (the nearest that exists is {str(folder)!r})"
