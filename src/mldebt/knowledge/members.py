"""What the members of data frames and the functions of their libraries give back, and what they change."""

from typing import Literal

from mldebt.model import Row, Table, record

MemberGives = Literal["same", "frame", "series", "either", "array", "groups", "text", "indexer", "rows", "columns", ""]


@record(kw_only=True)
class FrameMember(Row):
    """A member of a data frame, a column or an array (`.dropna`), or a function (`numpy.append`).

    `gives` is what comes back: the same kind as it was asked of, a frame, a column (`series`), one of the two
    (`either`), an array, groups of rows, a column's text or date methods (`text`), an `indexer` as `.loc` is, pairs of
    labels and rows, or of labels and columns; empty: something else. `transforms`: all it does is to return what it was
    given, changed, so without its result the call is idle. `inplace`: with `inplace=True` it changes the object and
    returns None, from the version in `returns_itself_since` on the object; `returns_itself_named`: a column does so in
    every version if it is given a plain name. `reveals`: no other library's objects have a
    member of this name, so what has it is a frame or either of the two. `attribute`: it is no method. `drops`: it takes
    away rows or columns. `arrays`: arrays have it too.
    `materialises`: it needs a sequence, a generator it takes for a single thing. `joins`: it matches rows of two
    frames. `chunks`: it reads piece by piece if asked. `dates`: it reads dates. `weekmask` is the position of the
    argument that holds the days of work, -1 where there is none.
    """

    gives: MemberGives = ""
    transforms: bool = False
    inplace: bool = False
    returns_itself_since: str = ""
    returns_itself_named: bool = False
    reveals: Literal["frame", "either", ""] = ""
    attribute: bool = False
    drops: bool = False
    arrays: bool = False
    materialises: bool = False
    joins: bool = False
    chunks: bool = False
    dates: bool = False
    weekmask: int = -1


class FrameMembers(Table[FrameMember]):
    __slots__ = ()
    file = "frame_members.yaml"
    row = FrameMember


@record(kw_only=True)
class MissingValue(Row):
    """A value that equals nothing, not even itself, and the function that tells it."""

    test: str


class MissingValues(Table[MissingValue]):
    __slots__ = ()
    file = "missing_values.yaml"
    row = MissingValue
