"""What is at a path? One stat per file; only regular files are ever opened."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from mldebt.model import Language, NotRead, SourceFile

from .languages import language_by_name, language_of
from .names import printable
from .peek import beginning
from .roles import role_of

ROOMY = {Language.NOTEBOOK: 10, Language.LOCK: 10}
"""How much larger some files may be: notebooks hold their outputs, locks the hashes of every file of every package."""


def examined(
    root: Path, path: str, tracked: bool | None, test_folders: frozenset[str], max_kb: int
) -> SourceFile | NotRead | None:
    """The file, or why it cannot be read; None where there is nothing (deleted, or a link within the tree)."""
    full = f"{root}/{path}"
    try:
        status = os.lstat(full)
    except (FileNotFoundError, NotADirectoryError):
        return None  # tracked but deleted
    except OSError as problem:
        return NotRead(printable(path), f"it cannot be examined ({problem.strerror})")
    if S_ISLNK(status.st_mode):
        return _link(root, path)
    if not S_ISREG(status.st_mode):
        return _special(path, status.st_mode)
    peek = partial(beginning, full)
    language = language_of(path, bool(status.st_mode & 0o111), peek)
    role = role_of(path, language, test_folders, peek)
    return _limited(SourceFile(path, language, role, status.st_size, tracked), max_kb)


def _link(root: Path, path: str) -> NotRead | None:
    """Links within the tree are passed over, because their target is seen anyway; so are broken ones."""
    target = os.path.realpath(f"{root}/{path}")
    if not os.path.exists(target) or Path(target).is_relative_to(root):
        return None
    if not os.path.isdir(target) and language_by_name(path) is Language.OTHER:
        return None
    return NotRead(printable(path), "it is a symbolic link to something outside the scanned folder")


def _special(path: str, mode: int) -> NotRead | None:
    """A tracked file that has become a folder is seen by its content; a pipe or device matters only by its name."""
    if S_ISDIR(mode) or language_by_name(path) is Language.OTHER:
        return None
    return NotRead(printable(path), "it is not a regular file")


def _limited(file: SourceFile, max_kb: int) -> SourceFile | NotRead:
    name = printable(file.path)
    if file.language is Language.OTHER:
        return file if name == file.path else replace(file, path=name)
    if name != file.path:
        return NotRead(name, "its name contains characters that cannot be printed")
    limit = max_kb * ROOMY.get(file.language, 1)
    if file.size > limit * 1024:
        size = file.size / 1024
        return NotRead(name, f"it has {size:,.0f} kB, more than the {limit:,} kB that max-file-kb allows")
    return file
