"""Which scheduled steps write data that others read, without ever looking at it?"""

from collections import defaultdict

from mldebt.knowledge import DataChecks
from mldebt.model import Calls, Cautions, Finding, Hop, Imports, Project, Queries, Reading, Schedules, record

from .artefact_steps import steps
from .step_links import StepLink, StepLinks, Trigger, triggers
from .told import Told

MOST = 5
"""Hand-overs that are shown of one flow."""


@record
class UncheckedWrites(Told):
    """One finding a flow: steps that a clock starts together, or that hand data to each other which others read."""

    looks_at = (Schedules,)

    @classmethod
    def of(cls, project: Project) -> "UncheckedWrites":
        known, table = steps(project), project.table(DataChecks)
        started = triggers(known, project)
        clocked = {step for trigger in started for step in trigger.steps}
        readings = {reading.file.path: reading for reading in project.readings}
        first: dict[str, StepLink] = {}
        for link in project.fact(StepLinks).links if clocked else ():
            if link.writer in clocked and link.writer in readings:
                first.setdefault(link.writer, link)
        found = [
            link
            for step, link in sorted(first.items())
            if not any(_checks(path, readings, table) for path in known.driven_by(step))
            and not _checks(link.reader.partition(":")[0], readings, table, reads_only=True)
        ]
        return cls(tuple(map(_finding, _flows(found, started))), looked=bool(first))


def _flows(links: list[StepLink], started: list[Trigger]) -> list[list[StepLink]]:
    """The links by flow, in each those first whose writer reads nothing that another one writes."""
    roots: dict[str, str] = {}

    def root(step: str) -> str:
        while roots.setdefault(step, step) != step:
            roots[step] = roots[roots[step]]
            step = roots[step]
        return step

    for link in links:
        roots[root(link.reader)] = root(link.writer)
    writers = {link.writer for link in links}
    for trigger in started:
        together = sorted(writers & trigger.steps)
        for step in together[1:]:
            roots[root(step)] = root(together[0])
    flows: dict[str, list[StepLink]] = defaultdict(list)
    for link in links:
        flows[root(link.writer)].append(link)
    readers = {link.reader for link in links}
    return [sorted(flow, key=lambda link: link.writer in readers) for flow in flows.values()]


def _finding(flow: list[StepLink]) -> Finding:
    link, *others = flow
    message = f"{link.writer} writes {link.written.path}, which {link.reader} reads, and neither looks at what it is"
    if others:
        message += f", as in {len(others)} more hand-over{'s' * (len(others) > 1)} of that flow"
    hops = tuple(hop for one in flow[:MOST] for hop in _hops(one, f"{one.writer} " if others else ""))
    return Finding(link.written.where, message, hops, f"{link.writer} {link.written.path}")


def _hops(link: StepLink, writer: str) -> tuple[Hop, Hop]:
    written = Hop(link.written.where, f"{writer}writes {link.written.path}")
    return written, Hop(link.read.where, f"{link.reader} reads it")


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
