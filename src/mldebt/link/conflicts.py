"""Which requirements of one environment can no version satisfy?

Two kinds: lines that one installation reads together, which therefore fails; and manifests that describe the same
environment twice, side by side, and disagree, so that two people (or an image and its developer) get different ones.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.model import (
    PROGRAM,
    CommandRequirements,
    ConstraintFiles,
    Constraints,
    Inclusions,
    Language,
    Locks,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
    SourceFile,
)

from .markers import disjoint, may_meet

WHOLE = frozenset({"requirements.txt", "Pipfile", "pyproject.toml", "setup.py", "setup.cfg", "environment.yml",
                   "environment.yaml", "Dockerfile", "pixi.toml"})  # fmt: skip
"""Manifests that describe the whole environment of their folder; others may be variants of it (`-gpu`, `-dev`)."""

OWN_LOCK = {"Pipfile": "Pipfile.lock", "pixi.toml": "pixi.lock"}
LOCKS_OF_PYPROJECT = ("poetry.lock", "pdm.lock", "uv.lock")


class Clash(NamedTuple):
    """Two lines for one distribution that no version satisfies."""

    one: Requirement
    other: Requirement


class Conflict(NamedTuple):
    """The clashes between two files (or within one). `together`: one installation reads both, and fails."""

    clashes: tuple[Clash, ...]
    together: bool


@dataclass(frozen=True)
class Conflicts(ProjectFact):
    """`examined` is how many requirements were compared with another."""

    looks_at = (Requirements, CommandRequirements)

    examined: int
    found: tuple[Conflict, ...]

    @classmethod
    def of(cls, project: Project) -> "Conflicts":
        lines = _Lines(project)
        together = [conflict for path in lines.asked for conflict in _within(lines.together(path))]
        seen = {clash for conflict in together for clash in conflict.clashes}
        beside = [conflict for folder in lines.folders for conflict in _once(_beside(lines.whole(folder)))]
        unique = [one for one in dict.fromkeys(together + beside) if one.together or seen.isdisjoint(one.clashes)]
        return cls(sum(map(len, lines.asked.values())), tuple(unique))

    def __bool__(self) -> bool:
        return self.examined > 0


class _Lines:
    """What each file asks for, of files that serve the program. Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self.asked: dict[str, list[Requirement]] = {}
        self._everywhere = {file.path: list(found) for file, found in project.each(Requirements)}
        self._limits = {file.path: list(found) for file, found in project.each(Constraints)}
        for file, found in project.each(Requirements):
            if file.role in PROGRAM:
                self.asked[file.path] = [one for one in found if not one.group]
        for file, installs in project.each(CommandRequirements):
            if file.role in PROGRAM and file.language is Language.DOCKERFILE:
                self.asked[file.path] = [one for one in installs if not one.group]
        self._pulled = _pointers(project.each(Inclusions))
        self._limited = _pointers(project.each(ConstraintFiles))
        self._locks = {file.path: found for file, found in project.each(Locks) if file.language is Language.LOCK}
        self.folders = sorted({posixpath.dirname(path) for path in self.asked})

    def together(self, path: str) -> list[Requirement]:
        """The lines that one installation of the file reads, those of included files and constraints too. An image
        runs one command after another, each of which may replace what came before."""
        if posixpath.basename(path).lower().startswith("dockerfile"):
            return []
        seen, todo = {path: None}, [path]
        while todo:
            at = todo.pop()
            for target in self._pulled.get(at, ()):
                if target not in seen and target in self._everywhere:
                    seen[target] = None
                    todo.append(target)
        limits = [one for at in seen for target in self._limited.get(at, ())
                  for one in self._limits.get(target, self._everywhere.get(target, []))]  # fmt: skip
        core = [one for at in seen for one in self._everywhere.get(at, []) if not one.group]
        names = {one.name for one in core}
        return core + [one for one in limits if one.name in names]

    def whole(self, folder: str) -> list[list[Requirement]]:
        """The manifests of a folder that describe its environment, and the locks that belong to them."""
        inside = f"{folder}/" if folder else ""
        found = [self.asked[inside + name] for name in sorted(WHOLE) if inside + name in self.asked]
        locks = [OWN_LOCK[name] for name in sorted(WHOLE) if inside + name in self.asked and name in OWN_LOCK]
        if inside + "pyproject.toml" in self.asked:
            locks += LOCKS_OF_PYPROJECT
        return found + [self._lock(inside + name) for name in locks if inside + name in self._locks]

    def _lock(self, path: str) -> list[Requirement]:
        """A lock as requirements; one distribution may stand there in several versions."""
        return [
            Requirement(one.name, one.where, f"=={one.version}", one.group, marker=one.marker, pinned=one.version)
            for one in self._locks[path]
            if one.version
        ]


def _pointers(each: Iterable[tuple[SourceFile, Inclusions | ConstraintFiles]]) -> dict[str, list[str]]:
    return {
        file.path: [posixpath.normpath(posixpath.join(posixpath.dirname(file.path), one.path)) for one in found]
        for file, found in each
    }


def _within(lines: list[Requirement]) -> Iterator[Conflict]:
    """Clashes of one installation, by the pair of files."""
    pairs: dict[tuple[str, str], list[Clash]] = defaultdict(list)
    for one, other in _pairs(lines):
        if disjoint(one.specifier, other.specifier) and may_meet(one.marker, other.marker):
            pairs[one.where.path, other.where.path].append(Clash(one, other))
    yield from (Conflict(tuple(clashes), True) for clashes in pairs.values())


def _pairs(lines: list[Requirement]) -> Iterator[tuple[Requirement, Requirement]]:
    by_name: dict[str, list[Requirement]] = defaultdict(list)
    for line in lines:
        if line.specifier and not line.url:
            by_name[line.name].append(line)
    for found in by_name.values():
        few = list(dict.fromkeys(found))[:20]
        yield from ((one, other) for at, one in enumerate(few) for other in few[at + 1 :])


def _beside(files: list[list[Requirement]]) -> Iterator[Conflict]:
    """Clashes between files that describe the same environment, by the pair."""
    for at, one in enumerate(files):
        for other in files[at + 1 :]:
            clashes = tuple(_clashes(one, other))
            if clashes:
                yield Conflict(clashes, False)


def _once(conflicts: Iterable[Conflict]) -> Iterator[Conflict]:
    """Without what was told already: a lock clashes with all that its manifest clashes with."""
    told: dict[str, list[Requirement]] = defaultdict(list)
    for conflict in conflicts:
        fresh = tuple(clash for clash in conflict.clashes if not _is_told(clash, told[clash.one.name]))
        for clash in fresh:
            told[clash.one.name] += clash
        if fresh:
            yield conflict._replace(clashes=fresh)


def _is_told(clash: Clash, told: list[Requirement]) -> bool:
    """Each of the two lines says what a line that clashed before says."""
    return all(any(not disjoint(line.specifier, one.specifier) for one in told) for line in clash)


def _clashes(one: list[Requirement], other: list[Requirement]) -> Iterator[Clash]:
    """A distribution clashes if no line of the one file agrees with any line of the other."""
    there: dict[str, list[Requirement]] = defaultdict(list)
    for line in other:
        there[line.name].append(line)
    here: dict[str, list[Requirement]] = defaultdict(list)
    for line in one:
        here[line.name].append(line)
    for name in here:
        pairs = [(a, b) for a in here[name][:20] for b in there.get(name, [])[:20]]
        open_ended = any(line.url or not line.specifier for pair in pairs for line in pair)
        if pairs and not open_ended:
            meeting = [(a, b) for a, b in pairs if may_meet(a.marker, b.marker)]
            if meeting and all(disjoint(a.specifier, b.specifier) for a, b in meeting):
                yield Clash(*meeting[0])
