"""What does git know about a folder? Asked in a way that runs nothing which the repository could bring along."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

TIMEOUT = 120
GIT = (
    "git", "--no-pager", "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never",
)  # fmt: skip
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


def entries(root: Path) -> list[Entry]:
    """Every file that is tracked, or neither tracked nor ignored; and the repositories inside this one."""
    answer = _ask(root, "ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
    return [_entry(os.fsdecode(record)) for record in answer.split(b"\0") if record]


def head(root: Path) -> tuple[str, str] | None:
    """The commit that is checked out and its date (YYYY-MM-DD), None before the first commit."""
    try:
        # rev-list and not log, which can be configured to run a program that verifies signatures
        answer = _ask(root, "rev-list", "--max-count=1", "--format=%cs", "HEAD", "--")
    except NoAnswer:
        return None
    commit, _, date = answer.decode("ascii", "replace").strip().partition("\n")
    return commit.removeprefix("commit "), date


def _entry(record: str) -> Entry:
    """`? path` for an untracked file, a slash behind it for a repository, `H mode object stage<tab>path` otherwise."""
    tag, _, rest = record.partition(" ")
    if tag == "?":
        return Entry(rest.rstrip("/"), tracked=False, repository=rest.endswith("/"))
    mode, _, path = rest.partition("\t")
    return Entry(path, tracked=True, sparse=tag == "S", repository=mode.startswith("160000"))


def _ask(root: Path, *question: str) -> bytes:
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    quiet = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(
            (*GIT, *question), cwd=root, env=kept | quiet, stdin=subprocess.DEVNULL, capture_output=True,
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
    lines = message.strip().splitlines() or ["no message"]
    return f"git failed ({lines[0].removeprefix('fatal: ')[:120]})"
