"""A call with the values of its arguments, and the user's names for them."""

from mldebt.model import Place
from mldebt.model.program import Apply, Attr, Item, Many

from .shapes import named
from .values import NOTHING, Several, Value

PARTS = (Item, Attr)


class Called:
    """`source` is the call in the program, None where the engine itself calls. `changed` is set when the call changes
    the receiver itself."""

    __slots__ = ("args", "changed", "keywords", "method", "name", "receiver", "source", "where")

    def __init__(
        self,
        name: str,
        receiver: Value,
        args: tuple[Value, ...],
        keywords: dict[str, Value],
        where: Place,
        source: Apply | None = None,
    ) -> None:
        self.name = name
        self.receiver = receiver
        self.args = args
        self.keywords = keywords
        self.where = where
        self.source = source
        self.changed: Value | None = None
        self.method = name.rpartition(".")[2]

    @property
    def before(self) -> str:
        """The method whose result it is called on: `groupby` in `frame.groupby("a")["b"].mean()`."""
        made = self._made_by()
        return made.name.rpartition(".")[2] if made is not None else ""

    @property
    def given(self) -> str:
        """The user's name of the first argument."""
        arguments = (*self.source.args, *(value for _, value in self.source.keywords)) if self.source else ()
        return named(arguments[0]) if arguments else ""

    @property
    def tool(self) -> str:
        """The user's name of what the method is called on; the call that makes it, if it has none."""
        receiver = self.source.receiver if self.source else None
        if isinstance(receiver, Apply):
            return f"{receiver.name.rpartition('.')[2]}(...)"
        return named(receiver) if receiver is not None else ""

    @property
    def repeats_itself(self) -> bool:
        """`autoencoder.fit(X, X)`: the first two arguments are written alike."""
        return self.source is not None and len(self.source.args) > 1 and self.source.args[0] == self.source.args[1]

    def keyword_names(self, keyword: str, count: int) -> list[str]:
        """The user's names of the items that this keyword gives."""
        found = [value for key, value in self.source.keywords if key == keyword] if self.source else []
        given = found[0] if found else None
        if isinstance(given, Many) and len(given.items) == count and count > 1:
            return [named(item) for item in given.items]
        return [named(given) if given is not None else ""] * count

    def argument(self, position: int, keyword: str = "") -> Value:
        """By keyword, else by position; NOTHING where it is not given."""
        if keyword and keyword in self.keywords:
            return self.keywords[keyword]
        return self.args[position] if 0 <= position < len(self.args) else NOTHING

    def everything(self) -> Several:
        return Several((*self.args, *self.keywords.values()) if self.keywords else self.args)

    def _made_by(self) -> Apply | None:
        receiver = self.source.receiver if self.source else None
        while isinstance(receiver, PARTS):
            receiver = receiver.base
        return receiver if isinstance(receiver, Apply) else None
