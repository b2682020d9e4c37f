"""Which distributions only work on a program and are no part of it?"""

from dataclasses import dataclass

from mldebt.model import Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildTool(Row):
    """A tool that builds, resolves, installs, formats or checks, by its canonical name."""


class BuildTools(Table[BuildTool]):
    __slots__ = ()
    file = "build_tools.yaml"
    row = BuildTool
