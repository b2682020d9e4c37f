"""Which steps does the project have, what data does each touch, what starts it, and who drives it?

A step is what is run as one thing: a script, a notebook, a note, or a line of a crontab (named `path:line`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mldebt.knowledge import IoFunctions, SurfaceSigns
from mldebt.model import (
    SIZED,
    STORES,
    Access,
    Accesses,
    Calls,
    Command,
    Commands,
    Imports,
    Language,
    Project,
    Reading,
    Schedule,
    Schedules,
    looks_like_data,
)

from .artefact_python import python_accesses
from .artefact_scripts import Scripts
from .imports import ImportGraph

CLOCKS = ("cron", "cronjob")
"""Schedules that start single lines; a workflow or a note is started as a whole."""

_TARGET = re.compile(r"-{1,2}(?:[\w-]*[-_])?(?:out|output|dest|destination|target|save|to|write|result|results)\b.*|-o")


@dataclass(slots=True)
class Steps:
    """Filled once by `steps`, then only read."""

    scripts: Scripts
    accesses: dict[str, list[Access]] = field(default_factory=lambda: defaultdict(list))
    drives: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    schedules: dict[str, list[Schedule]] = field(default_factory=lambda: defaultdict(list))
    orchestrated: set[str] = field(default_factory=set)

    def driven_by(self, step: str) -> frozenset[str]:
        """The step itself and all that it runs or imports, directly or not."""
        seen, todo = {step}, [step]
        while todo:
            for one in self.drives.get(todo.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        return frozenset(seen)


def steps(project: Project) -> Steps:
    """The steps of all files that are neither tests nor documents nor other people's."""
    readings = [reading for reading in project.readings if reading.file.role in SIZED]
    found = Steps(Scripts(reading.file for reading in readings))
    functions, signs = project.table(IoFunctions), project.table(SurfaceSigns)
    imports = project.fact(ImportGraph)
    for reading in readings:
        path, clocks = reading.file.path, _clocks(reading)
        for access in [*reading.fact(Accesses), *python_accesses(reading.fact(Calls), functions)]:
            found.accesses[_step(access.where.line, path, clocks)].append(access)
        for schedule in reading.fact(Schedules):
            if schedule.kind not in CLOCKS:
                found.schedules[path].append(schedule)
        for command in reading.fact(Commands):
            _note_command(command, _step(command.where.line, path, clocks), clocks, found)
        if reading.fact(Imports):
            found.drives[path] |= imports.reach(path) - {path}
            if any(signs.of(one.module) == "orchestration" for one in reading.fact(Imports)):
                found.orchestrated.add(path)
                found.drives[path] |= set(_mentioned(reading.fact(Calls), path, found.scripts))
    return found


def _clocks(reading: Reading) -> list[Schedule]:
    return [schedule for schedule in reading.fact(Schedules) if schedule.kind in CLOCKS]


def _step(line: int, path: str, clocks: Iterable[Schedule]) -> str:
    inside = next((clock for clock in clocks if clock.body[0] <= line <= clock.body[1]), None)
    return path if inside is None else f"{path}:{inside.where.line}"


def _note_command(command: Command, step: str, clocks: list[Schedule], found: Steps) -> None:
    """What the command runs, when, and the data named on its command line, which the script gets as arguments."""
    for called in found.scripts.called(command):
        found.drives[step].add(called)
        found.schedules[called] += [clock for clock in clocks if clock.starts(command.where)]
        found.accesses[called] += _arguments(command)


def _arguments(command: Command) -> Iterator[Access]:
    """Addresses and data files among the arguments: written if the option before them says so, otherwise read."""
    before = ""
    for word in command.words[1:]:
        option, mark, value = word.partition("=") if word.startswith("-") else ("", "", word)
        path, option = (value, option) if mark or not option else ("", option)
        named = path if path and (STORES.match(path) or looks_like_data(path)) else ""
        if named:
            writes = _TARGET.fullmatch(option or before)
            yield Access("writes" if writes else "reads", named, command.where, Language.SHELL)
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
