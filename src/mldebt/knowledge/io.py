"""Which calls and commands read or write data, and where in them the path or the query stands."""

from typing import Literal

from mldebt.model import Row, Table, record

KEYWORD_ONLY = 99
"""The position of an argument that can only be given by keyword."""


@record(kw_only=True)
class IoFunction(Row):
    """A function by its dotted name, or a method of any object as `?.method` or `?.attribute.method`.

    `reads` and `writes` are positions of path arguments, -1 where there is none. `keyword` names the argument; where a
    call does both, it names the one that is read and `writes_keyword` the one that is written. Where `bucket_keyword`
    is set, the path is a key in the bucket that this argument names. `scheme` is what kind of address the argument
    holds, empty for a path or URL; into-table and from-table are copies with a table at one end and paths at the other;
    a statement is text that need not be SQL, and says nothing where it is none. Where
    `mode` is a position, the call writes if the text argument there (or by the keyword `mode`) has one of the letters
    w, a, x or +, and otherwise it reads.
    """

    reads: int = -1
    writes: int = -1
    keyword: str = ""
    writes_keyword: str = ""
    mode: int = -1
    bucket: int = -1
    bucket_keyword: str = ""
    format: str = ""
    kind: Literal["data", "model"] = "data"
    scheme: Literal["", "table", "query", "statement", "into-table", "from-table", "s3", "gs", "hf"] = ""


class IoFunctions(Table[IoFunction]):
    __slots__ = ()
    file = "io.yaml"
    row = IoFunction

    def of(self, call: str) -> IoFunction | None:
        """The row for a call's name: `pandas.read_csv`, `pandas.read_csv.to_parquet`, `?.write.mode.parquet`."""
        found = self._of(call)
        return None if found is None or found.scheme == "statement" else found

    def sql_of(self, call: str) -> IoFunction | None:
        """The row of a call that takes SQL as text."""
        found = self._of(call)
        return found if found is not None and found.scheme in ("query", "statement") else None

    def _of(self, call: str) -> IoFunction | None:
        exact = self.get(call)
        owner, _, method = call.rpartition(".")
        if exact is not None or not owner:
            return exact
        for part in reversed(owner.split(".")):
            found = self.get(f"?.{part}.{method}")
            if found is not None:
                return found
        return self.get(f"?.{method}")


@record(kw_only=True)
class CommandLine(Row):
    """A command as typed, program and subcommand: `psql`, `bq query`, `aws s3 cp`.

    A client of a database takes SQL in the value of an option in `sql`, at `sql_position` among the words that are not
    options (-1: nowhere), from standard input, or from a file named by an option in `files`; `dialect` is
    sqlglot's name. A command that `copies` takes source and target as its last two words that are not options; where
    tables are among them, `ends` names what its words are, in order.
    """

    sql: tuple[str, ...] = ()
    sql_position: int = -1
    sql_on_stdin: bool = False
    files: tuple[str, ...] = ()
    dialect: str = ""
    copies: bool = False
    ends: tuple[Literal["table-read", "table-written", "path-read", "path-written"], ...] = ()


class CommandLines(Table[CommandLine]):
    __slots__ = ()
    file = "commands.yaml"
    row = CommandLine
