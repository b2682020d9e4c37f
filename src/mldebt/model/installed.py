"""Facts about an installed environment: which packages lie in it, and what does each say of its licence?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .files import ProjectFact


class InstalledPackage(NamedTuple):
    """A distribution by its canonical name, with the three places in which it may state its licence.

    `expression` is SPDX (PEP 639); `classifiers` are the ends of trove classifiers, whose AND or OR nobody wrote;
    `stated` is the free field: a title, or what its whole text was found to be. Each is empty if not given.
    """

    name: str
    version: str
    expression: str
    classifiers: tuple[str, ...]
    stated: str


@dataclass(frozen=True)
class Environment(ProjectFact):
    """The packages of the environment that the project runs in, and where it was found."""

    home: str
    packages: Mapping[str, InstalledPackage] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.packages)
