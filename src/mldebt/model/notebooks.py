"""Facts about notebooks that a script does not have: how its cells were run, what it installs, whose names it uses."""

from collections.abc import Iterator
from typing import NamedTuple

from .files import FileFact
from .places import Place


class CellRun(NamedTuple):
    """A code cell as the notebook was committed. `run` is as which it was last run, 0 where the notebook does not tell.

    `weighs`: it does more than import something or speak to the notebook, so its turn matters; `defines`: it only
    defines functions, so what runs above does not matter to it. `error` is the exception that its output ends in,
    `told` what the exception says; `expected`: a tag or the text around it announces one.
    """

    where: Place
    run: int
    weighs: bool
    defines: bool = False
    error: str = ""
    told: str = ""
    expected: bool = False


class CellRuns(FileFact):
    """How were the code cells of a notebook last run? In the order in which they stand."""

    __slots__ = ()
    local = True

    def numbered(self) -> list[CellRun]:
        """Those of which the notebook tells when they ran, if their turn matters."""
        return [cell for cell in self if cell.run and cell.weighs]

    def turned(self) -> Iterator[tuple[CellRun, CellRun]]:
        """(a cell, the cell nearest above it, which was run after it)."""
        last: CellRun | None = None
        for cell in self.numbered():
            if last is not None and cell.run < last.run:
                if cell.defines:
                    continue
                yield cell, last
            last = cell

    def errors(self) -> list[str]:
        """The exceptions that nobody announced, each once."""
        return list(dict.fromkeys(cell.error for cell in self if cell.error and not cell.expected))


class LooseName(NamedTuple):
    """A name that a notebook uses where nothing above defines it. `later` is where something below does."""

    name: str
    where: Place
    later: Place | None


class LooseNames(FileFact):
    """Which names does a notebook use before anything defines them? The first entry, with an empty name, says that the
    notebook can be judged at all."""

    __slots__ = ()
    local = True


class Install(NamedTuple):
    """What a cell of a notebook installs: `loose` are the packages that are named without a version. `guarded`: only
    under a condition, or where an import failed."""

    where: Place
    command: str
    loose: tuple[str, ...]
    guarded: bool


class Installs(FileFact):
    """What does a notebook install into the environment that runs it?"""

    __slots__ = ()
    local = True
