"""Facts about code that is there twice, that never runs, or that was less complex before."""

from typing import NamedTuple

from .files import FileFact, Project, ProjectFact
from .places import Place
from .python import Function
from .record import record


class Fingerprint(NamedTuple):
    """The statements of a file that do something, in source order, as packed numbers of four bytes each.

    `shapes` are equal where at most the names of variables and the literals differ, `texts` where the strings are the
    same as well; `sizes` count the signs that are left of each. `spots` are the first and the last line of each in the
    raw file, `cells` the cell and the line in it, empty outside notebooks.
    """

    shapes: bytes
    texts: bytes
    sizes: bytes
    spots: bytes
    cells: bytes = b""


class Fingerprints(FileFact):
    """What do the statements of this file look like? One Fingerprint per program."""

    __slots__ = ()


@record
class BaseFunctions(ProjectFact):
    """How complex were the functions of the tree that this one is compared with? By path; known only to an audit that
    was given such a tree, falsy in any other."""

    functions: dict[str, tuple[Function, ...]]

    @classmethod
    def of(cls, project: Project) -> "BaseFunctions":  # noqa: ARG003 - nothing in the project itself tells
        return cls({})

    def __bool__(self) -> bool:
        return bool(self.functions)


class DeadBranch(NamedTuple):
    """A branch that runs only if a switch has another value than it is given.

    `switch` is the expression as written; empty where it is a constant itself (`if False`). `name` is what it means:
    `.USE_NEW` of this file, `config.USE_NEW` of another one, or the bare key `use_new` of a configuration. `wanted` is
    the value with which the branch runs, `set_at` where this file gives the other one.
    """

    where: Place
    switch: str
    name: str
    wanted: bool
    statements: int
    lines: tuple[int, int]
    set_at: Place | None = None


class DeadBranches(FileFact):
    """Which branches of this file never run, as far as it goes, or do so only if another file says so?"""

    __slots__ = ()


class SwitchSetting(NamedTuple):
    """A name that is given True or False once: a constant of a module, or a key of a configuration."""

    name: str
    value: bool
    where: Place


class SwitchSettings(FileFact):
    """Which switches does this file set?"""

    __slots__ = ()


class SwitchWord(NamedTuple):
    """A word of the text that could be a switch, and how often it stands there."""

    word: str
    times: int


class SwitchWords(FileFact):
    """Which names of switches does the text speak of, and how often? Whoever turns one on has to name it."""

    __slots__ = ()
