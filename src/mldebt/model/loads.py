"""Facts about calls that may run code which is hidden in what they read."""

from typing import Literal, NamedTuple

from .files import FileFact
from .places import Place

Origin = Literal["request", "network", "store", "choice", "argument", "unknown", "own"]


class Load(NamedTuple):
    """Such a call, by its full name. `verdict`: it runs what it finds, or only with an old version of its library, or
    it does not.

    `origin` says where that comes from: a caller of the service sends it or chooses among files, the network, a store
    that others can write to, whoever starts the program, a path written out in the code (own). `what` is the path,
    the address or the function that brings it, as far as it is known; `pinned`: it cannot change unnoticed. `whole`:
    what comes out is used as a module, so it was not saved as weights alone.
    """

    name: str
    where: Place
    verdict: Literal["unsafe", "old", "safe"]
    origin: Origin
    what: str
    pinned: bool = False
    whole: bool = False


class Loads(FileFact):
    """Which calls of this file read something that may hold code, and where does it come from? In source order."""

    __slots__ = ()
