"""Which names of a file stand for a data frame, a column or an array, and where?"""

import ast
from functools import cached_property

from mldebt.knowledge import FrameMembers, Splitters
from mldebt.model import Lend

from ..outline import Outline
from .kind_flow import KindFlow
from .selections import Selections

OTHER_FRAMES = ("dask", "pyspark", "polars", "cudf", "vaex")
"""Libraries whose frames have members of the same names and other manners."""


class Kinds(Selections):
    """Answers `kind(expression)`: frame, series, either, array, groups, text, indexer, rows, columns, `[frame]` for a
    list of them, or empty. The file is gone through when the kind of a name is first asked for."""

    def __init__(self, outline: Outline, lend: Lend) -> None:
        super().__init__(outline, lend(FrameMembers))
        self.lend = lend
        self.reveals = outline.imports("pandas") and not outline.imports(*OTHER_FRAMES)
        self._own = {node.name for node in outline.of(ast.FunctionDef)}
        self._names: dict[ast.Name, str] | None = None

    def revealed(self, node: ast.Attribute) -> str:
        row = self.members.get("." + node.attr) if self.reveals and node.attr not in self._own else None
        return row.reveals if row is not None else ""

    @cached_property
    def made(self) -> frozenset[str]:
        """The kinds that calls of the file make, and that its members reveal; without any nothing has a kind."""
        calls = (self.members.get(self.outline.name(call)) for call in self.outline.of(ast.Call))
        marks = (argument.annotation for argument in self.outline.of(ast.arg))
        told = (self.members.get(self.outline.name(mark)) for mark in marks if mark is not None)
        found: set[str] = {row.gives for row in (*calls, *told) if row is not None}
        if self.reveals:
            found |= set(map(self.revealed, self.outline.of(ast.Attribute)))
        return frozenset(found - {"", "same"})

    @cached_property
    def has_frames(self) -> bool:
        """Something in the file may be a frame, or a part of one; arrays never become any."""
        return not self.made <= {"array"}

    def of_name(self, node: ast.Name) -> str:
        if self._names is None:
            self._names = {}
            if self.made:
                KindFlow(self, self.lend(Splitters), self._names).read()
        return self._names.get(node, "")
