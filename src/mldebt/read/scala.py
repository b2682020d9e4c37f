"""Which data does Scala code read and write with Spark? Constants are put into paths, `*` stands for the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldebt import patterns as re
from mldebt.model import (
    Access,
    Accesses,
    JvmImport,
    JvmImports,
    Language,
    Lend,
    NotRead,
    Schedule,
    Schedules,
    Source,
    without_days,
)

from .databricks import magics_of
from .door import Part, facts, joined
from .gradle import sbt
from .quartz import EXPRESSION
from .scala_days import field_of, spelt
from .scala_text import arguments, calls, chain, string, text_of
from .sql import Client, read_sql
from .sql_statements import HOLE
from .texts import logical_lines

if TYPE_CHECKING:
    from tree_sitter import Node

FORMATS = frozenset({"csv", "json", "parquet", "orc", "text", "textFile", "avro", "delta"})
PATHS = FORMATS | {"load", "save", "start"}
"""Last methods of a reader's or a writer's chain that take a path."""

TABLES = frozenset({"table", "saveAsTable", "insertInto"})
READERS, WRITERS = frozenset({"read", "readStream"}), frozenset({"write", "writeStream"})
LONGEST = 300
"""Longer constants are no paths."""

CODE = frozenset({"val_definition", "call_expression", "import_declaration", "function_definition"})

BINDS = {
    "parameter": "name", "class_parameter": "name", "lambda_expression": "parameters", "var_definition": "pattern",
    "case_clause": "pattern", "enumerator": "",
}  # fmt: skip
"""Nodes that give a name a value which is not followed, and where in them the name stands."""
IN_BUILD = re.compile(r"(?:^|/)project/[^/]+\.scala$")
"""Where sbt keeps the code of a build."""

_IMPORT = re.compile(r"^[ \t]*import[ \t]+(\w+(?:\.\w+)+)", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)


def read(source: Source, lend: Lend) -> Part:
    """Accesses of Spark's readers and writers, and the facts of SQL handed to `spark.sql`."""
    walk = Walk(source)
    understood = walk.visit(_tree(source.text))
    build = sbt(source) if IN_BUILD.search(source.file.path) else Part()
    imports = JvmImports(_imports(source))
    own = Part(facts(Accesses(walk.accesses), Schedules(walk.schedules), imports))
    found = joined([own, build, *walk.queries, magics_of(source, lend)])
    missing = [] if understood else [NotRead(source.file.path, "Scala that cannot be parsed", source.place(1).line)]
    size = logical_lines(_BLOCK_COMMENT.sub("", source.text), "//", "*")
    return Part(found.facts, size, (*missing, *found.not_read))


def _imports(source: Source) -> Iterator[JvmImport]:
    """Each name once."""
    seen = set()
    for found in _IMPORT.finditer(source.text):
        if found[1] not in seen:
            seen.add(found[1])
            yield JvmImport(found[1], source.place(source.text.count("\n", 0, found.start(1)) + 1))


@dataclass(slots=True)
class Walk:
    """One pass in source order; `constants` are the vals seen so far whose text is known."""

    source: Source
    constants: dict[str, str] = field(default_factory=dict)
    accesses: list[Access] = field(default_factory=list)
    queries: list[Part] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)

    def visit(self, root: "Node") -> bool:
        """Fills the lists; answers whether the grammar understood any of it."""
        understood, waiting = not root.has_error, [(root, "")]
        while waiting:
            node, scope = waiting.pop()
            understood = understood or node.type in CODE
            if node.type == "val_definition":
                self._constant(node)
            elif node.type in BINDS:
                self._bound(node)
            elif node.type == "call_expression":
                self._call(node, scope)
            elif node.type == "function_definition":
                scope = text_of(node.child_by_field_name("name"))
            waiting.extend((child, scope) for child in reversed(node.named_children))
        return understood

    def _constant(self, node: "Node") -> None:
        name, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        if name is not None and value is not None and name.type == "identifier":
            text = string(value, self.constants, "*")
            self.constants[text_of(name)] = text if len(text) <= LONGEST else "*"

    def _bound(self, node: "Node") -> None:
        """Names that get another value here hold nothing that is known."""
        field = BINDS[node.type]
        waiting = [node.child_by_field_name(field)] if field else node.named_children[:1]
        while waiting:
            bound = waiting.pop()
            if bound is not None and text_of(bound) in self.constants:
                self.constants[text_of(bound)] = "*"
            waiting += bound.named_children if bound is not None else []

    def _call(self, node: "Node", scope: str) -> None:
        method, *before = chain(node)
        argument = next(iter(arguments(node)), None)
        if argument is None:
            return
        if before == ["widgets", "dbutils"]:
            self._field(node)
        if method == "sql":
            self._query(argument)
        elif method == "cronSchedule":
            self._schedule(argument)
        elif method in PATHS | TABLES:
            nearest = next((one for one in before if one in READERS | WRITERS), "")  # `spark.read.csv(a).write.csv(b)`
            is_read = nearest in READERS or (method == "table" and before == ["spark"])
            if is_read or nearest in WRITERS:
                self._access("reads" if is_read else "writes", method, node, argument, scope)

    def _field(self, node: "Node") -> None:
        """A form's field as what asks for it; one that is made twice is not known."""
        asked, signs = field_of(spelt(text_of(node)))
        if asked:
            self.constants[asked] = "*" + signs if self.constants.get(asked, "*" + signs) == "*" + signs else "*"

    def _access(self, mode: str, method: str, node: "Node", argument: "Node", scope: str) -> None:
        row, column = argument.start_point
        path, day, moment = without_days(string(argument, self.constants, "*"))
        self.accesses.append(Access(
            "reads" if mode == "reads" else "writes", path,
            self.source.place(row + 1, column + 1), Language.SCALA, "table" if method in TABLES else "data",
            method if method in FORMATS else self._format(node), scope, day=day, moment=moment,
        ))  # fmt: skip

    def _format(self, node: "Node") -> str:
        """The argument of `.format("csv")` in the chain."""
        named = (one for call in calls(node) if chain(call)[:1] == ["format"] for one in arguments(call))
        return next((without_days(string(one, self.constants, ""))[0] for one in named), "")

    def _schedule(self, argument: "Node") -> None:
        """Quartz, which starts what the file as a whole does."""
        text, where = string(argument, self.constants, "*"), self.source.place(argument.start_point[0] + 1)
        if EXPRESSION.fullmatch(text):
            self.schedules.append(Schedule("quartz", text, "", where, (1, self.source.text.count("\n") + 1)))

    def _query(self, argument: "Node") -> None:
        text, *_ = without_days(string(argument, self.constants, HOLE))
        if text != HOLE:
            part = self.source.part(text, argument.start_point[0] + 1)
            self.queries.append(read_sql(part, Client(dialect="spark")))


def _tree(text: str) -> "Node":
    import tree_sitter_scala
    from tree_sitter import Language as Grammar
    from tree_sitter import Parser

    return Parser(Grammar(tree_sitter_scala.language())).parse(text.encode("utf-8", "replace")).root_node
