"""What moves data in this project, as nodes and edges for a drawing?"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mldebt.model import (
    Drawing,
    Edge,
    Jungle,
    Node,
    Outside,
    Pipeline,
    Place,
    Project,
    ProjectFact,
    Schedule,
    Schedules,
)

from .artefact_steps import CLOCKS, Steps, step_of, steps
from .artefacts import Chain, chains_of
from .flow_artefacts import Artefact, artefacts, read_artefacts
from .flow_index import jungle
from .flow_lines import flow_of
from .flow_ops import Op, operations, passes

_SCRIPT = re.compile(r"\S*\.(?:py|sh|bash|R|r|scala|sql|hql|ipynb|pl|jar)")
MISSING, UNTRACKED, MUTED = "not in this project", "not in version control", "nobody hears of a failure"


@dataclass(slots=True)
class Flowing:
    """All that is known of what moves data. Filled once by `flowing`, then only read.

    `starts` are the schedules with the steps that each starts, `missing` the steps that are started and do not exist,
    `runs` the steps that each step runs, `outside` what was collected, by its step and its file, and where it lives.
    """

    known: Steps
    ops: dict[str, list[Op]]
    artefacts: list[Artefact]
    starts: list[tuple[Schedule, list[str]]]
    missing: frozenset[str]
    tracked: dict[str, bool | None]
    links: frozenset[tuple[str, str]]
    runs: dict[str, list[str]]
    outside: dict[str, str]

    def is_tracked(self, step: str) -> bool | None:
        """The step's own text is in version control; what was only collected is not, wherever the evidence lies."""
        path = step.partition(":")[0]
        return False if path in self.outside else self.tracked.get(path)

    def origin(self, step: str) -> str:
        """Where a collected step really lives."""
        return self.outside.get(step) or self.outside.get(step.partition(":")[0], "")


@dataclass(frozen=True, slots=True)
class FlowGraph(ProjectFact):
    """The drawing of all steps that hang together with others or that a clock starts."""

    drawing: Drawing

    @classmethod
    def of(cls, project: Project) -> "FlowGraph":
        return cls(_drawing(flowing(project), project))

    def __bool__(self) -> bool:
        return bool(self.drawing.nodes)


def flowing(project: Project) -> Flowing:
    """Steps, operations, artefacts and schedules, linked."""
    known = steps(project)
    ops = operations(known)
    found = artefacts(ops)
    tracked = {file.path: file.tracked for file in project.repository.files}
    starts, missing = _starts(known, project, ops, tracked)
    links = frozenset(
        (writer.step, reading.op.step)
        for artefact, reading in read_artefacts(found)
        for writer, _ in artefact.writers
        if writer.step != reading.op.step
    )
    runs = _runs(known, project, {*ops, *missing})
    return Flowing(known, ops, found, starts, missing, tracked, links, runs, _outside(project))


def _starts(
    known: Steps, project: Project, ops: dict[str, list[Op]], tracked: dict[str, bool | None]
) -> tuple[list[tuple[Schedule, list[str]]], frozenset[str]]:
    """Each schedule with what it starts: the scripts that its line calls, the line itself where it touches data."""
    by_place: dict[Place, list[str]] = defaultdict(list)
    for step, schedules in sorted(known.schedules.items()):
        for schedule in schedules:
            by_place[schedule.where].append(step)
    found, missing = [], set()
    for _, told in project.each(Schedules):
        for schedule in told:
            line, called = step_of(schedule), by_place.get(schedule.where, [])
            own = [line] if schedule.kind in CLOCKS and line in ops else called
            gone = [one for one in called if ":" not in one and one not in tracked] + _absent(known, line, called)
            missing |= set(gone)
            found.append((schedule, list(dict.fromkeys((*own, *gone)))))
    return found, frozenset(missing)


def _runs(known: Steps, project: Project, moving: Collection[str]) -> dict[str, list[str]]:
    """What each step runs that moves data, directly or by way of steps that do not; of drivers that move none
    themselves those that hold several together. Lines that a clock starts are no drivers."""
    lines = {step_of(one) for _, schedules in project.each(Schedules) for one in schedules if one.kind in CLOCKS}
    found = {}
    for caller in sorted(known.drives):
        reached: list[str] = []
        todo, seen = [caller], {caller}
        while todo:
            for one in sorted(known.drives.get(todo.pop(), ())):
                if one not in seen:
                    seen.add(one)
                    (reached if one in moving else todo).append(one)
        if reached and (caller in moving or (len(reached) > 1 and caller not in lines)):
            found[caller] = sorted(reached)
    return found


def _outside(project: Project) -> dict[str, str]:
    found = {}
    for file, collected in project.each(Outside):
        found[file.path] = collected[0].origin if len(collected) == 1 else ""
        found |= {f"{one.where.path}:{one.where.line}": one.origin for one in collected}
    return found


def _absent(known: Steps, line: str, called: list[str]) -> list[str]:
    """A script that the line runs by its own path and that lies nowhere in the project."""
    commands = [command for command in known.commands.get(line, ()) if not any(known.scripts.called(command))]
    return [one.words[0] for one in commands if not called and _SCRIPT.fullmatch(one.words[0])]


def _drawing(found: Flowing, project: Project) -> Drawing:
    groups = _groups(found)
    drawn = {step for group in groups for step in group}
    chains = chains_of(found.known)
    nodes = _Nodes(found, drawn)
    edges: list[Edge] = []
    for schedule, started in found.starts:
        edges += nodes.trigger(schedule, started)
    for caller, called in found.runs.items():
        edges += [edge for one in called for edge in nodes.call(caller, one)]
    for step in sorted(drawn):
        edges += nodes.operations(step)
    for artefact in found.artefacts:
        edges += nodes.artefact(artefact)
    repository = project.repository
    return Drawing(
        repository.name, tuple(nodes.made.values()), tuple(edges),
        tuple(_pipeline(group, chains, found) for group in groups), sum(step not in drawn for step in found.ops),
        repository.commit, repository.committed,
    )  # fmt: skip


def _groups(found: Flowing) -> list[tuple[str, ...]]:
    """Steps that data or calls connect, and single ones that something starts; the rest is not drawn."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in found.links:
        near[one].add(other)
        near[other].add(one)
    moving = {*found.ops, *found.missing}
    for caller, called in found.runs.items():
        for one in called:
            near[caller].add(one)
            near[one].add(caller)
    for _, started in found.starts:
        for one in started:
            if one in moving:
                near[one] |= {other for other in started if other in moving} - {one}
    groups, seen = [], set[str]()
    for start in sorted(near):
        if start not in seen:
            group, todo = {start}, [start]
            while todo:
                for one in near[todo.pop()] - group:
                    group.add(one)
                    todo.append(one)
            seen |= group
            groups.append(tuple(sorted(group)))
    return groups


def _pipeline(group: tuple[str, ...], chains: list[Chain], found: Flowing) -> Pipeline:
    inside = [chain for chain in chains if set(chain.steps) <= set(group)]
    chain = max(inside, key=lambda one: one.length, default=None)
    index: Jungle | None = jungle(group, chain, found) if chain is not None else None
    return Pipeline(group, flow_of(chain) if chain is not None else None, index)


class _Nodes:
    """Makes each node once, when an edge first needs it."""

    def __init__(self, found: Flowing, drawn: set[str]) -> None:
        self.made: dict[str, Node] = {}
        self._found, self._drawn = found, drawn

    def trigger(self, schedule: Schedule, started: list[str]) -> Iterator[Edge]:
        for step in started:
            if step in self._drawn:
                name = f"trigger {schedule.where}"
                notes: tuple[str, ...] = (f"collected from {schedule.origin}",) if schedule.origin else ()
                notes += (MUTED,) if schedule.muted else ()
                self._add(Node(name, "trigger", schedule.expression, schedule.where, notes=notes))
                yield Edge(name, self._step(step), "triggers", "declared", schedule.where)

    def call(self, caller: str, called: str) -> Iterator[Edge]:
        if {caller, called} <= self._drawn:
            where = next(
                (one.where for one in self._found.known.commands.get(caller, ())
                 if called in self._found.known.scripts.called(one)), Place(caller.partition(":")[0]),
            )  # fmt: skip
            yield Edge(self._step(caller), self._step(called), "calls", "declared", where)

    def operations(self, step: str) -> Iterator[Edge]:
        self._step(step)
        for op in self._found.ops.get(step, ()):
            self._op(op)
        for one, other in passes(self._found.ops.get(step, ())):
            yield Edge(self._op(one), self._op(other), "passes", "template", other.where)

    def artefact(self, artefact: Artefact) -> Iterator[Edge]:
        written = [(op, access) for op, access in artefact.writers if op.step in self._drawn]
        read = [reading for reading in artefact.readers if reading.op.step in self._drawn]
        if not written and not read:
            return
        first = (written[0][1] if written else read[0].access).where
        self._add(Node(artefact.name, "artefact", artefact.label, first, "", "", artefact.environment, artefact.sort))
        seen = set()
        for op, access in written:
            if id(op) not in seen:
                seen.add(id(op))
                sure = "argument" if access in op.handed else "template" if "*" in access.path else "literal"
                yield Edge(self._op(op), artefact.name, "writes", sure, access.where)  # type: ignore[arg-type]
        seen = set()
        for reading in read:
            if id(reading.op) not in seen:
                seen.add(id(reading.op))
                yield Edge(artefact.name, self._op(reading.op), "reads", reading.evidence, reading.access.where)

    def _step(self, step: str) -> str:
        name = f"step {step}"
        if name not in self.made:
            absent = step in self._found.missing
            ops = self._found.ops.get(step, ())
            origin = self._found.origin(step)
            untracked = self._found.is_tracked(step) is False
            notes: tuple[str, ...] = (MISSING,) if absent else (UNTRACKED,) if untracked else ()
            notes += (f"collected from {origin}",) if origin else ()
            languages = dict.fromkeys(op.language for op in ops if op.language)
            place = None if absent else _line(step)
            self._add(Node(name, "step", step, place, "", ", ".join(languages), "", "", notes))
        return name

    def _op(self, op: Op) -> str:
        name = f"op {op.step} {op.where}:{op.where.column}"
        if name not in self.made:
            self._add(Node(name, "op", str(op.where), op.where, self._step(op.step), op.language))
        return name

    def _add(self, node: Node) -> None:
        self.made.setdefault(node.name, node)


def _line(step: str) -> Place:
    path, _, line = step.rpartition(":")
    return Place(path, int(line)) if path and line.isdigit() else Place(step)


def part_of(drawing: Drawing, files: tuple[str, ...]) -> Drawing:
    """The pipelines that a step in one of the files or folders takes part in, with what they touch."""
    wanted = [one for one in drawing.pipelines if any(_is_in(step, files) for step in one.steps)]
    steps = {f"step {step}" for one in wanted for step in one.steps}
    own = {node.name for node in drawing.nodes if node.name in steps or node.inside in steps}
    edges = tuple(edge for edge in drawing.edges if edge.source in own or edge.target in own)
    kept = own | {name for edge in edges for name in (edge.source, edge.target)}
    edges = tuple(edge for edge in edges if {edge.source, edge.target} <= kept)
    strangers = {node.inside for node in drawing.nodes if node.name in kept and node.inside not in ("", *steps)}
    nodes = tuple(node for node in drawing.nodes if node.name in kept | strangers)
    return drawing._replace(nodes=nodes, edges=edges, pipelines=tuple(wanted), others=0)


def _is_in(step: str, files: tuple[str, ...]) -> bool:
    path = step.partition(":")[0]
    return any(path == file or file == "." or path.startswith(f"{file}/") for file in files)
