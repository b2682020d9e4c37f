"""What does a library import at run time although it does not require it?"""

from collections.abc import Mapping

from mldebt.model import Row, Table, record

from .names import prefixes


@record(kw_only=True)
class Companion(Row):
    """A distribution, and what it `wants` when certain names of it are used: distribution to beginnings of names."""

    wants: Mapping[str, tuple[str, ...]]

    def asks_for(self, distribution: str, used: str) -> bool:
        """The use of this dotted name wants the distribution."""
        return any(part in self.wants.get(distribution, ()) for part in prefixes(used))


class Companions(Table[Companion]):
    __slots__ = ()
    file = "companions.yaml"
    row = Companion
