"""Which programs train a network whose generator nothing seeds?

The first weights, dropout and the order of the rows in a loader come from a framework's generator without a call that
shows it. Draws that are visible belong to UnseededDraws: a program of which that tells something about the same
generator is not told here as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from mldebt.knowledge import RandomDomains, Trainer, Trainers
from mldebt.model import Call, Finding, Hop, Imports, Place, Project, ProjectFact

from .fact import SHOWN, UnrepeatableSplits, UnseededDraws
from .programs import Programs


@dataclass(frozen=True)
class UnseededTraining(ProjectFact):
    """`able` counts the files that import a framework. Each of `found`: the call that trains, the generator as one says
    it, and the programs that come there."""

    looks_at = (Imports,)

    able: int
    found: tuple[tuple[Call, str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, project: Project) -> "UnseededTraining":
        search = _Search(project)
        spoken = {row.name: row.spoken for row in project.table(RandomDomains)}
        programs: dict[tuple[Place, str], list[str]] = defaultdict(list)
        calls: dict[Place, Call] = {}
        for entry in sorted(search.programs.entries):
            for domain, call in search.trained(entry):
                programs[call.where, domain].append(entry)
                calls[call.where] = call
        ordered = sorted(programs.items(), key=lambda item: (item[0][0].order, item[0][1]))
        names = [name for row in search.trainers for name in (row.name, *row.imports)]
        able = search.programs.values.importing(names)
        return cls(able, tuple((calls[where], spoken[domain], tuple(e)) for (where, domain), e in ordered))

    def __bool__(self) -> bool:
        return self.able > 0

    def findings(self) -> Iterator[Finding]:
        for call, spoken, entries in self.found:
            name = call.name.rpartition(".")[2]
            if call.where.path in entries:
                message = f"{name} trains a network, and nothing seeds {spoken} before"
            else:
                message = f"{name} trains a network for {entries[0]}, which seeds {spoken} nowhere"
            others = [entry for entry in entries if entry != call.where.path][:SHOWN]
            hops = tuple(Hop(Place(entry), "runs this and seeds nothing") for entry in others)
            yield Finding(call.where, message, hops, spoken)


class _Search:
    def __init__(self, project: Project) -> None:
        self.programs = project.fact(Programs)
        self.trainers = project.table(Trainers)
        self.told: dict[str, set[str]] = defaultdict(set)
        for fact in (project.fact(UnseededDraws), project.fact(UnrepeatableSplits)):
            for group in fact.groups:
                self.told[group[0].domain].add(group[0].where.path)
        calls = self.programs.values.calls.items()
        self.training = {path: found for path, made in calls if (found := list(self._training(made)))}
        self.training_bits = self.programs.graph.onward.of(self.training)
        self._importing = self._bits(self.programs.values.roots.items())
        self._layering = self._bits(self._layered(project))

    def _bits(self, named: Iterable[tuple[str, Iterable[str]]]) -> defaultdict[str, int]:
        """For each name the files that have it."""
        files: dict[str, list[str]] = defaultdict(list)
        for path, names in named:
            for name in names:
                files[name].append(path)
        return defaultdict(int, {name: self.programs.graph.onward.of(paths) for name, paths in files.items()})

    def _layered(self, project: Project) -> Iterator[tuple[str, set[str]]]:
        """Each file that imports something, with the frameworks of which it makes a layer."""
        layers = [(one.name, prefix) for one in project.table(RandomDomains) for prefix in one.layers]
        prefixes = tuple(prefix for _, prefix in layers)
        for path, calls in self.programs.values.calls.items() if layers else ():
            if self.programs.values.roots.get(path):
                names = {call.name for call in calls if call.name.startswith(prefixes)}
                yield path, {domain for name in names for domain, prefix in layers if _is_layer(name, prefix)}

    def trained(self, entry: str) -> Iterator[tuple[str, Call]]:
        """Each framework that running the entry trains a network of without a seed, and the first call that does."""
        onward = self.programs.graph.onward
        reached = onward.reached(entry)
        near = [path for path in onward.paths(reached & self.training_bits) if path != entry]
        near = [entry] * (entry in self.training) + near
        domains = {row.domain for path in near for row, _ in self.training[path]}
        unseeded = {domain for domain in domains if self._is_unseeded(entry, domain)}
        if not unseeded:
            return
        live = self.programs.live(entry)
        found: dict[str, Call] = {}
        for path in near:
            for row, call in self.training[path]:
                if row.domain in unseeded - found.keys() and self._trains(row, call, live, reached):
                    found[row.domain] = call
        yield from found.items()

    def _is_unseeded(self, entry: str, domain: str) -> bool:
        told = self.programs.graph.onward.of(self.told[domain])
        return not self.programs.seeds(entry, domain) and not told & self.programs.graph.onward.reached(entry)

    def _trains(self, row: Trainer, call: Call, live: frozenset[str], reached: int) -> bool:
        """The call is come to, it is the framework's, and the program makes something whose first weights are drawn."""
        if call.scope and live.isdisjoint(call.scope.split(".")):
            return False
        imported = not row.imports or any(reached & self._importing[root] for root in row.imports)
        beside = not row.beside or row.beside in live
        return imported and beside and (row.any_model or bool(reached & self._layering[row.domain]))

    def _training(self, calls: tuple[Call, ...]) -> Iterator[tuple[Trainer, Call]]:
        for call in calls:
            row = self._trainer(call.name)
            if row is not None and (not row.keyword or call.keyword(row.keyword) is not None):
                yield row, call

    @cache  # noqa: B019 - the search is dropped with the question
    def _trainer(self, name: str) -> Trainer | None:
        found: Trainer | None = self.trainers.get(name) or self.trainers.get("?." + name.rpartition(".")[2])
        return found


def _is_layer(name: str, prefix: str) -> bool:
    """A part of a network; a loss or a lone parameter has nothing to draw."""
    return name.startswith(prefix) and not any(part.endswith(("Loss", "Parameter")) for part in name.split("."))
