"""Where does each statement of a text of SQL begin, and what does it roughly do?

Works on any dialect, and on what sqlglot cannot parse: holes of templates become names, statements are cut at `;`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mldebt import patterns as re

HOLE = "__hole__"
"""Stands in SQL for what a template or a shell variable would put there; a name in every dialect."""

_REF = re.compile(r"\{\{\s*(?:ref|source)\(\s*'([\w.]+)'(?:\s*,\s*'([\w.]+)')?\s*\)\s*\}\}".replace("'", "['\"]"))
_HOLES = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|%\(\w+\)s|%s\b|\{[A-Za-z_][\w.]*\}|\$[A-Za-z_]\w*(?![\w$])")
_BLOCKS = re.compile(r"\{%.*?(?:%\}|\Z)|\{#.*?(?:#\}|\Z)", re.DOTALL)
_COPY = re.compile(r"^[ \t]*\\copy\b(.*)$", re.MULTILINE)
_META = re.compile(r"^[ \t]*\\.*$", re.MULTILINE)
ASIDE = r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)|\"[^\"]*(?:\"|\Z)|`[^`]*(?:`|\Z)"
"""Comments and what stands in quotes: in SQL nothing in there is a word of the language."""
_CUT = re.compile(
    rf"{ASIDE}"
    r"|\$(?P<tag>[A-Za-z_]*)\$.*?(?:\$(?P=tag)\$|\Z)|(?P<end>;)",
    re.DOTALL,
)
_SPACE = re.compile(r"(?:\s+|--[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z))*", re.DOTALL)


class Statement(NamedTuple):
    """The text of one statement without leading comments, and the line of the whole text on which it begins."""

    text: str
    line: int

    @property
    def verb(self) -> str:
        found = re.match(r"\(*\s*(\w+)", self.text)
        return found.group(1).upper() if found else ""


def statements(text: str) -> Iterator[Statement]:
    """The statements in order; line numbers are those of the text as given."""
    text = _without_templates(text)
    begin, line = 0, 1
    ends = [found.end() for found in _CUT.finditer(text) if found["end"]]
    for end in [*ends, len(text)]:
        first = _first(text, begin)
        if first < end and text[first:end].strip(" \n\t;"):
            yield Statement(text[first:end].rstrip("; \n\t"), line + text.count("\n", begin, first))
        line += text.count("\n", begin, end)
        begin = end


def looks_like_sql(text: str) -> bool:
    """It begins with a verb of SQL and goes on."""
    return text.lstrip()[:1] in _BEGINS and bool(_VERB.match(text[_first(text, 0) :]))


def with_holes(text: str) -> str:
    """Text of a program in which `*` stands for what is not known, as far as it cannot be SQL's own `*`."""
    return _STAR.sub(HOLE, text) if "*" in text else text


_STAR = re.compile(
    r"(?<=[\w.\-\"'`/])\*|\*(?=[\w.\-\"'`/])|(?<=from )\*|(?<=join )\*|(?<=into )\*|(?<=table )\*", re.IGNORECASE
)
_BEGINS = frozenset("-#/\\(siwcumdletagSIWCUMDLETAG")
"""What a comment, a bracket or a verb begins with."""
_VERB = re.compile(
    r"\\?\(*\s*(?:select|insert|with|copy|unload|merge|create|update|delete|load|export|truncate|drop|alter|grant|call)\s",
    re.IGNORECASE,
)


def _first(text: str, begin: int) -> int:
    found = _SPACE.match(text, begin)
    return found.end() if found else begin


def _without_templates(text: str) -> str:
    """Jinja, shell variables and placeholders as names, psql's own commands as empty lines; no line moves."""
    if "\\" in text:
        text = _META.sub("", _COPY.sub(r"copy\1;", text))
    if "{%" in text or "{#" in text:
        text = _BLOCKS.sub(lambda found: "\n" * found.group().count("\n"), text)
    if "{{" in text:
        text = _REF.sub(lambda found: ".".join(name for name in found.groups() if name), text)
    return _HOLES.sub(HOLE, text)
