"""What became of a library?"""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class Lifecycle(Row):
    """A library that is no longer simply alive. `since` is a year, 0 if nobody knows; `seen` the dated evidence;
    `verified` is False where the state rests on memory."""

    state: Literal["abandoned", "deprecated", "renamed", "stub", "maintenance"]
    since: int = 0
    successor: str = ""
    seen: str = ""
    verified: bool = True


class Lifecycles(Table[Lifecycle]):
    __slots__ = ()
    file = "lifecycles.yaml"
    row = Lifecycle
