"""What lies downstream of a file: who imports it, what it writes, who reads that, and which clocks run any of it?"""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.knowledge import SurfaceSigns
from mldebt.model import (
    CERTAINTY,
    SURE,
    Access,
    Consequence,
    Hop,
    Impact,
    Import,
    Imports,
    Language,
    Place,
    Project,
    Reached,
    Role,
    Uses,
)

from .artefact_paths import location, same
from .flow_artefacts import Artefact, Reading, writes_first
from .flow_ops import Op, passes
from .flowing import Flowing, flowing
from .imports import ImportGraph

ORDER: tuple[Reached, ...] = ("model", "service", "schedule", "step", "artefact", "module")
SERVING = "serving"


class Spot(NamedTuple):
    """Where the search stands. file: all of it may change; job: it runs something that may change; op: what it reads
    may change; data: it is written by something that may change, namely by the step `writer`."""

    kind: str
    name: str
    writer: str = ""


class Arrow(NamedTuple):
    target: Spot
    hop: Hop
    certain: bool = True


def impact_of(project: Project, path: str) -> Impact:
    """Everything that a change of the file can reach, each by the way with fewest hops."""
    search = _Search(project)
    start = [Spot("file", path), *search.data_at(path)]
    ways: dict[Spot, tuple[tuple[Hop, ...], bool]] = dict.fromkeys(start, ((), True))
    todo = deque(start)
    while todo:
        spot = todo.popleft()
        hops, certain = ways[spot]
        for arrow in search.arrows(spot):
            if arrow.target not in ways:
                ways[arrow.target] = ((*hops, arrow.hop), certain and arrow.certain)
                todo.append(arrow.target)
    return Impact(path, tuple(_effects(ways, path, search)))


def _effects(ways: dict[Spot, tuple[tuple[Hop, ...], bool]], path: str, search: "_Search") -> Iterator[Consequence]:
    """One effect for each thing, whatever is known of parts of it; those of one kind in the order of their distance."""
    found: dict[tuple[Reached, str], Consequence] = {}
    for spot, (hops, certain) in ways.items():
        kind, name = search.told(spot)
        if hops and kind and name != path:
            found.setdefault((kind, name), Consequence(kind, name, hops, certain))
    yield from sorted(found.values(), key=lambda effect: (ORDER.index(effect.kind), len(effect.hops)))


class _Search:
    """The arrows of the search, looked up once for the project."""

    def __init__(self, project: Project) -> None:
        self._found: Flowing = flowing(project)
        self._importers = _importers(project)
        self._services = _services(project)
        self._files = {file.path for file in project.repository.files}
        self._ops = {_op(op).name: op for ops in self._found.ops.values() for op in ops}
        self._artefacts = {artefact.name: artefact for artefact in self._found.artefacts}
        self._writes: dict[str, list[Artefact]] = defaultdict(list)
        self._passes: dict[str, list[Op]] = defaultdict(list)
        self._callers: dict[str, list[str]] = defaultdict(list)
        self._starts: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        self._note()

    def data_at(self, path: str) -> list[Spot]:
        """The artefacts that the file itself is."""
        own = location(Access("reads", path, Place(path), Language.OTHER))
        if own is None:
            return []
        return [Spot("data", one.name) for one in self._found.artefacts if same(one.place, own)]

    def arrows(self, spot: Spot) -> Iterator[Arrow]:
        match spot.kind:
            case "file":
                yield from self._of_file(spot.name)
            case "op":
                yield from self._of_op(self._ops[spot.name])
            case "data":
                artefact = self._artefacts[spot.name]
                for reading in artefact.readers:
                    if reading.op.step == spot.writer or not writes_first(artefact, reading):
                        yield _read(reading, artefact)
            case "job":
                yield from self._of_job(spot.name)

    def told(self, spot: Spot) -> tuple[Reached | None, str]:
        """What a spot is called in the answer."""
        if spot.kind == "data":
            artefact = self._artefacts[spot.name]
            return ("model" if artefact.is_model else "artefact"), artefact.label
        if spot.kind == "clock":
            return "schedule", spot.name
        step = self._ops[spot.name].step if spot.kind == "op" else spot.name
        path = step.partition(":")[0]
        if path in self._services:
            return "service", path
        if spot.kind == "file" and step not in self._found.ops:
            return "module", step
        return "step", step

    def _of_file(self, path: str) -> Iterator[Arrow]:
        for importer, where in self._importers.get(path, ()):
            yield Arrow(Spot("file", importer), Hop(where, f"{importer} imports {path}"))
        for step in (path, *(one for one in self._found.ops if one.startswith(f"{path}:"))):
            for op in self._found.ops.get(step, ()):
                yield from self._of_op(op)
            for called in sorted(self._found.known.drives.get(step, ())):
                if called in self._files and called != path:
                    where = self._call(step, called)
                    yield Arrow(Spot("file", called), Hop(where, f"{path} runs {called}"))
            yield from self._of_job(step)

    def _of_op(self, op: Op) -> Iterator[Arrow]:
        for artefact in self._writes.get(_op(op).name, ()):
            where = next(access.where for writer, access in artefact.writers if writer is op)
            yield Arrow(Spot("data", artefact.name, op.step), Hop(where, f"{op.step} writes {artefact.label}"))
        for other in self._passes.get(_op(op).name, ()):
            yield Arrow(_op(other), Hop(other.where, f"{op.step} goes on with it"))
        yield from self._of_job(op.step)

    def _of_job(self, step: str) -> Iterator[Arrow]:
        """What runs the step, and the clocks that start it."""
        for where, expression in self._starts.get(step, ()):
            yield Arrow(Spot("clock", f"{expression} ({where})"), Hop(where, f"`{expression}` starts {step}"))
        for caller in self._callers.get(step, ()):
            yield Arrow(Spot("job", caller), Hop(self._call(caller, step), f"{caller} runs {step}"))

    def _call(self, caller: str, called: str) -> Place:
        commands = self._found.known.commands.get(caller, ())
        found = (one.where for one in commands if called in self._found.known.scripts.called(one))
        return next(found, Place(caller.partition(":")[0]))

    def _note(self) -> None:
        for artefact in self._found.artefacts:
            for op, _ in artefact.writers:
                self._writes[_op(op).name].append(artefact)
        for ops in self._found.ops.values():
            for one, other in passes(ops):
                if one is not other:
                    self._passes[_op(one).name].append(other)
        clocked = {f"{schedule.where.path}:{schedule.where.line}" for schedule, _ in self._found.starts}
        for caller, called in sorted(self._found.known.drives.items()):
            for runs in sorted(called):
                if caller != runs and (caller not in clocked or caller in self._found.ops):
                    self._callers[runs].append(caller)
        for schedule, started in self._found.starts:
            for step in started:
                self._starts[step].append((schedule.where, schedule.expression))


def _op(op: Op) -> Spot:
    return Spot("op", f"{op.step} {op.where}:{op.where.column}")


def _read(reading: Reading, artefact: Artefact) -> Arrow:
    hop = Hop(reading.access.where, f"{reading.op.step} reads {artefact.label}")
    return Arrow(_op(reading.op), hop, CERTAINTY[reading.evidence] >= SURE)


def _importers(project: Project) -> dict[str, list[tuple[str, Place]]]:
    """For each file those that import it themselves, and the line where they do."""
    graph, found = project.fact(ImportGraph), defaultdict(list)
    for file, imports in project.each(Imports):
        seen = {file.path}
        for one in imports:
            for path in _meant(graph, file.path, one):
                if path not in seen:
                    seen.add(path)
                    found[path].append((file.path, one.where))
        for path in graph.direct(file.path):
            if path not in seen:
                found[path].append((file.path, imports[0].where))
    return found


def _meant(graph: ImportGraph, path: str, one: Import) -> Iterator[str]:
    """The file that the import names, and the one that its name really comes from."""
    whole = one.module + ("" if one.module.endswith(".") else ".") + one.name
    for dotted in (one.module, whole if one.name not in ("", "*") else ""):
        target = graph.resolve(path, dotted) if dotted.strip(".") else None
        if target is not None:
            yield target.path


def _services(project: Project) -> frozenset[str]:
    """Files that answer requests: by their role, or by a framework that they use."""
    signs = project.table(SurfaceSigns)
    by_role = {
        file.path for file in project.repository.files if file.role is Role.SERVING and file.path.endswith(".py")
    }
    by_use = {file.path for file, uses in project.each(Uses) if any(signs.of(use.name) == SERVING for use in uses)}
    return frozenset(by_role | by_use)
