"""What a notebook knows without being told: names, commands and magics of the shells that run it; installers."""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class InteractiveName(Row):
    """name: there without being defined; command: may stand bare on a line instead of its magic; magic: brings names
    that nobody can read in the notebook, so nothing can be said about the names in it."""

    kind: Literal["name", "command", "magic"]


class InteractiveNames(Table[InteractiveName]):
    __slots__ = ()
    file = "interactive_names.yaml"
    row = InteractiveName

    def of_kind(self, kind: str) -> frozenset[str]:
        return frozenset(row.name for row in self if row.kind == kind)


@record(kw_only=True)
class Installer(Row):
    """A command that installs packages; its name is the words it begins with. `pins` are the signs that fix a version,
    `lists` the options that name a file which may, `takes` the options that are followed by a value, `ignored` packages
    that serve the installing itself."""

    pins: tuple[str, ...]
    lists: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Installers(Table[Installer]):
    __slots__ = ()
    file = "installers.yaml"
    row = Installer
