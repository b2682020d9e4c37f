"""Which distributions only work on a program and are no part of it?"""

from dataclasses import dataclass

from mldebt.model import Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Installer(Row):
    """A tool that builds, resolves, installs, formats or checks, by its canonical name."""


class Installers(Table[Installer]):
    __slots__ = ()
    file = "installers.yaml"
    row = Installer
