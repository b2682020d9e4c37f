"""What the methods and functions of data-frame and array libraries do with rows."""

from dataclasses import dataclass
from typing import Literal

from mldebt.model import Row, Table

FrameEffect = Literal["statistic", "nothing", "sample", "window", "concat", "train", "evaluate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameOperation(Row):
    """A method (`.mean`) or a function (`numpy.mean`), and its effect on rows.

    statistic: one value from many rows; nothing: the result holds no rows; sample: some rows at random;
    window: what a statistic of it computes belongs to one row; concat: rows of all arguments;
    train and evaluate: the argument at `position` (or `keyword`) is what a model learns from or is judged on.
    """

    effect: FrameEffect
    position: int = 0
    keyword: str = ""


class FrameOperations(Table[FrameOperation]):
    __slots__ = ()
    file = "frame_operations.yaml"
    row = FrameOperation
