"""Reads a table of `rules/`: which file holds it, and is every row what its class says?

YAML is the source. The JSON copy of its content in the user's cache only saves the time of parsing it again: both go
through the same row builder, and what does not pass is read from the YAML.
"""

import json
import os
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from mldebt.model import Table, UserError
from mldebt.store.place import folder

from .rows import RowBuilder, RowError

T = TypeVar("T", bound=Table[Any])

_lent: dict[type[Any], Any] = {}


class KnowledgeError(UserError):
    """A file of knowledge is not what its table wants; names the file, the row and the key."""


def lend(kind: type[T], /) -> T:
    """The table of that type, loaded when it is first asked for."""
    if kind not in _lent:
        _lent[kind] = load(kind, _path(kind))
    table: T = _lent[kind]
    return table


@cache
def ruleset_digest() -> str:
    """Twelve hexadecimal digits that change with any of the rules."""
    digest = sha256()
    for path in sorted(_rules().glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def load(kind: type[T], path: Path) -> T:
    """The rows of one file as a table; the compiled copy is used when there is one that holds valid rows."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{path.name} of {kind.__name__} cannot be read: {error.strerror}") from error
    copy = _copy(path, content)
    try:
        return _table(kind, path.name, json.loads(copy.read_bytes()))
    except (OSError, ValueError, RecursionError, KnowledgeError):
        tree = _parsed(path.name, content)
    table = _table(kind, path.name, tree)
    _keep(copy, tree)
    return table


def _path(kind: type[Table[Any]]) -> Path:
    """Our tables lie in `rules/`, those of a plugin beside the module that defines them."""
    if kind.__module__.partition(".")[0] == "mldebt":
        return _rules() / kind.file
    return Path(sys.modules[kind.__module__].__file__ or "").parent / kind.file


@cache
def _rules() -> Path:
    package = Path(__file__).resolve().parents[1]
    shipped, checkout = package / "rules", package.parents[1] / "rules"
    return shipped if shipped.is_dir() else checkout


def _copy(path: Path, content: bytes) -> Path:
    return Path(folder()) / "knowledge" / f"{path.stem}-{sha256(content).hexdigest()[:24]}.json"


def _parsed(name: str, content: bytes) -> object:
    import yaml

    try:
        return yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{name} is not YAML: {' '.join(str(error).split())}") from error


def _keep(copy: Path, tree: object) -> None:
    """Best effort: without a copy the next run parses the YAML again."""
    partial = copy.with_suffix(f".{os.getpid()}.tmp")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(tree, separators=(",", ":")), encoding="utf-8")
        partial.replace(copy)
    except OSError:
        return


def _table(kind: type[T], name: str, tree: object) -> T:
    if not isinstance(tree, dict):
        raise KnowledgeError(f"{name} is not a mapping of names to rows")
    default, builder = tree.get("_source"), RowBuilder(kind.row)
    rows = {}
    for key, fields in tree.items():
        if key == "_source":
            continue
        try:
            rows[key] = builder.row(key, fields, default)
        except RowError as error:
            raise KnowledgeError(f"{name}, row {key!r}: {error}") from error
    return kind(rows)
