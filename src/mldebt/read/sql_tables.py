"""What does one statement of SQL do, from which tables and files, to which?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mldebt import patterns as re

from .sql_rough import LONGEST, Meaning, rough
from .sql_statements import HOLE, Statement

if TYPE_CHECKING:
    from sqlglot import exp

CATALOGUES = frozenset({
    "information_schema", "pg_catalog", "mysql", "sys", "performance_schema", "system", "__tables__",
})  # fmt: skip
CATALOGUE_TABLES = ("pg_", "svv_", "stl_", "stv_", "dual", "sqlite_")
PARSED = frozenset({"SELECT", "WITH", "INSERT", "REPLACE", "COPY", "CREATE", "MERGE", "LOAD", "EXPORT", "FROM"})

_FILE = re.compile(r"^\w+://|/|\.(?:csv|tsv|json|jsonl|parquet|orc|avro|txt|gz)$")
_SOURCE = re.compile(r"\b(?:select|from)\b", re.IGNORECASE)


def meaning(statement: Statement, dialects: Iterable[str], temporary: set[str]) -> Meaning:
    """What the statement does; `temporary` names tables that earlier statements made for themselves."""
    tree = _tree(statement, dialects) if _is_worth_parsing(statement) else None
    found = rough(statement) if tree is None else _exact(tree)
    own = temporary | {name.lower() for name in found.temporary}
    found.reads = _clean(found.reads, own)
    found.writes = _clean(found.writes, own)
    if found.kind == "select" and not found.files_read and all(map(_is_catalogue, found.reads)):
        found.kind = "probe"
    return found


def _is_worth_parsing(statement: Statement) -> bool:
    """Definitions and rows of constants tell nothing that their first words do not."""
    if statement.verb not in PARSED or len(statement.text) > LONGEST:
        return False
    return statement.verb not in ("CREATE", "INSERT", "REPLACE") or bool(_SOURCE.search(statement.text))


def _tree(statement: Statement, dialects: Iterable[str]) -> "exp.Expr | None":
    """The first parse that makes sense; sqlglot's inner errors on odd text are no better than its ParseError."""
    import logging

    import sqlglot
    from sqlglot import exp

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    for dialect in dialects:
        try:
            tree = sqlglot.parse_one(statement.text, dialect=dialect)
        except (sqlglot.errors.SqlglotError, RecursionError, AttributeError, TypeError, ValueError, LookupError):
            continue
        if not isinstance(tree, exp.Command):
            return tree
    return None


def _exact(tree: "exp.Expr") -> Meaning:
    from sqlglot import exp

    found = Meaning()
    targets = [id(table) for table in _targets(tree, found)]
    found.temporary += [cte.alias for cte in tree.find_all(exp.CTE)]
    for table in tree.find_all(exp.Table):
        if id(table) not in targets:
            _note_source(table, found)
    if found.kind == "select" and _only_asks(tree):
        found.kind = "probe"
    return found


def _note_source(table: "exp.Table", found: Meaning) -> None:
    from sqlglot import exp

    if isinstance(table.this, exp.Identifier | exp.Var):
        name = _name(table)
        (found.files_read if _FILE.search(name) else found.reads).append(name)
    else:
        found.files_read += [text for text in _literals(table) if _FILE.search(text)]


def _targets(tree: "exp.Expr", found: Meaning) -> list["exp.Table"]:
    """Sets the kind and what is written; answers which tables are no sources."""
    from sqlglot import exp

    match tree:
        case exp.Insert(this=exp.Directory() as folder):
            found.kind = "insert"
            found.files_written += _literals(folder)[:1]
            return []
        case exp.Insert():
            found.kind = "insert"
        case exp.Merge():
            found.kind = "merge"
        case exp.Create():
            found.kind = "create" if tree.kind == "TABLE" else "other"
            if tree.find(exp.TemporaryProperty) is not None:
                found.kind = "create"
                found.temporary.append(_name(tree.this))
        case exp.LoadData():
            found.kind = "copy"
            found.files_read += _literals(tree.args.get("inpath"))[:1]
        case exp.Copy():
            return _copied(tree, found)
        case exp.Export():
            found.kind = "unload"
            found.files_written += _literals(tree.args.get("options"))[:1]
            return []
        case exp.Query():
            into = tree.args.get("into")
            found.kind = "create" if into else "select"
            return _written(into, found) if into else []
        case _:
            return []
    return _written(tree.this, found)


def _copied(tree: "exp.Copy", found: Meaning) -> list["exp.Table"]:
    """COPY t FROM file writes the table, COPY t TO file reads it."""
    from sqlglot import exp

    found.kind = "copy"
    loads = bool(tree.args.get("kind"))
    files = [str(file.this) for file in tree.args.get("files") or () if isinstance(file, exp.Literal)]
    (found.files_read if loads else found.files_written).extend(files)
    return _written(tree.this, found) if loads else []


def _literals(node: "exp.Expr | None") -> list[str]:
    """The texts in quotes below the node; sqlglot leaves parts out where a statement breaks off."""
    from sqlglot import exp

    return [str(one.this) for one in node.find_all(exp.Literal) if one.is_string] if node is not None else []


def _written(node: "exp.Expr | None", found: Meaning) -> list["exp.Table"]:
    from sqlglot import exp

    table = node.find(exp.Table) if isinstance(node, exp.Expression) else None
    if table is None:
        return []
    found.writes.append(_name(table))
    return [table]


def _name(node: "exp.Expr | None") -> str:
    from sqlglot import exp

    table = node.find(exp.Table) if isinstance(node, exp.Expression) else None
    return ".".join(part.name for part in table.parts) if table is not None else ""


def _only_asks(tree: "exp.Expr") -> bool:
    """Constants, totals or one row are selected: a health check, a count or a look-up moves no data."""
    from sqlglot import exp

    if not isinstance(tree, exp.Select):
        return False
    limit = tree.args.get("limit")
    if limit is not None and limit.text("expression") == "1":
        return True
    if tree.args.get("group"):
        return False
    sources = (exp.Column, exp.Star)
    return all(one.find(exp.AggFunc, exp.Exists) or one.find(*sources) is None for one in tree.expressions)


def _is_catalogue(table: str) -> bool:
    parts = table.lower().split(".")
    return not CATALOGUES.isdisjoint(parts) or parts[-1].startswith(CATALOGUE_TABLES)


def _clean(names: list[str], temporary: set[str]) -> list[str]:
    """Without temporary tables and doubles, holes as `*`."""
    kept = (name for name in names if name and name.lower() not in temporary)
    return [name.replace(HOLE, "*") for name in dict.fromkeys(kept)]
