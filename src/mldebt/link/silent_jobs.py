"""Which scheduled data jobs can fail without anybody ever hearing of it?"""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import AlertSigns
from mldebt.model import Calls, Commands, Finding, Imports, Project, Reading, Schedules, record

from .artefact_steps import Steps, step_of, steps
from .jobs import Job, ScheduledJobs, run_by
from .told import Told

KEPT = re.compile(
    r"(?<![0-9&>])(?:1|&)?>{1,2}\s*(?!\s*/dev/null|&)\S|\|\s*(?:tee|logger|systemd-cat|mail\w*|cronic|ts)\b|2>{1,2}\s*(?!&|/dev/null)\S"
)
"""What the job prints goes to a file or a program, where somebody may look."""


@record
class SilentJobs(Told):
    """Lines of crontabs that start a data job, throw away what it prints, and tell nobody."""

    looks_at = (Schedules,)

    @classmethod
    def of(cls, project: Project) -> "SilentJobs":
        jobs = [job for job in project.fact(ScheduledJobs).jobs if job.schedule.kind == "cron" and job.data]
        if not jobs:
            return cls((), looked=False)
        known, signs = steps(project), project.table(AlertSigns)
        readings = {reading.file.path: reading for reading in project.readings}
        silent = [job for job in jobs if not job.owner and _is_silent(job, known, readings, signs)]
        return cls(tuple(map(_finding, silent)), looked=True)


def _finding(job: Job) -> Finding:
    start = job.schedule
    message = f"nobody hears when {job.name} fails: `{start.expression}` throws away what it prints"
    if not re.search(r"/dev/null", start.command):
        message = f"nobody hears when {job.name} fails: `{start.expression}` prints to a mailbox that is switched off"
    return Finding(start.where, message, job.data[:2], f"{start.expression} {job.name}")


def _is_silent(job: Job, known: Steps, readings: dict[str, Reading], signs: AlertSigns) -> bool:
    start = job.schedule
    if not start.muted or KEPT.search(start.command):
        return False
    line = step_of(start)
    if any(signs.get(command.program) for command in known.commands.get(line, ())) or "||" in start.command.replace(
        "|| true", ""
    ):
        return False
    run = run_by([path for command in known.commands.get(line, ()) for path in known.scripts.called(command)], known)
    files = {path for step in run for path in known.driven_by(step)}
    return all(path in readings for path in run) and not any(
        True for path in files if path in readings for _ in _told(readings[path], signs)
    )


def _told(reading: Reading, signs: AlertSigns) -> Iterator[str]:
    """What in the file may tell somebody."""
    yield from (
        one.program for one in reading.fact(Commands) if _is(signs, one.program, "program") or _logs(one.writes)
    )
    yield from (one.module for one in reading.fact(Imports) if _is(signs, one.module.partition(".")[0], "import"))
    yield from (one.name for one in reading.fact(Calls) if _is(signs, one.name, "call"))


def _logs(paths: tuple[str, ...]) -> bool:
    return any(path.endswith((".log", ".err", ".out")) for path in paths)


def _is(signs: AlertSigns, name: str, kind: str) -> bool:
    row = signs.get(name)
    return row is not None and row.kind == kind
