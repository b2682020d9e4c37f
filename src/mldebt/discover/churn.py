"""How often has each file changed of late? Of late: in the 180 days before the commit that is checked out."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from mldebt.model import Language

from . import git
from .languages import language_by_name

DAYS = 180


class Churn(NamedTuple):
    """`commits` is the number looked at, `by_file` counts those that touch each file that is read, often none."""

    commits: int
    since: date
    by_file: dict[str, int]


def churn(root: Path) -> Churn | str:
    """The counts, or why there are none; empty where there is no history to speak of."""
    try:
        head = git.head(root)
        if head is None:
            return ""
        if git.is_shallow(root):
            return "the clone is shallow, so how often files change is not weighed"
        since = date.fromisoformat(head[1]) - timedelta(days=DAYS)
        commits, paths = git.touched(root, since)
        files = [one.path for one in git.entries(root) if language_by_name(one.path) is not Language.OTHER]
    except git.NoAnswer:
        return ""
    touched = Counter(paths)
    return Churn(commits, since, {path: touched[path] for path in files})
