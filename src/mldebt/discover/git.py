"""What does git know about a folder? Asked in a way that runs nothing which the repository could bring along."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date as date_of
from pathlib import Path
from typing import NamedTuple

TIMEOUT = 120
GIT = (
    "git", "--no-pager", "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never",
)  # fmt: skip
BATCH = 16 * 1024 * 1024
MOST = 2_000
"""Commits that are looked at for how often files change."""
SILENT = "git failed (no message)"
ELSEWHERE = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
})  # fmt: skip
"""Set by git while it runs a hook; they would turn every question to the repository of the hook."""


class NoAnswer(Exception):  # noqa: N818 - the folder need not be a repository
    """Git says nothing about the folder; the text is the reason, as the beginning of a sentence."""


class Entry(NamedTuple):
    """A path as git knows it."""

    path: str
    tracked: bool
    sparse: bool = False
    repository: bool = False


class Blob(NamedTuple):
    """A file in a tree of the history; `path` is relative to the folder that was asked about."""

    path: str
    mode: str
    name: str
    size: int

    @property
    def is_file(self) -> bool:
        """No link and no repository."""
        return self.mode.startswith("100")

    @property
    def is_executable(self) -> bool:
        return self.mode == "100755"


def entries(root: Path) -> list[Entry]:
    """Every file that is tracked, or neither tracked nor ignored; and the repositories inside this one."""
    answer = _ask(root, "ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
    return [_entry(os.fsdecode(record)) for record in answer.split(b"\0") if record]


def ignored(root: Path) -> list[str]:
    """What git passes over; a folder, with a slash behind it, where all in it is passed over for the folder's sake."""
    answer = _ask(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    found = sorted(os.fsdecode(path) for path in answer.split(b"\0") if path)
    after = [*found[1:], ""]
    return [path for at, path in enumerate(found) if not (path.endswith("/") and after[at].startswith(path))]


def places(root: Path) -> tuple[str, str, str]:
    """Where the repository keeps the state of this tree, where what all its trees share, and where the tree begins."""
    answer = _ask(root, "rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")
    own, shared, top = (os.fsdecode(line) for line in answer.split(b"\n")[:3])
    return own, os.path.normpath(os.path.join(root, shared)), top


def configuration(root: Path) -> tuple[set[str], str]:
    """The files that git is configured by, and the one whose patterns it passes over everywhere (may be empty)."""
    told = _ask(root, "config", "--list", "--show-origin", "-z").split(b"\0")
    files = {os.fsdecode(origin[5:]) for origin in told[::2] if origin.startswith(b"file:")}
    named = [os.fsdecode(entry.partition(b"\n")[2]) for entry in told[1::2] if entry.startswith(b"core.excludesfile\n")]
    return {os.path.join(root, file) for file in files}, os.path.expanduser(named[-1]) if named else ""


def head(root: Path) -> tuple[str, str] | None:
    """The commit that is checked out and its date (YYYY-MM-DD), None before the first commit."""
    try:
        # rev-list and not log, which can be configured to run a program that verifies signatures
        answer = _ask(root, "rev-list", "--max-count=1", "--format=%cs", "HEAD", "--")
    except NoAnswer:
        return None
    commit, _, date = answer.decode("ascii", "replace").strip().partition("\n")
    return commit.removeprefix("commit "), date


def resolved(root: Path, ref: str) -> str | None:
    """The commit that a name stands for, None where the clone knows none."""
    try:
        answer = _ask(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    except NoAnswer as reason:
        if str(reason) == SILENT:
            return None
        raise
    return answer.decode("ascii", "replace").strip() or None


def merge_base(root: Path, commit: str) -> str | None:
    """Where the history of HEAD and that of the commit part, as far as this clone can tell."""
    try:
        answer = _ask(root, "merge-base", "HEAD", commit)
    except NoAnswer as reason:
        if str(reason) == SILENT:
            return None
        raise
    return answer.decode("ascii", "replace").split()[0]


def is_shallow(root: Path) -> bool:
    return _ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def prefix(root: Path) -> str:
    """The path of the folder in its repository, with a slash behind it; empty for the root."""
    return os.fsdecode(_ask(root, "rev-parse", "--show-prefix").rstrip(b"\n"))


def date(root: Path, commit: str) -> str:
    """The day of the commit (YYYY-MM-DD)."""
    answer = _ask(root, "rev-list", "--max-count=1", "--format=%cs", commit, "--")
    return answer.decode("ascii", "replace").strip().rpartition("\n")[2]


def touched(root: Path, since: date_of) -> tuple[int, list[str]]:
    """How many commits since that day touch the folder, and the paths in it that each touches, one after the other."""
    question = ("rev-list", "--no-merges", f"--max-count={MOST}", f"--since={since}T00:00:00Z", "HEAD", "--", ".")
    listed = _ask(root, *question)
    names = _ask(root, "diff-tree", "--stdin", "-r", "-z", "--name-only", "--no-commit-id", "--no-renames", "--root",
                 "--no-ext-diff", "--relative", told=listed) if listed else b""  # fmt: skip
    return len(listed.split()), [os.fsdecode(name) for name in names.split(b"\0") if name]


def tree(root: Path, commit: str) -> list[Blob]:
    """Everything below the folder in the tree of a commit."""
    return _blobs(_ask(root, "ls-tree", "-r", "-z", "-l", commit))


def folder(root: Path, commit: str, path: str) -> list[Blob]:
    """What lies directly in a folder of the repository; nothing where the commit has none."""
    listed = _ask(root, "ls-tree", "-z", "-l", "--full-tree", commit, *([f"{path}/"] if path else []))
    return [blob._replace(path=blob.path.rpartition("/")[2]) for blob in _blobs(listed)]


def contents(root: Path, blobs: Iterable[Blob]) -> Iterator[tuple[Blob, bytes]]:
    """Each file with its content as it is stored, some megabytes at a time."""
    batch: list[Blob] = []
    size = 0
    for blob in blobs:
        batch.append(blob)
        size += blob.size
        if size > BATCH:
            yield from _contents(root, batch)
            batch, size = [], 0
    yield from _contents(root, batch)


def _contents(root: Path, batch: list[Blob]) -> Iterator[tuple[Blob, bytes]]:
    names = "".join(f"{blob.name}\n" for blob in batch).encode("ascii")
    answer = _ask(root, "cat-file", "--batch", "--buffer", told=names) if batch else b""
    at = 0
    for blob in batch:
        end = answer.find(b"\n", at)
        head = answer[at:end].split(b" ")
        if len(head) != 3:
            raise NoAnswer("the clone is partial and lacks files of the base")
        size = int(head[2])
        yield blob, answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _blobs(listing: bytes) -> list[Blob]:
    """`mode type object size<tab>path`, one after the other."""
    found = []
    for record in filter(None, listing.split(b"\0")):
        facts, _, path = record.partition(b"\t")
        mode, _, name, size = facts.decode("ascii", "replace").split()
        found.append(Blob(os.fsdecode(path), mode, name, int(size) if size.isdigit() else 0))
    return found


def _entry(record: str) -> Entry:
    """`? path` for an untracked file, a slash behind it for a repository, `H mode object stage<tab>path` otherwise."""
    tag, _, rest = record.partition(" ")
    if tag == "?":
        return Entry(rest.rstrip("/"), tracked=False, repository=rest.endswith("/"))
    mode, _, path = rest.partition("\t")
    return Entry(path, tracked=True, sparse=tag == "S", repository=mode.startswith("160000"))


def _ask(root: Path, *question: str, told: bytes = b"") -> bytes:
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    quiet = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(
            (*GIT, *question), cwd=root, env=kept | quiet, input=told, capture_output=True,
            timeout=TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise NoAnswer(f"git did not answer within {TIMEOUT} seconds") from late
    except FileNotFoundError as missing:
        raise NoAnswer("git is not installed") from missing
    except OSError as problem:
        raise NoAnswer(f"git cannot be started ({problem.strerror})") from problem
    if done.returncode:
        raise NoAnswer(_reason(done.stderr.decode("utf-8", "replace")))
    return done.stdout


def _reason(message: str) -> str:
    if "not a git repository" in message:
        return "the folder is not in a git repository"
    if "dubious ownership" in message:
        return "git does not read the folder because it belongs to another user"
    lines = message.strip().splitlines()
    if not lines:
        return SILENT
    return f"git failed ({lines[0].removeprefix('fatal: ')[:120]})"
