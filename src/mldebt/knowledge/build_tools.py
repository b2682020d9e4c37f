"""Which distributions only work on a program and are no part of it?"""

from mldebt.model import Row, Table, record


@record(kw_only=True)
class BuildTool(Row):
    """A tool that builds, resolves, installs, formats or checks, by its canonical name."""


class BuildTools(Table[BuildTool]):
    __slots__ = ()
    file = "build_tools.yaml"
    row = BuildTool
