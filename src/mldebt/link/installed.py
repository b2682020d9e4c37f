"""Which version of a library does a file meet, as far as the manifests say?"""

from dataclasses import dataclass, field
from posixpath import dirname

from mldebt.model import Project, ProjectFact

from .imports import ImportGraph
from .providers import Providers
from .units import Unit
from .versions import NEWEST, admitted_version


@dataclass(frozen=True)
class InstalledVersions(ProjectFact):
    """The oldest of the versions that the manifest lines for it lead to; where none speaks of it, the newest there is,
    as a fresh install would get."""

    _providers: Providers = field(compare=False, repr=False)
    _graph: ImportGraph = field(compare=False, repr=False)
    _found: dict[tuple[str, str], str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, project: Project) -> "InstalledVersions":
        return cls(project.fact(Providers), project.fact(ImportGraph))

    def of_library(self, path: str, dotted: str, distribution: str) -> str:
        """The version for a file; `dotted` is a name of the library, which several distributions may provide."""
        folder = dirname(path)
        names = self._providers.behind(folder, dotted) or (distribution,)
        versions = [self._version(unit, name) for name in names for unit in self._providers.homes(folder, name)]
        return min(versions, key=_comparable, default=NEWEST)

    def is_own(self, path: str, dotted: str) -> bool:
        """The name belongs to the project itself, not to the library."""
        return self._graph.resolve(path, dotted) is not None or not self._providers.behind(dirname(path), dotted)

    def reaches(self, path: str, distribution: str, version: str) -> bool:
        """The file may meet that version of the library, or a later one."""
        return at_least(self.of_library(path, distribution, distribution), version)

    def _version(self, unit: Unit, name: str) -> str:
        key = (unit.home, name)
        if key not in self._found:
            asked = [one for one in unit.requirements if one.name == name and not one.url]
            versions = [admitted_version(one.specifier, one.pinned) for one in asked]
            self._found[key] = min(versions, key=_comparable, default=NEWEST)
        return self._found[key]


def at_least(version: str, other: str) -> bool:
    """A version that is none counts as the newest."""
    return _comparable(version) >= _comparable(other)


def _comparable(version: str) -> tuple[int, ...]:
    """Release numbers alone: `1.26.4` for `1.26.4+cu118`."""
    from packaging.version import InvalidVersion, Version

    try:
        release = Version(version).release
    except InvalidVersion:
        return (int(NEWEST),)
    return (*release, *(0,) * (4 - len(release)))
