"""Through which hands does data go in this project, and does anybody own the whole way?"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from mldebt.model import (
    Access,
    Accesses,
    Calls,
    CannotTell,
    Commands,
    Hop,
    Language,
    Place,
    Project,
    ProjectFact,
    Queries,
    Schedule,
    Stages,
    record,
)

from .artefact_chains import Link, Transfer, Way, ways
from .artefact_paths import environment, location
from .artefact_steps import Steps, steps
from .drivers import Drivers

UNREADABLE = (".nf", ".cwl", ".wdl")
"""Files of orchestrators that nobody here reads yet."""

NAMES = {Language.SQL: "SQL", Language.SHELL: "shell", Language.SCALA: "Scala", Language.PYTHON: "Python"}


Evidence = Literal["literal", "template", "argument", "declared"]
"""Both paths are written out, they fit where one has holes, one stands on a command line, or a stage declares it."""


class Chain(NamedTuple):
    """A way of data through several steps. `owner` is what runs them all in an order written down, empty if nothing.

    `where` is the first line that touches data; `hops` are all of them, and what starts the steps that they belong to.
    `length` counts the statements and steps that data passes, `links` says for each two of them how it is known that
    one reads what the other writes. `is_shared`: on its way from one step to another data lies in a store that others
    can reach. `transfers` are the way itself, `starts` the steps that something starts, each with the first that does.
    """

    where: Place
    hops: tuple[Hop, ...]
    length: int
    links: tuple[Evidence, ...]
    steps: tuple[str, ...]
    languages: tuple[str, ...]
    environments: tuple[str, ...]
    first: str
    last: str
    owner: str
    is_shared: bool
    scheduled: int
    transfers: tuple[Transfer, ...] = ()
    starts: tuple[tuple[str, Schedule], ...] = ()

    @property
    def is_jungle(self) -> bool:
        """Long, in several languages, through a shared store, and owned by nobody."""
        return self.length >= 3 and len(self.languages) >= 2 and self.is_shared and not self.owner


@record
class ArtefactGraph(ProjectFact):
    """Every way of data that crosses from one step to another, the longest of each group of linked steps.

    `environments` are the words that tell environments apart.
    """

    looks_at = (Accesses, Calls, Commands, Queries, Stages)

    chains: tuple[Chain, ...]
    environments: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project) -> "ArtefactGraph":
        known = steps(project)
        chains = chains_of(known)
        strange = next((file.path for file in project.repository.files if file.path.endswith(UNREADABLE)), None)
        if strange is not None and any(chain.is_jungle for chain in chains):
            raise CannotTell(f"{strange} declares an order of steps that mldebt does not read")
        return cls(tuple(chains), known.environments)

    def __bool__(self) -> bool:
        return bool(self.chains)


def chains_of(known: Steps) -> list[Chain]:
    """The chains of the project, by their first lines."""
    drivers = Drivers(known)
    return sorted((_chain(way, known, drivers) for way in ways(known)), key=lambda chain: chain.where.order)


def _chain(way: Way, known: Steps, drivers: Drivers) -> Chain:
    shown = list(_shown(way))
    accesses = [access for transfer in shown for access in (*transfer.reads, *transfer.writes)]
    passed = tuple(dict.fromkeys(transfer.step for transfer in way.transfers))
    places = filter(None, (environment(access, known.environments) for access in accesses))
    return Chain(
        where=shown[0].where,
        hops=tuple(_hops(shown, known)),
        length=len(way.transfers),
        links=tuple(map(_evidence, way.links, way.transfers[1:])),
        steps=passed,
        languages=tuple(dict.fromkeys(NAMES.get(access.language, access.language.value) for access in accesses)),
        environments=tuple(place for place, _ in groupby(places)),
        first=accesses[0].path,
        last=accesses[-1].path,
        owner=drivers.owner(passed),
        is_shared=any(_crosses(link, *pair) for link, pair in zip(way.links, pairwise(way.transfers), strict=True)),
        scheduled=sum(1 for step in passed if known.schedules.get(step)),
        transfers=tuple(shown),
        starts=tuple((step, known.schedules[step][0]) for step in passed if known.schedules.get(step)),
    )


def _shown(way: Way) -> Iterator[Transfer]:
    """Each transfer with what the way uses of it: at both ends all that is known, in between what is handed on."""
    last = len(way.transfers) - 1
    for number, transfer in enumerate(way.transfers):
        reads = (way.links[number - 1].read,) if number else _known(transfer.reads)
        writes = (way.links[number].written,) if number < last else _known(transfer.writes)
        yield Transfer(transfer.step, reads, writes)


def _known(accesses: tuple[Access, ...]) -> tuple[Access, ...]:
    return tuple(access for access in accesses if access.path.strip("*/")) or accesses[:1]


def _hops(transfers: list[Transfer], known: Steps) -> Iterator[Hop]:
    started: set[str] = set()
    for transfer in transfers:
        if transfer.step not in started:
            started.add(transfer.step)
            for schedule in known.schedules.get(transfer.step, ())[:1]:
                origin = f", as collected from {schedule.origin}" if schedule.origin else ""
                yield Hop(schedule.where, f"`{schedule.expression}` starts {transfer.step}{origin}")
        for where, accesses in groupby((*transfer.reads, *transfer.writes), key=lambda access: access.where):
            yield Hop(where, _sentence(list(accesses), transfer.step, known))


def _sentence(accesses: list[Access], step: str, known: Steps) -> str:
    """`reads analytics.events, writes /tmp/events_*.csv`; what a command line hands to a script is named as such."""
    if accesses[0].declared:
        told = " and ".join(f"{access.mode} {_name(access, known)}" for access in accesses)
        return f"declares that it {told}"
    if step.partition(":")[0] != accesses[0].where.path:
        return f"hands {' and '.join(_name(access, known) for access in accesses)} to {step}"
    parts = []
    for mode in ("reads", "writes"):
        names = [_name(access, known) for access in accesses if access.mode == mode]
        if names:
            parts.append(f"{mode} {' and '.join(dict.fromkeys(names))}")
    return ", ".join(parts)


def _name(access: Access, known: Steps) -> str:
    place = environment(access, known.environments)
    given = "a table it is given" if access.kind == "table" else "a path it is given"
    path = access.path if access.path.strip("*/") else given
    return f"{path} ({place})" if place else path


def _evidence(link: Link, reader: Transfer) -> Evidence:
    if link.written.declared or link.read.declared:
        return "declared"
    if reader.step.partition(":")[0] != link.read.where.path:
        return "argument"
    return "template" if "*" in link.written.path + link.read.path else "literal"


def _crosses(link: Link, writer: Transfer, reader: Transfer) -> bool:
    """From one step to another, through a store that is not this checkout's own."""
    there = location(link.written)
    return writer.step != reader.step and there is not None and there.is_shared
