"""Which scripts does the clock start that this repository does not hold, or that git does not track?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Command, Commands, Confidence, Finding, Hop, Project, Schedule, Schedules, record

from .artefact_scripts import RUNNERS
from .artefact_steps import CLOCKS, step_of, steps
from .told import Told

SCRIPT = re.compile(r"\S*[\w\-]\.(?:py|sh|bash|R|r|sql|ipynb|scala|pl|rb|php|js|ts|jl|ksh)")
SYSTEM = ("/usr/", "/bin/", "/sbin/", "/etc/", "/lib/", "/proc/", "/dev/")
"""Folders that packages fill."""
EXAMPLES = frozenset({
    "path", "to", "your", "path-to", "path_to", "path_to_project", "example", "some", "my", "absolute", "full", "foo",
    "yourname", "username", "xxx", "...",
})  # fmt: skip
FETCHERS = frozenset(
    {"curl", "wget", "git", "cp", "mv", "ln", "install", "tee", "COPY", "ADD", "scp", "rsync", "unzip", "tar"}
)
"""Programs that may bring a script to where it is started."""


class Target(NamedTuple):
    """A script as the schedule names it, and the file of the repository that it is, if any."""

    word: str
    command: Command
    file: str | None


@record
class UnversionedTargets(Told):
    """One finding a schedule and script."""

    looks_at = (Schedules,)

    @classmethod
    def of(cls, project: Project) -> "UnversionedTargets":
        clocks = [one for _, found in project.each(Schedules) for one in found if one.kind in (*CLOCKS, "workflow")]
        if not clocks:
            return cls((), looked=False)
        files, brought = _by_name(project), _brought(project)
        tracked = {file.path: file.tracked for file in project.repository.files}
        found: dict[tuple[str, str], Finding] = {}
        looked = False
        for schedule in clocks:
            for target in _targets(schedule, project, files):
                looked = True
                name = target.word.rpartition("/")[2]
                if target.file is None and (schedule.kind == "cronjob" or name in brought):
                    continue  # what an image of somebody else holds, or what is fetched, nobody here can know
                if target.file is None or tracked[target.file] is False:
                    place = schedule.where.path if schedule.kind == "workflow" else step_of(schedule)
                    found.setdefault((place, target.word), _finding(schedule, target))
        return cls(tuple(found.values()), looked)


def _finding(schedule: Schedule, target: Target) -> Finding:
    shown, where = target.word.replace("*", "…"), schedule.where
    if schedule.kind == "workflow":
        where = target.command.where
    what = f"{target.file}, which git does not track" if target.file else f"{shown}, which is not in this repository"
    name = target.word.rpartition("/")[2]
    fix = f"git add {target.file}" if target.file else f"put {name} under version control and deploy it from there"
    sure = target.file is not None
    return Finding(
        where, f"`{schedule.expression}` starts {what}",
        (Hop(target.command.where, f"{target.command.program} is called here"),), f"{schedule.expression} {name}",
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM, fix=fix,
    )  # fmt: skip


def _targets(schedule: Schedule, project: Project, files: dict[str, list[str]]) -> Iterator[Target]:
    """The scripts on the line of a crontab, or in the steps of a scheduled workflow."""
    known = steps(project)
    step = schedule.where.path if schedule.kind == "workflow" else step_of(schedule)
    for command in known.commands.get(step, ()):
        word = _script(command)
        if word and _is_judged(word):
            yield Target(word, command, _file(word, command, files))


def _script(command: Command) -> str:
    """The script that is run: the program itself, or the first argument of what runs scripts."""
    if "/" in command.words[0] and SCRIPT.fullmatch(command.words[0]):
        return command.words[0]  # a bare name is looked up among the programs of the machine
    if not RUNNERS.fullmatch(command.program) or {"-m", "-c"} & set(command.words[1:3]):
        return ""
    return next((word for word in command.words[1:] if SCRIPT.fullmatch(word)), "")


def _is_judged(word: str) -> bool:
    """Not a program of the system, no address, no example, and its own name is known."""
    parts = word.lower().strip("/").split("/")
    name_known = "*" not in parts[-1] and not re.search(r"[<>{}$]", word)
    return name_known and not word.startswith(SYSTEM) and "://" not in word and EXAMPLES.isdisjoint(parts[:-1])


def _file(word: str, command: Command, files: dict[str, list[str]]) -> str | None:
    """Any file of that name will do: which of several it is does not matter here, but a tracked one is preferred."""
    same = files.get(word.rpartition("/")[2], [])
    path = f"{command.folder}/{word}".strip("/")
    return next((one for one in same if path.endswith(one)), same[0] if same else None)


def _by_name(project: Project) -> dict[str, list[str]]:
    files: dict[str, list[str]] = defaultdict(list)
    for file in sorted(project.repository.files, key=lambda file: file.tracked is False):
        files[file.path.rpartition("/")[2]].append(file.path)
    return files


def _brought(project: Project) -> set[str]:
    """Names of files that some command of the project writes, copies or fetches."""
    found: set[str] = set()
    for _, commands in project.each(Commands):
        for command in commands:
            named = command.words[1:] if command.program in FETCHERS else ()
            found |= {word.rstrip("/").rpartition("/")[2] for word in (*named, *command.writes)}
    return found
