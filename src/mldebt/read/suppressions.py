"""Which findings did somebody decide to live with? Comments such as `# mldebt: allow sql-in-shell -- reason`."""

import re
from datetime import date

from mldebt.model import Language, Source, Suppression

from .python import comments

MARK = "mldebt:"
WHOLE_FILE = 10**9
FORM = re.compile(
    r"(?:#|//|--|%|/\*)\s*mldebt:\s*(allow|allow-file)\s+(?P<slugs>[\w-]+(?:\s*,\s*[a-z][\w-]*[a-z])*)(?P<rest>.*)$"
)
EXPIRES = re.compile(r"expires=(\d{4}-\d{2}-\d{2})")
COMMENT_STARTS = ("#", "//", "--", "%", "/*")


def suppressions(source: Source, language: Language) -> tuple[Suppression, ...]:
    """All suppression comments of a text, in order."""
    if MARK not in source.text:
        return ()
    lines = source.text.split("\n")
    found = comments(source.text) if language is Language.PYTHON else _comments(lines)
    return tuple(filter(None, (_suppression(source, lines, *comment) for comment in found if MARK in comment[1])))


def _comments(lines: list[str]) -> list[tuple[int, str, bool]]:
    found = []
    for number, line in enumerate(lines, 1):
        at = FORM.search(line)
        if at is not None:
            found.append((number, line[at.start() :], not line[: at.start()].strip()))
    return found


def _suppression(source: Source, lines: list[str], line: int, comment: str, alone: bool) -> Suppression | None:
    found = FORM.search(comment)
    if found is None:
        return None
    slugs = tuple(slug.strip() for slug in found.group("slugs").split(","))
    expires = EXPIRES.search(found.group("rest"))
    reason = EXPIRES.sub("", found.group("rest")).strip(" ,-*/")
    where = source.place(line)
    if found.group(1) == "allow-file":
        first, last = 1, WHOLE_FILE
    elif alone:
        covered = source.place(_next_code(lines, line)).line
        first, last = covered, covered
    else:
        first, last = where.line, where.line
    return Suppression(where, slugs, reason, first, last, _date(expires.group(1)) if expires else None)


def _next_code(lines: list[str], line: int) -> int:
    """The first line after `line` that is neither blank nor a comment."""
    for number in range(line, len(lines)):
        stripped = lines[number].strip()
        if stripped and not stripped.startswith(COMMENT_STARTS):
            return number + 1
    return line


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
