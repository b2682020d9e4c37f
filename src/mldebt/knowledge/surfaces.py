"""Which imports reveal what a project does: serve, train, track, orchestrate, monitor."""

from mldebt.model import Row, Table, record

from .names import prefixes


@record(kw_only=True)
class SurfaceSign(Row):
    """A dotted name, or the beginning of one, whose use reveals the surface: of Python, `r:` a package of R, `jvm:` one
    of the JVM."""

    surface: str


class SurfaceSigns(Table[SurfaceSign]):
    __slots__ = ()
    file = "surfaces.yaml"
    row = SurfaceSign

    def of(self, dotted: str) -> str | None:
        """The surface that the name reveals, by its longest known beginning."""
        return next((self[part].surface for part in prefixes(dotted) if part in self), None)
