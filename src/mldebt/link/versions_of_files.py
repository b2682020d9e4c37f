"""Which files are versions of a file that lies beside them, told by their names and by what stands in them?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import ModelFamilies, Thresholds, VersionWords
from mldebt.model import Project, ProjectFact

from .imports import ImportGraph
from .prints import Print, Prints

NUMBERED = re.compile(r"(.*?)[ _.-]*(?:v|ver|version|rev)[ _.-]?\d+(?:[._]\d+)*", re.IGNORECASE)
"""`train_v2`, `train-v1.3`."""
COPIED = re.compile(r"(.*?)[ _-]*copy[ _-]?\d*", re.IGNORECASE)
"""What Jupyter adds to the name of a copy: `notebook-Copy1`."""
COPY_OF = re.compile(r"copy[ _]of[ _](.*)", re.IGNORECASE)
SUFFIXED = re.compile(r"(.+?)[ _.-]+([A-Za-z]+)\d*")
PREFIXED = re.compile(r"([A-Za-z]+)[ _.-]+(.+)")
DIGITS = re.compile(r"(.*?[A-Za-z])(?:[ _-]?\d{1,2}|[ ]?\(\d+\))")
WORD = re.compile(r"[a-z]+")
SHORTEST = 5
"""Statements of the shortest file that can be told from others."""


class Named(NamedTuple):
    """What a name says without the version in it. `digits`: nothing but a number says so; `numbered`: a number does,
    with or without a `v`."""

    base: str
    numbered: bool = False
    digits: bool = False


@dataclass(frozen=True)
class VersionedFiles(ProjectFact):
    """Groups of a file and its versions, the one without a version in its name first. `able` says that there are files
    to look at."""

    able: bool
    groups: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, project: Project) -> "VersionedFiles":
        prints, pairs = project.fact(Prints).files, _Pairs(project)
        groups = [pairs.versions(family) for family in _families(prints, project)]
        return cls(bool(prints), tuple(group for group in groups if len(group) > 1))

    def __bool__(self) -> bool:
        return self.able

    def related(self, one: str, other: str) -> bool:
        """Both are versions of one file."""
        return one in self._group_of and self._group_of[one] == self._group_of.get(other)

    @cached_property
    def _group_of(self) -> dict[str, int]:
        return {path: number for number, group in enumerate(self.groups) for path in group}


def named(stem: str, words: VersionWords, models: ModelFamilies) -> Named | None:
    """What the name of a file says of its version, None where it says nothing."""
    copied = COPIED.fullmatch(stem) or COPY_OF.fullmatch(stem)
    if copied and copied.group(1):
        return Named(copied.group(1).lower())
    for pattern, word, base in ((SUFFIXED, 2, 1), (PREFIXED, 1, 2)):
        found = pattern.fullmatch(stem)
        row = words.get(found.group(word).lower()) if found else None
        if found and row is not None and (pattern is SUFFIXED or row.leads):
            return Named(found.group(base).lower())
    for pattern in (NUMBERED, DIGITS):
        found = pattern.fullmatch(stem)
        if found and len(found.group(1)) > 1 and models.names().isdisjoint(WORD.findall(stem.lower())):
            return Named(found.group(1).lower(), numbered=True, digits=pattern is DIGITS)
    return None


def _families(prints: dict[str, Print], project: Project) -> Iterator[list[tuple[str, Named | None]]]:
    """Files of one folder, language and name, their versions aside: only where at least two of them are there, and
    one of them, where mere digits tell the others apart, without."""
    words, models = project.table(VersionWords), project.table(ModelFamilies)
    found: dict[tuple[str, str], list[tuple[str, Named | None]]] = defaultdict(list)
    for path in prints:
        folder, _, name = path.rpartition("/")
        stem, _, suffix = name.rpartition(".")
        version = named(stem, words, models)
        found[f"{folder}/{suffix}", version.base if version else stem.lower()].append((path, version))
    for _, family in sorted(found.items()):
        plain = [one for one in family if one[1] is None]
        versions = [one for one in family if one[1] is not None and (plain or not one[1].digits)]
        if versions and len(plain) + len(versions) > 1:
            yield plain[:1] + versions


class _Pairs:
    """Which files of a family are alike. Each is compared with the first and with the one before, no more."""

    def __init__(self, project: Project) -> None:
        self.prints = project.fact(Prints).files
        self.graph = project.fact(ImportGraph)
        self.counted = cache(lambda path: Counter(self.prints[path].shapes))
        self.likeness = project.table(Thresholds)["version_likeness"].value

    def versions(self, family: list[tuple[str, Named | None]]) -> tuple[str, ...]:
        """The first file and those that are versions of it, or of a version."""
        group = [family[0][0]]
        for path, version in family[1:]:
            likeness = max(self._likeness(group[0], path), self._likeness(group[-1], path))
            least = (1 + self.likeness) / 2 if version and version.digits else self.likeness
            if likeness >= least and not (version and version.numbered and self._are_used(group[0], path)):
                group.append(path)
        return tuple(group)

    def _are_used(self, *paths: str) -> bool:
        """The program imports both: it supports two versions of something."""
        return all(self.graph.is_imported(path) for path in paths)

    def _likeness(self, one: str, other: str) -> float:
        """The share of the shorter file's statements that stand in the other as well."""
        shorter, longer = sorted((one, other), key=lambda path: len(self.prints[path]))
        size = len(self.prints[shorter])
        return (self.counted(shorter) & self.counted(longer)).total() / size if size >= SHORTEST else 0.0
