"""Which names and arguments of libraries are gone, since which version, and what took their place?"""

from mldebt.model import Row, Table, record

from .scikit import Scalar


@record(kw_only=True)
class Removed(Row):
    """`library` is the distribution; what is only deprecated has no `removed_in`. `back_in` is the version that brought
    it back. `replacement` is a full name, `hint` says what to do where no name says it."""

    library: str
    removed_in: str = ""
    deprecated_in: str = ""
    back_in: str = ""
    replacement: str = ""
    hint: str = ""


@record(kw_only=True)
class RemovedApi(Removed):
    """A function, class, method or module by its full name; a module's row stands for all that is in it.

    `unmistakable`: only frames have a member of this name, so it tells what it is asked of.
    """

    unmistakable: bool = False


class RemovedApis(Table[RemovedApi]):
    __slots__ = ()
    file = "removed_apis.yaml"
    row = RemovedApi

    def of(self, dotted: str) -> RemovedApi | None:
        """The row of the name, or of the nearest module around it."""
        while dotted:
            row = self.get(dotted)
            if row is not None:
                return row
            dotted = dotted.rpartition(".")[0]
        return None


@record(kw_only=True)
class RemovedArgument(Removed):
    """An `argument` that the callables in `takers` no longer have or, with `values`, these values of it. The row's name
    is how it is spoken of."""

    takers: tuple[str, ...]
    argument: str
    values: tuple[Scalar, ...] = ()

    def meant(self, value: object) -> bool:
        """The call gives one of the values; any where the row names none."""
        return not self.values or any(value == one and type(value) is type(one) for one in self.values)


class RemovedArguments(Table[RemovedArgument]):
    __slots__ = ("_by_taker",)
    file = "removed_arguments.yaml"
    row = RemovedArgument

    def of(self, dotted: str) -> list[RemovedArgument]:
        """The rows for a callable."""
        if not hasattr(self, "_by_taker"):
            self._by_taker: dict[str, list[RemovedArgument]] = {}
            for row in self:
                for taker in row.takers:
                    self._by_taker.setdefault(taker, []).append(row)
        return self._by_taker.get(dotted, [])
