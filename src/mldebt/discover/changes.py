"""How much has changed between two trees?"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from .peek import beginning


def changed_lines(before: Path, old: Iterable[str], after: Path, new: Iterable[str], most: int) -> int:
    """The lines of code that came or went, whichever are more; lines that moved, and comments, are no change."""
    counted: Counter[bytes] = Counter()
    here, there = set(new), set(old)
    for path in sorted(here | there):
        was = beginning(f"{before}/{path}", most) if path in there else b""
        now = beginning(f"{after}/{path}", most) if path in here else b""
        if was != now:
            counted.update(_lines(now))
            counted.subtract(_lines(was))
    return max(sum(number for number in counted.values() if number > 0), -sum(n for n in counted.values() if n < 0))


def _lines(text: bytes) -> Iterable[bytes]:
    stripped = (line.strip() for line in text.splitlines())
    return (line for line in stripped if line and not line.startswith((b"#", b"--", b"//")))
