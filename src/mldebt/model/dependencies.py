"""Facts about manifests: what does the project say it needs, where does it say so, and what does it call itself?"""

from typing import NamedTuple

from .files import FileFact
from .places import Place

UNSHIPPED = frozenset({"dev", "test", "docs"})
"""Groups of requirements that serve the people who work on the project and never reach its users."""


class Requirement(NamedTuple):
    """A distribution that a manifest asks for. `name` is canonical (PEP 503), `text` the manifest's own line.

    `group` is empty for what every installation gets, one of UNSHIPPED, or the name of the extra or group that asks.
    `pinned` is the one version allowed, empty where there are several; `url` is set where no index is asked.
    """

    name: str
    where: Place
    specifier: str = ""
    group: str = ""
    extras: tuple[str, ...] = ()
    marker: str = ""
    url: str = ""
    pinned: str = ""
    text: str = ""


class Requirements(FileFact):
    """Which distributions does this manifest ask for? In source order."""

    __slots__ = ()


class Inclusion(NamedTuple):
    """Another manifest, or the folder of another package, by its path as written (`../base.txt`, `.`)."""

    path: str
    where: Place


class Inclusions(FileFact):
    """Which other manifests of the same checkout does this one pull in?"""

    __slots__ = ()


class Own(NamedTuple):
    """The distribution that this manifest builds: its canonical name and its licence, each empty if not stated.

    `licence` is what was written: an SPDX expression, a classifier, a title.
    """

    name: str
    licence: str
    where: Place


class OwnDistribution(FileFact):
    """What does this manifest (or this licence file) say of the project itself?"""

    __slots__ = ()


class LicenceHeader(NamedTuple):
    """A copyleft licence that a file's first lines claim for it: an SPDX identifier, and the line that says so."""

    spdx: str
    where: Place
    text: str


class LicenceHeaders(FileFact):
    """Does the head of this file put it under a copyleft licence? One at most."""

    __slots__ = ()


class Mentions(FileFact):
    """Which words of this file, which is no code and no manifest, may name a distribution or its module? In order."""

    __slots__ = ()
