"""Through which hands does data go in this project, and does anybody own the whole way?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.model import Access, CannotTell, Hop, Language, Project, ProjectFact

from .artefact_chains import Link, Transfer, Way, ways
from .artefact_paths import environment, location
from .artefact_steps import Steps, steps

UNREADABLE = ("Snakefile", "Jenkinsfile", "nextflow.config")
"""Files of orchestrators that nobody here reads yet."""

NAMES = {Language.SQL: "SQL", Language.SHELL: "shell", Language.SCALA: "Scala", Language.PYTHON: "Python"}


class Chain(NamedTuple):
    """A way of data through several steps. `owner` is what runs them all in an order written down, empty if nothing.

    `hops` are the lines, with what starts the step that they belong to; `languages`, `environments` and `steps` are in
    the order of the way. `is_shared`: at least one step hands on through a store that others can reach.
    """

    hops: tuple[Hop, ...]
    length: int
    steps: tuple[str, ...]
    languages: tuple[str, ...]
    environments: tuple[str, ...]
    first: str
    last: str
    owner: str
    is_shared: bool
    scheduled: int


@dataclass(frozen=True, slots=True)
class ArtefactGraph(ProjectFact):
    """Every way of data that crosses from one step to another, the longest of each group of linked steps."""

    chains: tuple[Chain, ...]

    @classmethod
    def of(cls, project: Project) -> "ArtefactGraph":
        found = steps(project)
        chains = tuple(_chain(way, found) for way in ways(found))
        strange = next((file.path for file in project.repository.files if file.path.endswith(UNREADABLE)), None)
        if strange is not None and any(not chain.owner for chain in chains):
            raise CannotTell(f"{strange} declares an order of steps that is not read")
        return cls(tuple(sorted(chains, key=lambda chain: chain.hops[0].where.order)))

    def __bool__(self) -> bool:
        return bool(self.chains)


def _chain(way: Way, known: Steps) -> Chain:
    accesses = [access for transfer in _shown(way) for access in (*transfer.reads, *transfer.writes)]
    passed = dict.fromkeys(transfer.step for transfer in way.transfers)
    places = [environment(access) for access in accesses]
    crossing = [
        link for link, one, other in zip(way.links, way.transfers, way.transfers[1:], strict=False) if one.step != other.step
    ]
    return Chain(
        hops=tuple(_hops(way, known)),
        length=len(way.transfers),
        steps=tuple(passed),
        languages=tuple(dict.fromkeys(NAMES[access.language] for access in accesses)),
        environments=tuple(place for at, place in enumerate(places) if place and place not in places[:at][-1:]),
        first=_name(accesses[0]),
        last=_name(accesses[-1]),
        owner=_owner(set(passed), known),
        is_shared=any(_is_shared(link) for link in crossing),
        scheduled=sum(1 for step in passed if known.schedules.get(step)),
    )
