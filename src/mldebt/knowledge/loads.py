"""Which calls may run code that is hidden in what they read, and where do bytes come from that others decide?"""

from typing import Literal

from mldebt.model import Row, Table, record

from .names import prefixes
from .scikit import Scalar

Outside = Literal["network", "store", "request", "argument"]


@record(kw_only=True)
class UnsafeLoad(Row):
    """A call that reads `data` (a path, a stream, bytes, a name of a repository) and may run code that is in it.

    `switch` is the argument that decides. With one of the `safe` values (constants or full names) the call is harmless;
    where `unsafe` values are listed, it is harmless without one of those; with any other value nobody can tell. From
    version `safe_since` of the distribution on it is harmless unless `switch` has one of the values in `certain`, or
    the opposite of a safe one. A `revision` that is a commit pins what a repository holds. `harmless` calls are listed
    so that a project which makes only those is clean. `instead` is the call that is harmless, `whole` what has to be
    done where a whole module was saved.
    """

    data: str
    data_position: int = 0
    switch: str = ""
    switch_position: int = -1
    safe: tuple[Scalar, ...] = ()
    unsafe: tuple[Scalar, ...] = ()
    certain: tuple[Scalar, ...] = ()
    distribution: str = ""
    safe_since: str = ""
    runs: Literal["pickle", "library", "repository"] = "pickle"
    address: Literal["path", "hub", "github"] = "path"
    always: Literal["", "network"] = ""
    revision: str = ""
    revisions: tuple[str, ...] = ()
    instead: str = ""
    whole: str = ""
    harmless: bool = False


class UnsafeLoads(Table[UnsafeLoad]):
    __slots__ = ()
    file = "unsafe_loads.yaml"
    row = UnsafeLoad

    def of(self, call: str) -> UnsafeLoad | None:
        """The row for a call's full name; `?.method` stands for the method of anything."""
        return self.get(call) or (self.get(f"?.{call.rpartition('.')[2]}") if "." in call else None)


@record(kw_only=True)
class Origin(Row):
    """A name that stands for something from outside; as a call it may write what it brings to the file in `target`."""

    origin: Outside
    target: str = ""
    target_position: int = -1


class Origins(Table[Origin]):
    __slots__ = ()
    file = "origins.yaml"
    row = Origin

    def of(self, dotted: str) -> Origin | None:
        """The row for a name, by its longest known beginning, or for the method that it ends in."""
        found = next((self[part] for part in prefixes(dotted) if part in self), None)
        return found or self.get(f"?.{dotted.rpartition('.')[2]}")
