"""Nodes and edges of a drawing, each made once, when something first needs it."""

from collections.abc import Iterator

from mldebt.model import Access, Edge, Evidence, Node, Place, Schedule

from .flow_artefacts import Artefact
from .flow_ops import Op, passes
from .flowing import Flowing

MISSING, UNTRACKED, MUTED = "not in this project", "not in version control", "nobody hears of a failure"


class Nodes:
    """`made` are the nodes by name, in the order in which they were needed."""

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
                yield Edge(self._op(op), artefact.name, "writes", _evidence(op, access), access.where)
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


def _evidence(op: Op, access: Access) -> Evidence:
    if access.declared:
        return "declared"
    return "argument" if access in op.handed else "template" if "*" in access.path else "literal"


def _line(step: str) -> Place:
    path, _, line = step.rpartition(":")
    return Place(path, int(line)) if path and line.isdigit() else Place(step)
