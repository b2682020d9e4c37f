"""What the methods and functions of data-frame and array libraries do with rows."""

from typing import Literal

from mldebt.model import Row, Table, record

FrameEffect = Literal[
    "statistic", "nothing", "sample", "window", "lag", "sort", "rowwise", "choose", "concat", "repeat", "distinct",
    "numbers", "item", "first", "rest", "read", "train",
    "evaluate",
]  # fmt: skip


@record(kw_only=True)
class FrameOperation(Row):
    """A method (`.mean`) or a function (`numpy.mean`), and its effect on rows.

    statistic: one value from many rows; nothing: the result holds no rows; sample: some rows at random;
    window: what a statistic of it computes belongs to one row; lag: a value of a neighbouring row; sort: the rows in
    another order; rowwise: every row by itself, the columns stay; choose: one of several, by their values; concat: rows
    of all arguments; repeat: rows more than once; distinct: none twice; numbers: row numbers; item: a single row, as a
    picture is; first and rest: the two sides of one slice; read: a data set of its own; train and evaluate: the
    argument at `position` (or `keyword`) is what a model learns from (`by_order`: minding only the order of values) or
    is judged on. A statistic that `chooses` does so where its values are scores.
    """

    effect: FrameEffect
    position: int = 0
    keyword: str = ""
    chooses: bool = False
    by_order: bool = False


class FrameOperations(Table[FrameOperation]):
    __slots__ = ()
    file = "frame_operations.yaml"
    row = FrameOperation
