"""Where something is: a file, a line, and in a notebook the cell."""

from typing import NamedTuple


class Cell(NamedTuple):
    """A spot in a notebook as its own interface counts: cells from 1, markdown cells included; lines from 1."""

    index: int  # type: ignore[assignment]  # the name in the JSON contract hides a method nobody calls
    line: int


Order = tuple[str, int, tuple[int, int], int]
"""What places are sorted by: path, line, cell and line in it, column."""


class Place(NamedTuple):
    """A spot in a file of the audited project.

    A named tuple and not a dataclass because a large repository has millions of them.
    `path` is POSIX and relative to the scanned root; lines and columns count from 1; 0 means "not known".
    In a notebook `line` is the line of the raw file and `cell` the spot a reader sees.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    cell: Cell | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.path}:cell {self.cell.index}:{self.cell.line}"
        return f"{self.path}:{self.line}"

    @property
    def order(self) -> Order:
        """Sorts places of one project from first file to last line; some notebooks have all cells on one line."""
        return (self.path, self.line, (self.cell.index, self.cell.line) if self.cell else (0, 0), self.column)
