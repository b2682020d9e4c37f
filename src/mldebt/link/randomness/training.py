"""Which programs train a network whose generator nothing seeds?

The first weights, dropout and the order of the rows in a loader come from a framework's generator without a call that
shows it. Draws that are visible belong to UnseededDraws: a program of which that tells something about the same
generator is not told here as well.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

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
                if search.is_unseeded(entry, domain):
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
        layers = [(one.name, prefix) for one in project.table(RandomDomains) for prefix in one.layers]
        self.layered = {
            path: {domain for call in calls for domain, prefix in layers if _is_layer(call.name, prefix)}
            for path, calls in self.programs.values.calls.items()
            if layers and self.programs.values.roots.get(path)
        }
        self.training = {
            path: found for path, calls in self.programs.values.calls.items() if (found := list(self._training(calls)))
        }

    def is_unseeded(self, entry: str, domain: str) -> bool:
        reach = self.programs.graph.reach(entry)
        return domain not in self.programs.seeded(entry) and not self.told[domain] & reach

    def trained(self, entry: str) -> Iterator[tuple[str, Call]]:
        """Each framework that running the entry trains a network of, and the first call that does."""
        reach = self.programs.graph.reach(entry)
        near = [path for path in sorted(reach, key=lambda path: (path != entry, path)) if path in self.training]
        if not near:
            return
        live = self.programs.live(entry)
        roots = frozenset().union(*(self.programs.values.roots.get(path, frozenset()) for path in reach))
        found: dict[str, Call] = {}
        for path in near:
            for row, call in self.training[path]:
                runs = not call.scope or live.intersection(call.scope.split("."))
                if runs and row.domain not in found and self._counts(row, roots, live) and self._is_network(row, reach):
                    found[row.domain] = call
        yield from found.items()

    def _counts(self, row: Trainer, roots: frozenset[str], live: frozenset[str]) -> bool:
        return (not row.imports or bool(roots.intersection(row.imports))) and (not row.beside or row.beside in live)

    def _is_network(self, row: Trainer, reach: frozenset[str]) -> bool:
        """The program makes something whose first weights are drawn."""
        return row.any_model or any(row.domain in self.layered.get(path, ()) for path in reach)

    def _training(self, calls: tuple[Call, ...]) -> Iterator[tuple[Trainer, Call]]:
        for call in calls:
            row = self.trainers.get(call.name) or self.trainers.get("?." + call.name.rpartition(".")[2])
            if row is not None and (not row.keyword or call.keyword(row.keyword) is not None):
                yield row, call


def _is_layer(name: str, prefix: str) -> bool:
    """A part of a network; a loss or a lone parameter has nothing to draw."""
    return name.startswith(prefix) and not any(part.endswith(("Loss", "Parameter")) for part in name.split("."))
