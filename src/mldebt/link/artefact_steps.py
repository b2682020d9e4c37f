"""Which steps does the project have, what data does each touch, what starts it, and who drives it?

A step is what is run as one thing: a script, a notebook, a note, or, named `path:line`, a line of a crontab, a stage
of dvc.yaml, a target of a Makefile, a task of a DAG.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from mldebt import patterns as re
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
    OwnIo,
    Place,
    Project,
    ProjectFact,
    Queries,
    Query,
    Reading,
    Schedule,
    Schedules,
    Signatures,
    Stage,
    Stages,
    looks_like_data,
    record,
)

from .artefact_paths import location
from .artefact_python import python_accesses, rows_of
from .artefact_scripts import Scripts
from .configured import calls_of
from .homes import Homes
from .imports import ImportGraph
from .stage_steps import StageIndex, datasets_of, declared, index_of, name_of, timers_of

CLOCKS = ("cron", "cronjob", "timer")
"""Schedules that start single lines or units; a workflow or a note is started as a whole."""

LANGUAGES = {"py": Language.PYTHON, "ipynb": Language.PYTHON, "scala": Language.SCALA, "sql": Language.SQL}

_TEXT = re.compile(r"[\s|<>;]")
"""What no path holds, but a piece of a program does."""
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
    stages: dict[str, list[Stage]] = field(default_factory=lambda: defaultdict(list))
    declared: dict[str, list[Access]] = field(default_factory=lambda: defaultdict(list))
    given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def driven_by(self, step: str) -> frozenset[str]:
        """The step itself and all that it runs or imports, directly or not."""
        seen, todo = {step}, [step]
        while todo:
            last = todo.pop()
            for one in (*self.drives.get(last, ()), *self.imports.direct(last)):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        return frozenset(seen)


@record
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
    rows, signs = rows_of(project.table(IoFunctions), project.setting(OwnIo)), project.table(SurfaceSigns)
    timers, homes = timers_of(project), Homes(project.repository.files)
    for reading in readings:
        path, clocks, stages = reading.file.path, _clocks(reading, timers), index_of(reading.fact(Stages))
        found.schedules[path] += [one for one in reading.fact(Schedules) if one.kind not in CLOCKS]
        _note_handlers(reading.fact(Schedules), found)
        in_python = python_accesses(calls_of(reading, project), rows, reading.fact(Signatures))
        for access in (*reading.fact(Accesses), *in_python):
            found.accesses[_step(access.where, access.scope, clocks, stages)].append(homes.seen(access))
        for query in reading.fact(Queries):
            found.queries[_step(query.call, "", clocks, stages)].append(query)
        for stage in reading.fact(Stages):
            _note_stage(stage, found)
        for command in reading.fact(Commands):
            step = _step(command.where, command.scope, clocks, stages)
            found.commands[step].append(command)
            _note_command(command, step, clocks.get(command.where.line), found, homes)
        if any(signs.of(one.module) == "orchestration" for one in reading.fact(Imports)):
            found.orchestrated.add(path)
            found.drives[path] |= set(_mentioned(reading.fact(Calls), path, found.scripts))
    _bind_options(found)
    _declare(found, datasets_of(readings), homes)
    return found


def _environments(project: Project) -> dict[str, str]:
    """The words of the table and those that the configuration adds."""
    own = project.setting(EnvironmentWords)
    known: dict[str, str] = {row.name: row.environment for row in project.table(EnvironmentNames)}
    for place, words in (("prod", own.prod), ("staging", own.staging), ("dev", own.dev)):
        known |= dict.fromkeys((word.lower() for word in words), place)
    return known


def _note_stage(stage: Stage, found: Steps) -> None:
    """Its file drives it, and it drives the scripts that it names."""
    step, path = name_of(stage), stage.where.path
    found.stages[step].append(stage)
    found.drives[path].add(step)
    for named in stage.scripts:
        called = found.scripts.find(named, stage.folder, path) or found.scripts.note(named, path)
        found.drives[step] |= {called} if called else set()
    target = found.imports.resolve(path, stage.function) if stage.function else None
    found.drives[step] |= {target.path} if target is not None and target.path != path else set()


def _note_handlers(schedules: Schedules, found: Steps) -> None:
    """The file of a function that a rule of a cloud starts: `src/jobs.train`."""
    for schedule in schedules:
        module = schedule.command.rpartition(".")[0] if schedule.kind == "event" else ""
        called = found.scripts.find(f"{module.replace('.', '/')}.py", "", schedule.where.path) if module else None
        if called is not None:
            found.drives[schedule.where.path].add(called)
            found.schedules[called].append(schedule)


def _bind_options(found: Steps) -> None:
    """The default of an option is not read where every caller that is known gives another value."""
    for script, options in found.given.items():
        if script in found.accesses:
            found.accesses[script] = [one for one in found.accesses[script] if one.option not in options]


def _declare(found: Steps, datasets: dict[tuple[str, str], str], homes: Homes) -> None:
    """What stages declare, on the script that one stage alone runs, else on the stage; what is read there anyway is
    not said twice."""
    drivers: dict[str, set[str]] = defaultdict(set)
    for step in found.stages:
        for script in found.drives.get(step, ()):
            drivers[script].add(step)
    known: dict[str, set[tuple[str, object]]] = {}
    for step, stages in found.stages.items():
        own = [script for script in found.drives.get(step, ()) if drivers[script] == {step}]
        target = own[0] if len(own) == 1 == len(stages) else step
        if target not in known:
            known[target] = {(one.mode, location(one)) for one in found.accesses.get(target, ())}
        language = LANGUAGES.get(target.rpartition(".")[2], Language.SHELL)
        for stage in stages:
            for access in map(homes.seen, declared(stage, datasets, found.scripts.holds, language)):
                if (access.mode, location(access)) not in known[target]:
                    found.declared[target].append(access)


def step_of(schedule: Schedule) -> str:
    """The name of the step that a line of a crontab is."""
    return f"{schedule.where.path}:{schedule.where.line}"


def _clocks(reading: Reading, timers: dict[str, Schedule]) -> dict[int, Schedule]:
    """What starts each line, where a clock starts single lines, or the unit that the file is."""
    timer = timers.get(reading.file.path)
    if timer is not None:
        return {command.where.line: timer for command in reading.fact(Commands)}
    clocks = [schedule for schedule in reading.fact(Schedules) if schedule.kind in CLOCKS]
    return {line: clock for clock in clocks for line in range(clock.body[0], clock.body[1] + 1)}


def _step(where: Place, scope: str, clocks: dict[int, Schedule], stages: StageIndex) -> str:
    clock = clocks.get(where.line)
    stage = stages.of(where, scope) if clock is None else None
    return step_of(clock) if clock is not None else where.path if stage is None else name_of(stage)


def _note_command(command: Command, step: str, clock: Schedule | None, found: Steps, homes: Homes) -> None:
    """What the command runs, when, and the data named on its command line, which the script gets as arguments. What the
    stage declares that it writes is not read."""
    made = {path for stage in found.stages.get(step, ()) for path in stage.writes}
    for called in found.scripts.called(command):
        found.drives[step].add(called)
        found.schedules[called] += [clock] if clock is not None else []
        given = _arguments(command, LANGUAGES.get(called.rpartition(".")[2], Language.SHELL), made)
        found.accesses[called] += map(homes.seen, given)
        words = (word.partition("=")[0] for word in command.words[1:] if word.startswith("--"))
        found.given[called] |= {word.lstrip("-").replace("-", "_") for word in words}


def _arguments(command: Command, language: Language, made: Collection[str]) -> Iterator[Access]:
    """Addresses and data files among the arguments: written if the option before them says so, otherwise read."""
    before, days = "", {one[0]: one for one in command.days}
    for at, word in enumerate(command.words[1:], 1):
        option, mark, value = word.partition("=") if word.startswith("-") else ("", "", word)
        path, option = (value, option) if mark or not option else ("", option)
        named = path if (STORES.match(path) or looks_like_data(path)) and not _TEXT.search(path) else ""
        if named:
            writes = named in made or _TARGET.fullmatch(option or before)
            _, day, moment = days.get(at, (at, "", ""))
            yield Access(
                "writes" if writes else "reads", named, command.where, language, day=day,
                moment=moment if option or before else "",  # else the script may as well write there
            )  # fmt: skip
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
