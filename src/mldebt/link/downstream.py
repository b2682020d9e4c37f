"""How much hangs on a file: how many programs that train, services and jobs does a change of it reach?

Asked of every file with a finding, so it looks no further than `FAR`; `impact` tells the whole of one file.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from mldebt.knowledge import SurfaceSigns
from mldebt.model import Project, ProjectFact, Role, Uses

from .artefact_steps import KnownSteps
from .artefacts import ArtefactGraph
from .imports import ImportGraph

FAR, MANY = 1_000, 63
"""So many files are looked at, and so many things counted; only the logarithm of their number matters."""
COUNTED = frozenset({"training", "serving"})
OTHERS = frozenset({Role.TEST, Role.DOCS, Role.VENDORED, Role.GENERATED})


@dataclass(frozen=True, slots=True)
class Downstream(ProjectFact):
    """`arrows` lead from a file to those that a change of it reaches next, `ends` are what counts."""

    arrows: Mapping[str, frozenset[str]]
    ends: frozenset[str]

    @classmethod
    def of(cls, project: Project) -> "Downstream":
        """Made of what the checks have asked for: imports, calls between steps, ways of data."""
        arrows: defaultdict[str, set[str]] = defaultdict(set)
        graph, known, ways = project.known(ImportGraph), project.known(KnownSteps), project.known(ArtefactGraph)
        for reading in project.readings if graph is not None else ():
            if reading.file.role not in OTHERS:
                for one in graph.direct(reading.file.path):  # type: ignore[union-attr]  # there is one in this loop
                    arrows[one].add(reading.file.path)
        for caller, called in known.steps.drives.items() if known is not None else ():
            for step in called:
                arrows[_file(step)].add(_file(caller))
        for chain in ways.chains if ways is not None else ():
            for at, step in enumerate(chain.steps[:-1]):
                arrows[_file(step)].add(_file(chain.steps[at + 1]))
        clocks = known.steps.schedules if known is not None else {}
        jobs = {_file(step) for step, starting in clocks.items() if starting}
        return cls({path: frozenset(targets) for path, targets in arrows.items()}, _programs(project) | jobs)

    def count(self, path: str) -> int:
        """The file itself included, where it is one of them."""
        seen, todo, found = {path}, [path], 0
        for one in todo:
            found += one in self.ends
            if found >= MANY or len(seen) > FAR:
                break
            fresh = sorted(self.arrows.get(one, frozenset()) - seen)
            seen.update(fresh)
            todo += fresh
        return found


def _file(step: str) -> str:
    return step.partition(":")[0]


def _programs(project: Project) -> frozenset[str]:
    signs = project.table(SurfaceSigns)
    return frozenset(
        file.path for file, uses in project.each(Uses)
        if file.role not in OTHERS and any(signs.of(use.name) in COUNTED for use in uses)
    )  # fmt: skip
