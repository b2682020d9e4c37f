"""Which data jobs does the clock start directly, without anybody in between who knows their order and their fate?"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.knowledge import Distributions, SurfaceSigns
from mldebt.model import (
    Access,
    Command,
    Hop,
    Imports,
    Language,
    Project,
    ProjectFact,
    Reading,
    Schedule,
    Schedules,
    record,
)

from .artefact_steps import CLOCKS, Steps, step_of, steps

ORCHESTRATORS = frozenset({"dvc", "make", "snakemake", "nextflow", "argo", "dbt", "pyflyte", "cwltool", "mlflow"})
"""Programs that own the order of what they run; those that are also imported stand in the table of surfaces."""

CHORES = frozenset({
    "pg_dump", "pg_dumpall", "mysqldump", "mongodump", "restic", "borg", "rsnapshot", "duplicity", "logrotate",
    "certbot", "find", "pg_basebackup", "barman", "xtrabackup",
})  # fmt: skip
"""Programs whose line is housekeeping, whatever else stands on it."""

CHORE_WORDS = frozenset({
    "backup", "backups", "bak", "bkp", "dump", "dumps", "log", "logs", "logrotate", "cleanup", "purge", "prune",
    "rotate", "certbot", "certs", "healthcheck", "health", "ping", "vacuum", "snapshot", "snapshots", "archive",
})  # fmt: skip
"""Words of a script's or a path's name that say the same."""

UNTOLD = frozenset({"", "llm"})
"""Kinds of libraries that do not make a data job of what imports them: a client of a language model may post jokes."""


class Job(NamedTuple):
    """What a schedule starts. `data` are the lines that make it a data job; each message goes on where "it" begins:
    `reads s3://…`. `owner` is the orchestrator in between, if any.
    """

    schedule: Schedule
    name: str
    data: tuple[Hop, ...]
    owner: str


@record
class ScheduledJobs(ProjectFact):
    """One Job a line of a crontab or a CronJob."""

    looks_at = (Schedules,)

    jobs: tuple[Job, ...]

    @classmethod
    def of(cls, project: Project) -> "ScheduledJobs":
        clocks = [one for _, found in project.each(Schedules) for one in found if one.kind in CLOCKS]
        if not clocks:
            return cls(())
        known = steps(project)
        readings = {reading.file.path: reading for reading in project.readings}
        return cls(tuple(_job(schedule, known, readings, project) for schedule in clocks))

    def __bool__(self) -> bool:
        return bool(self.jobs)


def _job(schedule: Schedule, known: Steps, readings: dict[str, Reading], project: Project) -> Job:
    line = step_of(schedule)
    commands = known.commands.get(line, [])
    called = [path for command in commands for path in known.scripts.called(command)]
    run = run_by(called, known)
    hops = [*touched(line, known)]
    for path in run:
        if not _is_chore(path):
            hops += touched(path, known)
            hops += _learning(readings[path], project) if path in readings else ()
    name = called[0] if called else commands[-1].program if commands else schedule.command
    owner = _orchestrator(commands, run, known, project.table(SurfaceSigns))
    return Job(schedule, name, tuple(dict.fromkeys(hops)), owner)


def run_by(called: list[str], known: Steps) -> list[str]:
    """The scripts called, and those that they call in turn."""
    seen, todo = dict.fromkeys(called), list(called)
    while todo:
        for path in sorted(known.drives.get(todo.pop(), ())):
            if path not in seen:
                seen[path] = None
                todo.append(path)
    return list(seen)


def _orchestrator(commands: list[Command], run: list[str], known: Steps, signs: SurfaceSigns) -> str:
    """The program that the line starts instead of the job, or the file among those run that belongs to one."""
    for command in commands:
        if command.program in ORCHESTRATORS:
            return command.program
        named = command.words[1:3] if "-m" in command.words[:3] else (command.program,)
        for word in named:
            if signs.of(word) == "orchestration":
                return word
    return next((path for path in run if path in known.orchestrated), "")


def touched(step: str, known: Steps) -> Iterator[Hop]:
    """The lines that move data in a step: SQL handed to a client, and paths read and written."""
    chores = {command.where[:2] for command in known.commands.get(step, ()) if command.program in CHORES}
    handed = [query for query in known.queries.get(step, ()) if query.client and query.call[:2] not in chores]
    for query in handed:
        tables = " and ".join(query.reads or query.writes)
        if query.moves_data and tables:
            yield Hop(query.where, f"moves rows of {tables} with {query.client}")
    for access in known.accesses.get(step, ()):
        is_said = bool(handed) and access.kind == "table" and access.language is Language.SQL
        if access.where[:2] not in chores and not is_said and not _is_chore(access.path):
            yield Hop(access.where, f"{access.mode} {_name(access)}")


def _name(access: Access) -> str:
    if access.path.strip("*/"):
        return access.path
    return "a table" if access.kind == "table" else "data at a path it is given"


def _learning(reading: Reading, project: Project) -> Iterator[Hop]:
    """The first import of a library for learning."""
    known = project.table(Distributions)
    for one in reading.fact(Imports):
        if any(row.ml and row.category not in UNTOLD for row in known.by_import(one.module)):
            yield Hop(one.where, f"imports {one.module}")
            return


def _is_chore(path: str) -> bool:
    return not CHORE_WORDS.isdisjoint(re.split(r"[^a-z]+", path.lower()))
