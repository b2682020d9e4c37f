"""Which findings did somebody decide to live with? Comments such as `# mldebt: allow sql-in-shell -- reason`."""

from collections.abc import Iterator
from datetime import date

from mldebt import patterns as re
from mldebt.model import NEVER, WHOLE_FILE, Language, Source, Suppression

MARK = "mldebt:"
FORM = re.compile(
    r"(?:#|//|--|%|/\*)\s*mldebt:\s*(allow|allow-file)\s+"
    r"(?P<slugs>[\w-]+(?:\s*,\s*[a-z][\w-]*[a-z](?=\s*(?:,|--|\*/|$)))*)(?P<rest>.*)$"
)
"""More slugs may follow after commas; what goes on in words is the reason."""
EXPIRES = re.compile(r"expires=([^\s,]*)")
COMMENT_STARTS = ("#", "//", "--", "%", "/*")
DEFINITIONS = ("def ", "async def ", "class ")


def suppressions(source: Source, language: Language) -> tuple[Suppression, ...]:
    """All suppression comments of a text, in order."""
    if MARK not in source.text:
        return ()
    parts = parts_of(language, source)
    if parts is not None:
        return tuple(found for inner, part in parts for found in suppressions(part, inner))
    lines = source.text.split("\n")
    found = _comments_of_python(source.text) if language is Language.PYTHON else _comments(lines)
    return tuple(filter(None, (_suppression(source, lines, *comment) for comment in found if MARK in comment[1])))


def parts_of(language: Language, source: Source) -> Iterator[tuple[Language, Source]] | None:
    """The texts of a file that holds several, each in a language of its own; None for any other file."""
    if language is Language.NOTEBOOK:
        from .notebook import parts as cells

        return cells(source)
    if language is Language.ZEPPELIN:
        from .zeppelin import parts as paragraphs

        return paragraphs(source)
    return None


def _comments_of_python(text: str) -> list[tuple[int, str, bool]]:
    from .python import comments

    return comments(text)


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
    reason = EXPIRES.sub("", found.group("rest")).strip(" ,-*/–—")
    where = source.place(line)
    first, last = _next_code(lines, line) if alone else (line, line)
    if found.group(1) == "allow-file":
        first, last = 1, WHOLE_FILE
    elif where.cell is None:
        first, last = source.place(first).line, source.place(last).line
    return Suppression(where, slugs, reason, first, last, _date(expires.group(1)) if expires else None)


def _next_code(lines: list[str], line: int) -> tuple[int, int]:
    """The first line after `line` that is neither blank nor a comment; from the first decorator to the definition."""
    found = (number for number in range(line, len(lines)) if _is_code(lines[number]))
    first = next(found, line - 1)
    if lines[first].lstrip().startswith("@"):
        last = next((number for number in found if lines[number].lstrip().startswith(DEFINITIONS)), first)
        return first + 1, last + 1
    return first + 1, first + 1


def _is_code(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith(COMMENT_STARTS)


def _date(written: str) -> date:
    """What is no date is long past: a comment that nobody can date must not hide a debt for ever."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return NEVER
