"""What do .gitignore, .mldebtignore and the `exclude` setting leave out?"""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mldebt.model import UserError

from .peek import beginning, is_regular

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

LARGEST = 1_000_000


class Rules(NamedTuple):
    """The patterns of one ignore file, for paths below its folder; `base` is that folder's path with its slash."""

    base: str
    spec: "GitIgnoreSpec"


def is_ignored(path: str, rules: Iterable[Rules]) -> bool:
    """The deepest file with an opinion decides, so `rules` begin with the topmost; a folder's path ends with `/`."""
    ignored = False
    for base, spec in rules:
        verdict = spec.check_file(path[len(base) :]).include
        ignored = ignored if verdict is None else verdict
    return ignored


def rules_of(root: Path, path: str) -> Rules:
    """The rules of an ignore file; lines that are no pattern are passed over, as git does."""
    full = f"{root}/{path}"
    text = beginning(full, LARGEST).decode("utf-8", "replace") if is_regular(full) else ""
    return Rules(path[: path.rfind("/") + 1], _spec(line for line in text.splitlines() if _is_pattern(line)))


def left_out(root: Path, patterns: tuple[str, ...], paths: Collection[str]) -> tuple[set[str], tuple[str, ...]]:
    """The paths that the user does not want to be looked at, and remarks that count them."""
    for pattern in patterns:
        if not _is_pattern(pattern):
            raise UserError(f"exclude: {pattern!r} is not a pattern as in a .gitignore")
    by_setting = set(_spec(patterns).match_files(paths)) if patterns else set()
    by_file = _ignored_by_ours(root, [path for path in paths if path not in by_setting])
    counts = {"the exclude setting": len(by_setting), ".mldebtignore": len(by_file)}
    remarks = (f"{count} {'file' if count == 1 else 'files'} left out by {by}" for by, count in counts.items() if count)
    return by_setting | by_file, tuple(remarks)


def _ignored_by_ours(root: Path, paths: list[str]) -> set[str]:
    sources = sorted(path for path in paths if path.rpartition("/")[2] == ".mldebtignore")
    rules = [rules_of(root, path) for path in sources]
    if not rules:
        return set()
    return {path for path in paths if is_ignored(path, (each for each in rules if path.startswith(each.base)))}


def _spec(lines: Iterable[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _is_pattern(line: str) -> bool:
    try:
        _spec([line])
    except ValueError:
        return False
    return True
