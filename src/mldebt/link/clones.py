"""Which blocks of statements stand in more than one place?

Windows of a few statements are looked up among those before them; of the windows only every few are kept, chosen by
their numbers (winnowing), which still meets every block of the least size. Where two windows agree, the block is
followed in both directions as far as it goes. Every statement is followed at most a bounded number of times.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import LessonWords, Thresholds
from mldebt.model import Project, ProjectFact

from .prints import Print, Prints
from .versions_of_files import VersionedFiles

TRIED = 4
"""How many earlier places with the same window are compared."""
VARIED = 0.6
"""At least this share of a block's statements must differ in shape: the rest are tables written as statements."""
SAME = 0.5
"""A block of which less than this share has the same strings speaks of something else, and must be larger."""


LESSON = re.compile(r"([a-z]+)[ _-]?\d+")
"""`week_2`, `chapter-03-trees`."""


class Run(NamedTuple):
    """`length` statements at `at` of one file that look like those at `of` of an earlier one (or an earlier place)."""

    file: int
    at: int
    source: int
    of: int
    length: int


class Block(NamedTuple):
    """Where a clone stands: the file, its first statement and the one after its last."""

    file: str
    first: int
    end: int


class Clone(NamedTuple):
    """The places of one block, the first of them first. `statements` and `signs` are those of the largest copy, `same`
    the share of its statements that have the same strings as in the first place."""

    blocks: tuple[Block, ...]
    statements: int
    signs: int
    same: float


@dataclass(frozen=True)
class Clones(ProjectFact):
    """Clones by their weight, the heaviest first; `statements` says that there was something to compare."""

    statements: int
    clones: tuple[Clone, ...]

    @classmethod
    def of(cls, project: Project) -> "Clones":
        prints = list(project.fact(Prints).files.values())
        limits = project.table(Thresholds)
        least = int(limits["clone_statements"].value)
        related, words = project.fact(VersionedFiles).related, project.table(LessonWords).names()
        paths = [one.file.path for one in prints]
        kept = [
            run for run in runs([one.shapes for one in prints], least)
            if not related(paths[run.file], paths[run.source])
            and not are_one(paths[run.file], paths[run.source])
            and not are_lessons(paths[run.file], paths[run.source], words)
            and is_large(run, prints, limits)
        ]  # fmt: skip
        found = [_clone(group, prints) for group in grouped(from_first(kept))]
        found.sort(key=lambda clone: (-clone.signs * (len(clone.blocks) - 1), clone.blocks))
        return cls(sum(map(len, prints)), tuple(found))

    def __bool__(self) -> bool:
        return self.statements > 0


def runs(files: Sequence[Sequence[int]], least: int) -> Iterator[Run]:
    """Blocks of at least so many statements that stand somewhere before, each as long as it can be."""
    width = max(least // 2, 1)
    seen: dict[int, list[tuple[int, int]]] = {}
    for number, shapes in enumerate(files):
        done = 0
        for key, at in winnowed(shapes, width, least - width + 1):
            places = seen.setdefault(key, [])
            if at >= done:
                best = max(
                    (_followed(files, number, at, *place, done) for place in places),
                    key=lambda run: run.length, default=None,
                )  # fmt: skip
                if best is not None and best.length >= least:
                    done = best.at + best.length
                    yield best
            if len(places) < TRIED:
                places.append((number, at))


def winnowed(shapes: Sequence[int], width: int, span: int) -> Iterator[tuple[int, int]]:
    """(hash, position) of some windows, at least one in every `span` windows, equal ones in equal surroundings."""
    hashes = [hash(tuple(shapes[at : at + width])) for at in range(len(shapes) - width + 1)]
    chosen = -1
    for end in range(min(span, len(hashes)) or 1, len(hashes) + 1):
        start = max(end - span, 0)
        if chosen < start:
            chosen = min(range(start, end), key=lambda at: (hashes[at], -at))
        elif hashes[end - 1] <= hashes[chosen]:
            chosen = end - 1
        else:
            continue
        yield hashes[chosen], chosen


def _followed(files: Sequence[Sequence[int]], number: int, at: int, source: int, of: int, done: int) -> Run:
    """From the window in both directions; a block in one file does not reach into its own copy."""
    mine, theirs = files[number], files[source]
    room = at - of if number == source else len(mine)
    first = 0
    while at - first > done and of - first > 0 and mine[at - first - 1] == theirs[of - first - 1]:
        first += 1
    count = 0
    while (
        at + count < len(mine) and of + count < len(theirs) and first + count < room
        and mine[at + count] == theirs[of + count]
    ):  # fmt: skip
        count += 1
    return Run(number, at - first, source, of - first, first + count)


def is_large(run: Run, prints: Sequence[Print], limits: Thresholds) -> bool:
    """Worth a name: enough of it, varied, and larger still where little of it reads the same."""
    mine, theirs = prints[run.file], prints[run.source]
    factor = 1 if _same(run, mine, theirs) >= SAME else limits["clone_renamed_factor"].value
    signs = sum(mine.sizes[run.at : run.at + run.length])
    kinds = len(set(mine.shapes[run.at : run.at + run.length]))
    return (
        run.length >= factor * limits["clone_statements"].value
        and signs >= factor * limits["clone_signs"].value
        and kinds >= VARIED * run.length
    )


def are_one(one: str, other: str) -> bool:
    """A notebook and the script that a tool keeps beside it under the same name."""
    return one != other and one.rpartition(".")[0] == other.rpartition(".")[0]


def are_lessons(one: str, other: str, words: frozenset[str]) -> bool:
    """Both belong to a course, and to different lessons of it."""
    mine, theirs = (list(_lessons(path.lower().split("/"), words)) for path in (one, other))
    return bool(mine and theirs) and mine != theirs


def _lessons(parts: list[str], words: frozenset[str]) -> Iterator[str]:
    """`week_2` as well as `cohorts/2024`."""
    for above, part in pairwise(["", *parts]):
        name = f"{above} {part}" if part.isdigit() else part
        found = LESSON.match(name)
        if found is not None and found.group(1) in words:
            yield name


def from_first(found: Sequence[Run]) -> list[Run]:
    """Each run as a copy of the first place: what is copied from a copy is copied from where that was taken."""
    starts: dict[int, list[int]] = defaultdict(list)
    firsts: dict[int, list[Run]] = defaultdict(list)
    traced = []
    for run in found:
        index = bisect_right(starts[run.source], run.of + run.length // 2) - 1
        earlier = firsts[run.source][index] if index >= 0 else None
        if earlier is not None and run.of + run.length // 2 < earlier.at + earlier.length:
            shift = max(run.of, earlier.at)
            length = min(run.of + run.length, earlier.at + earlier.length) - shift
            moved = Run(run.file, run.at + shift - run.of, earlier.source, earlier.of + shift - earlier.at, length)
            run = moved if moved.length * 2 >= run.length else run
        starts[run.file].append(run.at)
        firsts[run.file].append(run)
        traced.append(run)
    return traced


def _same(run: Run, mine: Print, theirs: Print) -> float:
    pairs = zip(mine.texts[run.at : run.at + run.length], theirs.texts[run.of : run.of + run.length], strict=True)
    return sum(one == other for one, other in pairs) / run.length


def grouped(found: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs that copy the same block: what they copy overlaps by half of the shorter one at least."""
    by_source: dict[int, list[Run]] = defaultdict(list)
    for run in found:
        by_source[run.source].append(run)
    for _, copies in sorted(by_source.items()):
        copies.sort(key=lambda run: (run.of, -run.length, run.file, run.at))
        group: list[Run] = []
        end = 0
        for run in copies:
            overlap = end - run.of
            if group and overlap * 2 < min(run.length, end - group[0].of):
                yield group
                group = []
            end = max(end, run.of + run.length) if group else run.of + run.length
            group.append(run)
        yield group


def _clone(group: Sequence[Run], prints: Sequence[Print]) -> Clone:
    largest = max(group, key=lambda run: (run.length, -run.file, -run.at))
    first, end = min(run.of for run in group), max(run.of + run.length for run in group)
    source = prints[largest.source]
    blocks = [Block(source.file.path, first, end)]
    blocks += sorted({Block(prints[run.file].file.path, run.at, run.at + run.length) for run in group})
    mine = prints[largest.file]
    signs = sum(mine.sizes[largest.at : largest.at + largest.length])
    return Clone(tuple(blocks), largest.length, signs, _same(largest, mine, source))
