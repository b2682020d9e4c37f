"""Which runtime does a file ask for?"""

from typing import NamedTuple

from .files import FileFact
from .places import Place


class Runtime(NamedTuple):
    """A language and the version in which the program is run: `python`, `3.9.7`."""

    language: str
    version: str
    where: Place


class Runtimes(FileFact):
    """Which runtimes does this file choose? Only what it chooses: `>=3.8` is what it puts up with."""

    __slots__ = ()


class CardSigns(FileFact):
    """Does this file, which is no code, speak of a graphics card, or of builds without one? The first word."""

    __slots__ = ()
