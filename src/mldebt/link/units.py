"""What is deployed together? A folder with a manifest, and everything below it that has no manifest of its own."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mldebt.model import (
    Inclusions,
    Language,
    Own,
    OwnDistribution,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
    Role,
    record,
)

CODE = frozenset({Language.PYTHON, Language.NOTEBOOK})
GROUP_OF_ROLE = {Role.TEST: "test", Role.DOCS: "docs"}


@record
class Unit:
    """Folders whose manifests belong together, because one pulls in another, and what they say.

    `home` is the first of the folders and names the unit.
    """

    home: str
    folders: frozenset[str]
    requirements: tuple[Requirement, ...]
    own: tuple[Own, ...]


@dataclass(frozen=True)
class DeployUnits(ProjectFact):
    """All units by each of their folders (`""` is the root). Falsy when nothing is declared anywhere."""

    units: dict[str, Unit]

    @classmethod
    def of(cls, project: Project) -> "DeployUnits":
        homes = Homes(project)
        joined = _joined(homes.served, _pairs(project, homes))
        declared: dict[str, list[Requirement]] = {root: [] for root in joined.values()}
        own: dict[str, list[Own]] = {root: [] for root in joined.values()}
        for file, requirements in project.each(Requirements):
            group = GROUP_OF_ROLE.get(file.role, "")
            declared[joined[homes.of(file.path)]].extend(
                one if one.group or not group else one._replace(group=group) for one in requirements
            )
        for file, found in project.each(OwnDistribution):
            own[joined[homes.of(file.path)]].extend(found)
        folders: dict[str, set[str]] = {root: set() for root in declared}
        for folder, root in joined.items():
            folders[root].add(folder)
        units = {
            root: Unit(root, frozenset(folders[root]), tuple(declared[root]), tuple(own[root])) for root in declared
        }
        return cls({folder: units[root] for folder, root in joined.items()})

    def __bool__(self) -> bool:
        return any(unit.requirements for unit in self.units.values())

    def all(self) -> list[Unit]:
        """Each unit once, in the order of their homes."""
        return [unit for folder, unit in sorted(self.units.items()) if folder == unit.home]

    def around(self, folder: str) -> Iterator[Unit]:
        """The units around a folder, the nearest first."""
        for above in folders_from(folder):
            if above in self.units:
                yield self.units[above]


def folders_from(folder: str) -> Iterator[str]:
    """The folder, the folder above it, and so on to the root."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


class Homes:
    """For each manifest the folder that it serves: its own, or the nearest one above with code below it, so that
    `requirements/base.txt` and `docker/environment.yml` serve the project around them."""

    def __init__(self, project: Project) -> None:
        code = [reading.file.path for reading in project.readings if reading.file.language in CODE]
        self._with_code = {
            above for folder in {posixpath.dirname(path) for path in code} for above in folders_from(folder)
        }
        manifests = [file.path for kind in (Requirements, OwnDistribution) for file, _ in project.each(kind)]
        self.manifests = frozenset(manifests) | {file.path for file, _ in project.each(Inclusions)}
        self.served = frozenset(self.of(path) for path in self.manifests)

    def of(self, path: str) -> str:
        return next((folder for folder in folders_from(posixpath.dirname(path)) if folder in self._with_code), "")


def _pairs(project: Project, homes: Homes) -> Iterator[tuple[str, str]]:
    """Homes that belong together: by inclusion, or because one asks for the distribution that another builds."""
    for file, inclusions in project.each(Inclusions):
        for inclusion in inclusions:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), inclusion.path.split("[")[0]))
            target = "" if target == "." else target
            if target in homes.manifests or target in homes.served:
                yield homes.of(file.path), homes.of(target) if target in homes.manifests else target
    builders = {
        own.name: homes.of(file.path) for file, found in project.each(OwnDistribution) for own in found if own.name
    }
    for file, requirements in project.each(Requirements):
        yield from ((homes.of(file.path), builders[one.name]) for one in requirements if one.name in builders)


def _joined(folders: frozenset[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each folder with the folder that stands for its group."""
    groups = {folder: {folder} for folder in folders}
    for one, other in pairs:
        if groups[one] is not groups[other]:
            small, large = sorted((groups[one], groups[other]), key=len)
            large |= small
            groups.update(dict.fromkeys(small, large))
    return {folder: min(group) for folder, group in groups.items()}
