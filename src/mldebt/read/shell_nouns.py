"""What the parts of the shell reader hand each other."""

from typing import TYPE_CHECKING, NamedTuple

from mldebt.model import Place

from .shell_words import Text

if TYPE_CHECKING:
    from tree_sitter import Node


class Call(NamedTuple):
    """A command as met. `operation` is the place of the whole pipe; `stdin` is the text fed to it, where known.

    `onward`: what it prints goes into a pipe, a variable, or to whoever calls the function."""

    words: tuple[Text, ...]
    where: Place
    operation: Place
    scope: str
    folder: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    stdin: Text | None
    piped: bool
    swallowed: bool
    profile: str
    onward: bool = False


class Around(NamedTuple):
    """What surrounds a statement."""

    scope: str = ""
    operation: Place | None = None
    stdin: Text | None = None
    piped: bool = False
    swallowed: bool = False
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    profile: str = ""
    onward: bool = False


NOTHING = Around()


class Walked(NamedTuple):
    calls: list[Call]
    functions: frozenset[str]
    understood: bool


def text_of(node: "Node") -> str:
    return (node.text or b"").decode("utf-8", "replace")
