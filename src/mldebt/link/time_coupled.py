"""Where do two scheduled jobs hand data on, with nothing but the clock to see that it is there?"""

from collections.abc import Iterator

from mldebt.model import Cautions, Finding, Hop, Project, Schedules, record

from .artefact_steps import Steps, steps
from .clock_times import minutes_between
from .step_links import StepLink, StepLinks, Trigger, triggers
from .told import Told


@record
class TimeCoupledJobs(Told):
    """One finding for each two schedules of which the later reads what the earlier writes."""

    looks_at = (Schedules,)

    @classmethod
    def of(cls, project: Project) -> "TimeCoupledJobs":
        known = steps(project)
        clocks = triggers(known, project)
        links = project.fact(StepLinks).links if len(clocks) > 1 else ()
        by_step: dict[str, list[Trigger]] = {}
        for trigger in clocks:
            for step in sorted(trigger.steps):
                by_step.setdefault(step, []).append(trigger)
        waits = {file.path for file, found in project.each(Cautions) if any(one.kind == "waits" for one in found)}
        found: dict[tuple[str, str], Finding] = {}
        for link in links:
            for pair in _pairs(link, by_step, known, waits):
                key = (pair[0].schedule.where.path + pair[0].name, pair[1].schedule.where.path + pair[1].name)
                finding = _finding(link, *pair)
                if finding is not None:
                    found.setdefault(key, finding)
        return cls(tuple(found.values()), looked=len(clocks) > 1)


def _pairs(
    link: StepLink, by_step: dict[str, list[Trigger]], known: Steps, waits: set[str]
) -> Iterator[tuple[Trigger, Trigger]]:
    """The schedules of writer and reader, where they are different, nobody orders them and the reader does not look."""
    starts, reads = by_step.get(link.writer, []), by_step.get(link.reader, [])
    if any(trigger in reads for trigger in starts) or link.reader.partition(":")[0] in waits:
        return
    for first in starts:
        for then in reads:
            run = first.steps | then.steps
            if known.orchestrated.isdisjoint(run) and waits.isdisjoint(step.partition(":")[0] for step in then.steps):
                yield first, then


def _finding(link: StepLink, first: Trigger, then: Trigger) -> Finding | None:
    gap = minutes_between(first.schedule.expression, then.schedule.expression)
    if gap is None:
        return None
    one, other = first.schedule, then.schedule
    path = link.written.path if "*" not in link.written.path else link.read.path
    message = (
        f"{then.name} reads {path} {gap} minutes after {first.name} starts to write it, and only the clock orders them"
    )
    hops = (
        Hop(one.where, f"`{one.expression}` starts {first.name}"),
        Hop(link.written.where, f"writes {link.written.path}"),
        Hop(other.where, f"`{other.expression}` starts {then.name}"),
        Hop(link.read.where, f"reads {link.read.path}"),
    )
    subject = " to ".join(trigger.name.rpartition("/")[2] for trigger in (first, then))
    return Finding(other.where, message, hops, subject)
