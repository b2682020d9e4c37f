"""The tree that a change starts from, laid out in a temporary folder. Nothing of the repository is run on the way.

Objects are read as they are stored: no filter, no hook, no attribute of the repository has a say.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mldebt.model import Language, UserError, record

from . import git
from .entry import ROOMY
from .languages import language_by_name

SMALL = 64 * 1024
"""Files of no known language up to this size are laid out with their content: their first bytes may tell one."""
NOTHING = frozenset("0")
"""What CI systems call the commit before the first one: zeros."""


@record
class BaseTree:
    """The scanned folder as it was; `top` is the root of its repository. `told` names the tree for a reader."""

    folder: Path
    top: Path
    commit: str
    committed: str
    told: str
    entries: tuple[git.Entry, ...]
    remarks: tuple[str, ...] = ()


class NoBase(Exception):  # noqa: N818 - a first commit has none, which is no mistake
    """There is nothing to compare with; the text says why, as the beginning of a sentence."""


@contextmanager
def base_tree(root: Path, ref: str, max_kb: int) -> Iterator[BaseTree]:
    """The tree at the merge base of `ref` and HEAD, as long as the context lasts."""
    import tempfile  # brings `random`; a scan without a base makes no folder

    with tempfile.TemporaryDirectory(prefix="mldebt-") as made:
        try:
            tree = _made(root, ref, Path(made).resolve() / "tree", max_kb * max(ROOMY.values()) * 1024)
        except git.NoAnswer as reason:
            raise UserError(f"--diff-from has nothing to look at: {reason}") from reason
        except OSError as problem:
            raise UserError(f"the base cannot be laid out in {made}: {problem.strerror}") from problem
        yield tree


def _made(root: Path, ref: str, top: Path, most: int) -> BaseTree:
    prefix, here = git.prefix(root), _absent(root)
    commit, told, remarks = _base(root, ref)
    folder = top / prefix
    folder.mkdir(parents=True)
    (top / ".git").mkdir(exist_ok=True)  # the end of the search for a configuration file
    blobs = [blob for blob in git.tree(root, commit) if blob.is_file and blob.path not in here and _is_plain(blob.path)]
    _lay_out(root, folder, blobs, most)
    _lay_out_settings(root, top, prefix, commit)
    entries = tuple(git.Entry(blob.path, tracked=True) for blob in blobs)
    return BaseTree(folder, top, commit, git.date(root, commit), told, entries, remarks)


def _base(root: Path, ref: str) -> tuple[str, str, tuple[str, ...]]:
    """The commit, what it is called, and what is to be said about how it was found."""
    if ref and set(ref) <= NOTHING and len(ref) >= 7:
        raise NoBase(f"{ref[:7]} is no commit, so this is the beginning of a branch")
    if git.head(root) is None:
        raise NoBase("there is no commit yet")
    if ref.startswith("-") or (target := git.resolved(root, ref)) is None:
        raise UserError(
            f"--diff-from {ref!r} is no commit that this clone knows;"
            " a shallow clone gets one with `git fetch origin BRANCH --depth 1`, and it is then called FETCH_HEAD"
        )
    found = git.merge_base(root, target)
    if found is not None:
        return found, f"{found[:7]}, where {ref} and this tree part", ()
    if git.is_shallow(root):
        remark = f"the clone is too shallow to find where {ref} and this tree part, so the tree of {ref} is the base"
        return target, f"{target[:7]}, the tree of {ref}", (remark,)
    raise NoBase(f"{ref} and this tree have no history in common")


def _absent(root: Path) -> frozenset[str]:
    """What a sparse checkout leaves out today is left out of the base, too."""
    return frozenset(
        entry.path for entry in git.entries(root) if entry.sparse and not os.path.lexists(root / entry.path)
    )


def _is_plain(path: str) -> bool:
    """A path that leads nowhere but into the folder; git itself would not check out another."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") or part.lower() == ".git" or "\\" in part for part in parts)


def _lay_out(root: Path, folder: Path, blobs: Iterable[git.Blob], most: int) -> None:
    """Writes the files; what nobody will read becomes a hole of the right size."""
    wanted: list[git.Blob] = []
    holes: list[git.Blob] = []
    for blob in blobs:
        matters = language_by_name(blob.path) is not Language.OTHER and blob.size <= most
        (wanted if matters or blob.size <= SMALL else holes).append(blob)
    for blob in holes:
        _write(folder, blob, b"")
    for blob, content in git.contents(root, wanted):
        _write(folder, blob, content)


def _write(folder: Path, blob: git.Blob, content: bytes) -> None:
    """A path that is taken already is left alone: the file system may not tell two names apart that git does."""
    path = folder / blob.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755 if blob.is_executable else 0o644)
    except (FileExistsError, NotADirectoryError):
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.truncate(blob.size)


def _lay_out_settings(root: Path, top: Path, prefix: str, commit: str) -> None:
    """A configuration file may lie above the scanned folder, as far up as the top of the repository."""
    parts = prefix.rstrip("/").split("/") if prefix else []
    for depth in range(len(parts)):
        above = "/".join(parts[:depth])
        blobs = [blob for blob in git.folder(root, commit, above) if blob.is_file and blob.path.endswith(".toml")]
        _lay_out(root, top / above, [blob for blob in blobs if _is_plain(blob.path)], SMALL)
