"""What is said of code that stands in several places, and of files that are versions of each other."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from mldebt.knowledge import FunctionalTransforms, SurfaceSigns, Thresholds, Transformers
from mldebt.model import (
    Calls,
    Finding,
    Fingerprints,
    Functions,
    Hop,
    Language,
    Place,
    Project,
    ProjectFact,
    Role,
    Severity,
    Uses,
)

from .clones import SAME, Block, Clone, Clones
from .prints import Prints
from .versions_of_files import VersionedFiles

SHOWN = 8
"""Places of one clone that are listed."""
FRAMES = frozenset({"pandas", "polars", "pyspark", "sklearn"})
"""Roots of libraries whose calls prepare features."""


@dataclass(frozen=True)
class CloneDebts(ProjectFact):
    """One finding a clone, the heaviest first, and one for all that are left. `able`: there is code to compare."""

    looks_at = (Fingerprints,)

    able: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "CloneDebts":
        known, told = project.fact(Clones), _Told(project)
        shown = int(project.table(Thresholds)["clone_groups_shown"].value)
        together: dict[tuple[str, ...], list[Clone]] = defaultdict(list)
        for clone in known.clones:
            together[told.cause(clone)].append(clone)
        causes = sorted(together.values(), key=lambda clones: (-sum(map(_weight, clones)), clones[0].blocks))
        findings = [told.finding(clones) for clones in causes[:shown]]
        return cls(bool(known), (*findings, *([told.rest(causes[shown:])] if causes[shown:] else [])))

    def __bool__(self) -> bool:
        return self.able


class _Told:
    """Knows what the places of a clone are called and what their files are for."""

    def __init__(self, project: Project) -> None:
        self.prints = project.fact(Prints).files
        self.functions = {file.path: found for file, found in project.each(Functions)}
        self.calls = {file.path: found for file, found in project.each(Calls)}
        self.uses = {file.path: found for file, found in project.each(Uses)}
        self.signs = project.table(SurfaceSigns)
        self.transforms = project.table(Transformers).names() | project.table(FunctionalTransforms).names()
        self.side, self.owners, self.preparing = cache(self._side), cache(self._owners), cache(self._preparing)

    def cause(self, clone: Clone) -> tuple[str, ...]:
        """What the same act of copying made: blocks in the same files; in one file, those of the same functions."""
        files = dict.fromkeys(block.file for block in clone.blocks)
        return tuple(files) if len(files) > 1 else (*files, *sorted({self._name(block) for block in clone.blocks}))

    def finding(self, clones: list[Clone]) -> Finding:
        """One for all blocks of one cause, at the heaviest of them."""
        first = clones[0]
        blocks = [block for clone in clones for block in clone.blocks]
        statements = sum(clone.statements for clone in clones)
        skewed = any(self._is_skewed(clone) for clone in clones)
        by_hand = all(self.prints[block.file].file.language is Language.NOTEBOOK for block in blocks)
        what = f"{statements} statements" + (f" in {len(clones)} blocks" if len(clones) > 1 else "")
        renamed = ", with other strings" if all(clone.same < SAME for clone in clones) else ""
        skew = ", once to train and once to serve" if skewed else ""
        hops = tuple(Hop(self._place(block), f"here{self._extent(block)}") for block in blocks[:SHOWN])
        name = self._name(first.blocks[0])
        return Finding(
            self._place(first.blocks[0]),
            f"{what} of {name} stand {_where(first)}{renamed}{skew}", hops,
            f"clone:{'|'.join(self.cause(first))}",
            severity=Severity.HIGH if skewed else Severity.LOW if by_hand else None,
            minutes=min(15 + 5 * len(blocks), 120),
            fix=f"Keep one copy, in {first.blocks[0].file} or in a module of its own, and import it in the others",
        )  # fmt: skip

    def rest(self, causes: list[list[Clone]]) -> Finding:
        clones = [clone for group in causes for clone in group]
        statements = sum(clone.statements for clone in clones)
        message = f"{len(clones)} smaller blocks, of {statements} statements together, stand in several places as well"
        hops = tuple(Hop(self._place(one.blocks[0]), f"here {one.statements} statements") for one in clones[:SHOWN])
        first = self._place(clones[0].blocks[0])
        return Finding(first, message, hops, "clone:rest", severity=Severity.LOW, minutes=min(10 * len(clones), 120))

    def _place(self, block: Block) -> Place:
        return self.prints[block.file].place(block.first, block.end - 1)

    def _extent(self, block: Block) -> str:
        printed = self.prints[block.file]
        first, last = printed.cell(block.first), printed.cell(block.end - 1)
        if last:
            return f", to cell {last}" if last != first else ""
        return f", to line {printed.spots[2 * block.end - 1]}"

    def _name(self, block: Block) -> str:
        """The function in which the block begins, or the file."""
        line = self.prints[block.file].spots[2 * block.first]
        holding = "" if self.prints[block.file].cells else self.owners(block.file).get(line, "")
        return holding or block.file.rpartition("/")[2]

    def _owners(self, path: str) -> dict[int, str]:
        """The innermost function of each line."""
        found: dict[int, str] = {}
        for function in sorted(self.functions.get(path, ()), key=lambda one: (one.where.line, -one.last_line)):
            found.update(dict.fromkeys(range(function.where.line, function.last_line + 1), function.name))
        return found

    def _is_skewed(self, clone: Clone) -> bool:
        """Features are prepared by one copy for a program that trains, and by another for one that serves."""
        sides = {self.side(block.file) for block in clone.blocks}
        return {"training", "serving"} <= sides and any(self._prepares(block) for block in clone.blocks)

    def _side(self, path: str) -> str:
        """training or serving, where the file does one and not the other."""
        signs = {self.signs.of(use.name) for use in self.uses.get(path, ())}
        role = self.prints[path].file.role
        by_hand = self.prints[path].file.language is Language.NOTEBOOK  # which serves nobody, whatever its name
        serves = not by_hand and ("serving" in signs or role is Role.SERVING)
        trains = "training" in signs or role is Role.TRAINING
        return "" if serves == trains else "serving" if serves else "training"

    def _prepares(self, block: Block) -> bool:
        place, lines = self._place(block), self.preparing(block.file)
        index = bisect_left(lines, place.line)
        return index < len(lines) and lines[index] <= place.end_line

    def _preparing(self, path: str) -> list[int]:
        """Lines with calls that prepare features."""
        return sorted(
            call.where.line for call in self.calls.get(path, ())
            if call.name.partition(".")[0] in FRAMES or call.name in self.transforms
        )  # fmt: skip


def _weight(clone: Clone) -> int:
    """What would be gone if the block stood in one place."""
    return clone.signs * (len(clone.blocks) - 1)


def _where(clone: Clone) -> str:
    count: dict[str, int] = {}
    for block in clone.blocks:
        count[block.file] = count.get(block.file, 0) + 1
    if len(count) == 1:
        return f"{len(clone.blocks)} times in {clone.blocks[0].file}"
    return f"in {_listed([path if times == 1 else f'{path} ({times} times)' for path, times in count.items()])}"


def _listed(words: list[str]) -> str:
    if len(words) > 3:
        return f"{', '.join(words[:2])} and {len(words) - 2} more files"
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


@dataclass(frozen=True)
class VersionDebts(ProjectFact):
    """One finding a group of files that are versions of one."""

    looks_at = (Fingerprints,)

    able: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "VersionDebts":
        known, prints = project.fact(VersionedFiles), project.fact(Prints)
        return cls(bool(known), tuple(_versions(group, prints) for group in known.groups))

    def __bool__(self) -> bool:
        return self.able


def _versions(group: tuple[str, ...], prints: Prints) -> Finding:
    first, *others = (path.rpartition("/")[2] for path in group)
    where = prints.files[group[1]].place(0, 0)
    shown = _listed(others)
    verb = "is a version" if len(others) == 1 else "are versions"
    hop = Hop(prints.files[group[0]].place(0, 0), f"{first} itself")
    return Finding(
        where, f"{shown} {verb} of {first}, which lies beside {'it' if len(others) == 1 else 'them'}", (hop,),
        f"versions:{first}", minutes=min(10 * len(others), 60),
        fix=f"Keep the one that is used under the name without a version, and remove the others: git rm {others[0]}",
    )  # fmt: skip
