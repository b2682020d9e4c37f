"""The fingerprint of each file of the project, unpacked where it is looked at."""

from array import array
from dataclasses import dataclass
from functools import cached_property

from mldebt.model import Cell, Fingerprint, Fingerprints, Place, Project, ProjectFact, SourceFile


@dataclass(frozen=True)
class Print:
    """One file's statements; equal numbers in `shapes` (or `texts`) are statements that look (or read) alike."""

    file: SourceFile
    packed: Fingerprint

    @cached_property
    def shapes(self) -> "array[int]":
        return array("I", self.packed.shapes)

    @cached_property
    def texts(self) -> "array[int]":
        return array("I", self.packed.texts)

    @cached_property
    def sizes(self) -> "array[int]":
        return array("I", self.packed.sizes)

    @cached_property
    def spots(self) -> "array[int]":
        return array("I", self.packed.spots)

    @cached_property
    def cells(self) -> "array[int]":
        return array("I", self.packed.cells)

    def __len__(self) -> int:
        return len(self.packed.shapes) // 4

    def place(self, first: int, last: int) -> Place:
        """From the beginning of one statement to the end of another."""
        cell = Cell(self.cells[2 * first], self.cells[2 * first + 1]) if self.cells else None
        return Place(self.file.path, self.spots[2 * first], 1, self.spots[2 * last + 1], 0, cell)

    def cell(self, index: int) -> int:
        """The cell of a statement, 0 outside notebooks."""
        return self.cells[2 * index] if self.cells else 0


@dataclass(frozen=True)
class Prints(ProjectFact):
    """By path, in order. Falsy where nothing that does anything was read."""

    files: dict[str, Print]

    @classmethod
    def of(cls, project: Project) -> "Prints":
        found = {file.path: Print(file, _joined(fact)) for file, fact in project.each(Fingerprints)}
        return cls(dict(sorted(found.items())))

    def __bool__(self) -> bool:
        return bool(self.files)


def _joined(fact: Fingerprints) -> Fingerprint:
    """The programs of one file (the paragraphs of a note) in a row."""
    first: Fingerprint = fact[0]
    return first if len(fact) == 1 else Fingerprint(*(b"".join(parts) for parts in zip(*fact, strict=True)))
