"""Which scheduled steps write data that others read, without ever looking at it?"""

from mldebt.knowledge import DataChecks
from mldebt.model import Calls, Cautions, Finding, Hop, Imports, Project, Queries, Reading, Schedules, record

from .artefact_steps import steps
from .step_links import StepLink, StepLinks, triggers
from .told import Told


@record
class UncheckedWrites(Told):
    """One finding a step that a clock starts and whose data another step reads."""

    looks_at = (Schedules,)

    @classmethod
    def of(cls, project: Project) -> "UncheckedWrites":
        known, table = steps(project), project.table(DataChecks)
        clocked = {step for trigger in triggers(known, project) for step in trigger.steps}
        readings = {reading.file.path: reading for reading in project.readings}
        first: dict[str, StepLink] = {}
        for link in project.fact(StepLinks).links if clocked else ():
            if link.writer in clocked and link.writer in readings:
                first.setdefault(link.writer, link)
        found = [
            _finding(link)
            for step, link in sorted(first.items())
            if not any(_checks(path, readings, table) for path in known.driven_by(step))
            and not _checks(link.reader.partition(":")[0], readings, table, reads_only=True)
        ]
        return cls(tuple(found), looked=bool(first))


def _finding(link: StepLink) -> Finding:
    message = f"{link.writer} writes {link.written.path}, which {link.reader} reads, and neither looks at what it is"
    hops = (Hop(link.written.where, f"writes {link.written.path}"), Hop(link.read.where, f"{link.reader} reads it"))
    return Finding(link.written.where, message, hops, f"{link.writer} {link.written.path}")


def _checks(path: str, readings: dict[str, Reading], table: DataChecks, *, reads_only: bool = False) -> bool:
    """A stop, a library for it, a call that counts, or a query that does."""
    reading = readings.get(path)
    if reading is None:
        return False
    if not reads_only and any(one.kind == "checks" for one in reading.fact(Cautions)):
        return True
    if any(_is(table, one.module.partition(".")[0], "import") for one in reading.fact(Imports)):
        return True
    if not reads_only and any(
        _is(table, one.name, "call") or _is(table, "?." + one.name.rpartition(".")[2], "call")
        for one in reading.fact(Calls)
    ):
        return True
    return any(query.kind == "probe" for query in reading.fact(Queries))


def _is(table: DataChecks, name: str, kind: str) -> bool:
    row = table.get(name)
    return row is not None and row.kind == kind
