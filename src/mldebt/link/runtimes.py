"""Which runtimes that the project chooses are repaired no more?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import EndedRuntime, EndedRuntimes, RuntimeImages
from mldebt.model import BaseImages, Project, ProjectFact, Role, Runtime, Runtimes

from .bases import tag_of

UNJUDGED = frozenset({Role.TEST, Role.DOCS, Role.VENDORED})


class Ended(NamedTuple):
    """A runtime that has ended, in the places that choose it."""

    row: EndedRuntime
    chosen: tuple[Runtime, ...]


@dataclass(frozen=True)
class EndedRuntimesInUse(ProjectFact):
    """All of them, one a version; `examined` counts the places that choose a runtime."""

    looks_at = (Runtimes, BaseImages)

    examined: int
    found: tuple[Ended, ...]

    @classmethod
    def of(cls, project: Project) -> "EndedRuntimesInUse":
        table: EndedRuntimes = project.table(EndedRuntimes)
        chosen = [*_chosen(project), *_images(project)]
        by_row: dict[str, list[Runtime]] = {}
        for one in chosen:
            row = table.of(one.language, one.version)
            if row is not None:
                by_row.setdefault(row.name, []).append(one)
        return cls(len(chosen), tuple(Ended(table[name], tuple(found)) for name, found in sorted(by_row.items())))

    def __bool__(self) -> bool:
        return self.examined > 0


def _chosen(project: Project) -> Iterator[Runtime]:
    for file, found in project.each(Runtimes):
        if file.role not in UNJUDGED:
            yield from found


def _images(project: Project) -> Iterator[Runtime]:
    """Images whose tag begins with the version of a runtime."""
    table: RuntimeImages = project.table(RuntimeImages)
    for file, images in project.each(BaseImages):
        for image in images if file.role not in UNJUDGED else ():
            row, tag = table.of(image.image), tag_of(image.image)
            version = tag.removeprefix(row.prefix).partition("-")[0] if row is not None else ""
            if row is not None and row.language and version[:1].isdigit():
                yield Runtime(row.language, version, image.where)
