"""What does a statement of SQL do, judged by its words alone? For what is too long or too strange to parse."""

from dataclasses import dataclass, field
from typing import Literal

from mldebt import patterns as re

from .sql_statements import Statement

Kind = Literal["select", "probe", "insert", "copy", "unload", "merge", "create", "update", "delete", "other"]

LONGEST = 20_000
"""Longer statements, in characters, are read roughly: parsing costs about 10 ms a thousand."""

KINDS: dict[str, Kind] = {
    "SELECT": "select", "WITH": "select", "FROM": "select", "INSERT": "insert", "REPLACE": "insert", "COPY": "copy",
    "LOAD": "copy", "IMPORT": "copy", "UNLOAD": "unload", "EXPORT": "unload", "MERGE": "merge", "UPDATE": "update",
    "DELETE": "delete",
}  # fmt: skip
"""What a statement does by its first word; every other word defines, grants or maintains."""

_TABLE = r"([A-Za-z_][\w.$]*)"
_READ = re.compile(rf"\b(?:FROM|JOIN)\s+{_TABLE}", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:\bWITH(?:\s+RECURSIVE)?|,)\s+([A-Za-z_]\w*)\s*(?:\([^()]*\)\s*)?\bAS\s+(?:(?:NOT\s+)?MATERIALIZED\s+)?\(",
    re.IGNORECASE,
)
"""Queries that the statement itself gives a name."""
_MERGED = re.compile(rf"\bUSING\s+{_TABLE}", re.IGNORECASE)
_FOLDER = re.compile(r"\bOVERWRITE\s+(?:LOCAL\s+)?DIRECTORY\s+'([^']+)'", re.IGNORECASE)
_EXPORTED = re.compile(r"\buri\s*=\s*'([^']+)'", re.IGNORECASE)
_STAGED = re.compile(r"^\W*COPY\s+INTO\s+(?P<to>@[^\s(]+|'[^']+')\s+FROM\s+(?P<table>[A-Za-z_][\w.$]*)?", re.IGNORECASE)
_WRITTEN = re.compile(rf"^\W*(?:INSERT|REPLACE|MERGE|COPY)\b(?:\s+(?:INTO|OVERWRITE|TABLE))*\s+{_TABLE}", re.IGNORECASE)
_LOADED = re.compile(rf"\bINTO\s+TABLE\s+{_TABLE}", re.IGNORECASE)
_TO = re.compile(r"\b(?:TO|OUTFILE)\s+'([^']+)'", re.IGNORECASE)
_FROM = re.compile(r"\b(?:FROM|INFILE|INPATH)\s+'?((?:\w+:)?/[^\s']+|[^\s']+\.\w{2,7}(?=[\s']|$))'?", re.IGNORECASE)
_QUOTED = re.compile(r"\(\s*'((?:[^']|'')*)'\s*\)")


@dataclass(slots=True)
class Meaning:
    """Filled while one statement is looked at; `temporary` are the tables that it makes for its session only."""

    kind: Kind = "other"
    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    files_read: list[str] = field(default_factory=list)
    files_written: list[str] = field(default_factory=list)
    temporary: list[str] = field(default_factory=list)


def rough(statement: Statement) -> Meaning:
    """The kind by the first word, tables by the words before them."""
    text, verb = statement.text[:LONGEST], statement.verb
    found = Meaning(KINDS.get(verb, "other"))
    if found.kind in ("other", "update", "delete"):
        return found
    inner = _QUOTED.search(text) if verb == "UNLOAD" else None
    staged = _STAGED.match(text)
    if staged is not None:
        found.reads = [staged["table"]] if staged["table"] else []
        found.files_written = [staged["to"].strip("'")]
        return found
    if found.kind != "copy":
        found.reads = _READ.findall(inner.group(1) if inner else text)
    own = {name.lower() for name in _NAMED.findall(text)}
    found.reads = [name for name in found.reads if name.lower() not in own]
    if verb == "MERGE":
        found.reads += _MERGED.findall(text)
    found.files_written = [
        *_FOLDER.findall(text),
        *(_EXPORTED.findall(text) if verb == "EXPORT" else _TO.findall(text)),
    ]
    if not _FOLDER.search(text):
        found.writes = _LOADED.findall(text) if verb == "LOAD" else _WRITTEN.findall(text)
    found.files_read = _FROM.findall(text) if found.kind == "copy" else []
    return found
