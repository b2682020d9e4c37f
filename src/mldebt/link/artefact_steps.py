"""Which steps does the project have, what data does each touch, what starts it, and who drives it?

A step is what is run as one thing: a script, a notebook, a note, or a line of a crontab (named `path:line`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mldebt.knowledge import EnvironmentNames, IoFunctions, SurfaceSigns
from mldebt.model import (
    SIZED,
    STORES,
    Access,
    Accesses,
    Calls,
    Command,
    Commands,
    EnvironmentWords,
    Imports,
    Language,
    Place,
    Project,
    ProjectFact,
    Queries,
    Query,
    Reading,
    Schedule,
    Schedules,
    looks_like_data,
)

from .artefact_python import python_accesses, rows_of
from .artefact_scripts import Scripts
from .imports import ImportGraph

CLOCKS = ("cron", "cronjob")
"""Schedules that start single lines; a workflow or a note is started as a whole."""

LANGUAGES = {"py": Language.PYTHON, "ipynb": Language.PYTHON, "scala": Language.SCALA, "sql": Language.SQL}

_TARGET = re.compile(r"-{1,2}(?:[\w-]*[-_])?(?:out|output|dest|destination|target|save|to|write|result|results)\b.*|-o")


@dataclass(slots=True)
class Steps:
    """Filled once by `steps`, then only read."""

    scripts: Scripts
    imports: ImportGraph
    environments: Mapping[str, str] = field(default_factory=dict)
    accesses: dict[str, list[Access]] = field(default_factory=lambda: defaultdict(list))
    commands: dict[str, list[Command]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[str, list[Query]] = field(default_factory=lambda: defaultdict(list))
    drives: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    schedules: dict[str, list[Schedule]] = field(default_factory=lambda: defaultdict(list))
    orchestrated: set[str] = field(default_factory=set)

    def driven_by(self, step: str) -> frozenset[str]:
        """The step itself and all that it runs or imports, directly or not."""
        seen, todo = {step}, [step]
        while todo:
            last = todo.pop()
            for one in (*self.drives.get(last, ()), *self.imports.reach(last)):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        return frozenset(seen)


@dataclass(frozen=True, slots=True)
class KnownSteps(ProjectFact):
    """The steps of the project, found once for all who ask."""

    steps: Steps

    @classmethod
    def of(cls, project: Project) -> "KnownSteps":
        return cls(_steps(project))


def steps(project: Project) -> Steps:
    """The steps of all files that are neither tests nor documents nor other people's."""
    return project.fact(KnownSteps).steps


def _steps(project: Project) -> Steps:
    readings = [reading for reading in project.readings if reading.file.role in SIZED]
    found = Steps(Scripts(reading.file for reading in readings), project.fact(ImportGraph), _environments(project))
    rows, signs = rows_of(project.table(IoFunctions)), project.table(SurfaceSigns)
    for reading in readings:
        path, clocks = reading.file.path, _clocks(reading)
        found.schedules[path] += [one for one in reading.fact(Schedules) if one.kind not in CLOCKS]
        for access in (*reading.fact(Accesses), *python_accesses(reading.fact(Calls), rows)):
            found.accesses[_step(access.where, clocks)].append(access)
        for query in reading.fact(Queries):
            found.queries[_step(query.call, clocks)].append(query)
        for command in reading.fact(Commands):
            found.commands[_step(command.where, clocks)].append(command)
            _note_command(command, clocks.get(command.where.line), found)
        if any(signs.of(one.module) == "orchestration" for one in reading.fact(Imports)):
            found.orchestrated.add(path)
            found.drives[path] |= set(_mentioned(reading.fact(Calls), path, found.scripts))
    return found


def _environments(project: Project) -> dict[str, str]:
    """The words of the table and those that the configuration adds."""
    own = project.setting(EnvironmentWords)
    known: dict[str, str] = {row.name: row.environment for row in project.table(EnvironmentNames)}
    for place, words in (("prod", own.prod), ("staging", own.staging), ("dev", own.dev)):
        known |= dict.fromkeys((word.lower() for word in words), place)
    return known


def step_of(schedule: Schedule) -> str:
    """The name of the step that a line of a crontab is."""
    return f"{schedule.where.path}:{schedule.where.line}"


def _clocks(reading: Reading) -> dict[int, Schedule]:
    """What starts each line, where a clock starts single lines."""
    clocks = [schedule for schedule in reading.fact(Schedules) if schedule.kind in CLOCKS]
    return {line: clock for clock in clocks for line in range(clock.body[0], clock.body[1] + 1)}


def _step(where: Place, clocks: dict[int, Schedule]) -> str:
    clock = clocks.get(where.line)
    return where.path if clock is None else step_of(clock)


def _note_command(command: Command, clock: Schedule | None, found: Steps) -> None:
    """What the command runs, when, and the data named on its command line, which the script gets as arguments."""
    for called in found.scripts.called(command):
        found.drives[command.where.path if clock is None else step_of(clock)].add(called)
        found.schedules[called] += [clock] if clock is not None else []
        found.accesses[called] += _arguments(command, LANGUAGES.get(called.rpartition(".")[2], Language.SHELL))


def _arguments(command: Command, language: Language) -> Iterator[Access]:
    """Addresses and data files among the arguments: written if the option before them says so, otherwise read."""
    before = ""
    for word in command.words[1:]:
        option, mark, value = word.partition("=") if word.startswith("-") else ("", "", word)
        path, option = (value, option) if mark or not option else ("", option)
        named = path if path and (STORES.match(path) or looks_like_data(path)) else ""
        if named:
            writes = _TARGET.fullmatch(option or before)
            yield Access("writes" if writes else "reads", named, command.where, language)
        before = word if word.startswith("-") else ""


def _mentioned(calls: Calls, path: str, scripts: Scripts) -> Iterator[str]:
    """Scripts that an orchestrator's file names in its strings: a task's command."""
    for call in calls:
        for value in (*call.args, *(value for _, value in call.keywords)):
            if value.kind in ("literal", "template") and isinstance(value.value, str):
                for word in value.value.split():
                    found = scripts.find(word, "", path) if "." in word else None
                    if found is not None:
                        yield found
