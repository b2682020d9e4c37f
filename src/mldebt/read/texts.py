"""Small things that every reader of plain text needs: its size, and texts that stand on one line of the file."""

from mldebt import patterns as re
from mldebt.model import Source

TEMPLATE = re.compile(r"\$?\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}")
"""What a template engine would fill in."""


def logical_lines(text: str, *comments: str) -> int:
    """Lines that are neither empty nor nothing but a comment; `comments` are what begins one."""
    stripped = (line.strip() for line in text.split("\n"))
    return sum(1 for line in stripped if line and not (comments and line.startswith(comments)))


def standing(source: Source, text: str, first: int, last: int) -> Source:
    """Text line by line where it is written so; all of it on the first line where it has more lines than the code."""
    return source.part(text, first) if text.count("\n") <= last - first else on_one_line(source, text, first)


def on_one_line(source: Source, text: str, line: int) -> Source:
    """Text all of which stands on one line of the source, as a command in a crontab or a string with `\\n` in it."""
    place = source.place(line)
    return Source(source.file, text, ((place.line, place.cell),) * (text.count("\n") + 1))
