"""Facts about an installed environment: which packages lie in it, and what does each say of its licence?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
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
    """The environment that the project runs in, and where it was found. `look` reads what lies in it, which takes a
    while and is done when a check first asks."""

    home: str
    look: Callable[[], Mapping[str, InstalledPackage]] = dict

    @cached_property
    def packages(self) -> Mapping[str, InstalledPackage]:
        """By canonical name."""
        return self.look()

    def __bool__(self) -> bool:
        return bool(self.packages)
