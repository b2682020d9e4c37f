"""Facts about manifests: what does the project say it needs, where does it say so, and what does it call itself?"""

from typing import Literal, NamedTuple

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


class Constraints(FileFact):
    """Which versions does this file allow? Requirements that by themselves ask for nothing."""

    __slots__ = ()


class CommandRequirements(FileFact):
    """Which distributions do the commands of this file install (`pip install x`, `conda install x`)? Requirements."""

    __slots__ = ()


class RRequirements(FileFact):
    """Which packages of R does this file ask for or attach? Requirements by the name that CRAN gives them."""

    __slots__ = ()


class JvmRequirements(FileFact):
    """Which artefacts of the JVM does this build ask for? Requirements named `group:artifact`."""

    __slots__ = ()


class Locked(NamedTuple):
    """A version that a lock has chosen. `name` is canonical, `deps` are the names of what it requires.

    `group` is as in Requirement. `size` is what is downloaded, in bytes, 0 where nobody says. `uploaded` is an ISO
    date or time. `marker` is a PEP 508 marker or the platform (`linux-64`). `ecosystem`: conda for what is no Python.
    `graph`: the lock says what requires what, so that no `deps` means none.
    """

    name: str
    version: str
    where: Place
    group: str = ""
    size: int = 0
    uploaded: str = ""
    licence: str = ""
    deps: tuple[str, ...] = ()
    marker: str = ""
    ecosystem: Literal["python", "conda", "r"] = "python"
    graph: bool = False


class Locks(FileFact):
    """Which versions, down to the last one required by another, has this file fixed?"""

    __slots__ = ()


class BaseImage(NamedTuple):
    """An image that a build starts from, with the defaults of its arguments filled in; `$` is left where there is none.

    Stages of the same file are none.
    """

    image: str
    where: Place


class BaseImages(FileFact):
    """Which images do the stages of this Dockerfile start from?"""

    __slots__ = ()


class Buildable(FileFact):
    """Places that say how to build a distribution out of this folder: what others install is a library."""

    __slots__ = ()


class Inclusion(NamedTuple):
    """Another manifest, or the folder of another package, by its path as written (`../base.txt`, `.`)."""

    path: str
    where: Place


class Inclusions(FileFact):
    """Which other manifests of the same checkout does this one pull in?"""

    __slots__ = ()


class ConstraintFiles(FileFact):
    """Which files (or URLs) limit the versions of what this one asks for (`-c limits.txt`)? Inclusions."""

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
