"""Which step does a declared stage make of what stands in its lines, and what does the declaration itself tell?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath

from mldebt.model import Access, Datasets, Language, Place, Project, Reading, Schedule, Schedules, Stage, Stages

CODE = (
    ".py", ".sh", ".bash", ".r", ".R", ".Rmd", ".qmd", ".ipynb", ".sql", ".scala", ".yaml", ".yml", ".toml", ".mk",
    ".cfg", ".ini", ".md", ".c", ".cpp", ".h", ".go", ".rs", ".js", ".ts", ".jl", ".o", ".so", ".lock",
)  # fmt: skip
"""Ends of the names of what a stage needs to run and does not read as data."""
LONGEST = 2_000
"""Bodies of more lines are whole files."""


@dataclass(slots=True)
class StageIndex:
    """The stages of one file by the lines and the functions that are theirs."""

    lines: dict[int, Stage]
    functions: dict[str, Stage]

    def of(self, where: Place, scope: str) -> Stage | None:
        found = self.lines.get(where.line)
        if found is None and scope and self.functions:
            parts = scope.split(".")
            names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
            found = next((self.functions[name] for name in names if name in self.functions), None)
        return found


def index_of(stages: Stages) -> StageIndex:
    """The narrowest stage wins a line, the first one a function."""
    lines: dict[int, Stage] = {}
    functions: dict[str, Stage] = {}
    for stage in sorted(stages, key=lambda one: one.body[0] - one.body[1]):
        if stage.body[1] - stage.body[0] < LONGEST:
            lines.update(dict.fromkeys(range(stage.body[0], stage.body[1] + 1), stage))
    for stage in stages:
        if stage.function.startswith("."):
            functions.setdefault(stage.function[1:], stage)
    return StageIndex(lines, functions)


def name_of(stage: Stage) -> str:
    """The step that a stage is."""
    return f"{stage.where.path}:{stage.where.line}"


def timers_of(project: Project) -> dict[str, Schedule]:
    """The timer that starts each service of systemd whose unit file is here, by the path of that file."""
    timers = [one for _, found in project.each(Schedules) for one in found if one.kind == "timer"]
    services: dict[str, list[str]] = {}
    for file in project.repository.files if timers else ():
        if file.language is Language.SYSTEMD:
            services.setdefault(file.path.rpartition("/")[2], []).append(file.path)
    found: dict[str, Schedule] = {}
    for timer in timers:
        named = services.get(timer.command, [])
        beside = [path for path in named if path.rpartition("/")[0] == timer.where.path.rpartition("/")[0]]
        for path in beside or (named if len(named) == 1 else []):
            found.setdefault(path, timer)
    return found


def datasets_of(readings: Iterable[Reading]) -> dict[tuple[str, str], str]:
    """Where each named data set of a project lies, by the project's folder and the name; one that several catalogues
    put elsewhere is not known."""
    found: dict[tuple[str, str], str] = {}
    for reading in readings:
        home = f"/{reading.file.path}".partition("/conf/")[0].lstrip("/")
        for one in reading.fact(Datasets):
            path = one.path if "://" in one.path or one.path.startswith(("/", "*")) else normpath(f"{home}/{one.path}")
            path = path.lstrip("/") if not one.path.startswith("/") else path
            found[home, one.name] = path if found.get((home, one.name), path) == path else ""
    return {name: path for name, path in found.items() if path}


def declared(
    stage: Stage, datasets: Mapping[tuple[str, str], str], is_code: Callable[[str], bool], language: Language
) -> Iterator[Access]:
    """What the stage says that it reads and writes, as accesses at its own place."""
    for mode, paths in (("reads", stage.reads), ("writes", stage.writes)):
        for path in paths:
            full = _of_catalogue(path, stage, datasets) if stage.tool == "kedro" else from_root(path, stage)
            if full.strip("*/.") and not full.endswith(CODE) and not is_code(full):
                yield Access(
                    "reads" if mode == "reads" else "writes", full, stage.where, language,
                    "table" if full.startswith("table:") else "data", declared=True,
                )  # fmt: skip


def _of_catalogue(name: str, stage: Stage, datasets: Mapping[tuple[str, str], str]) -> str:
    """The path of the named data, or an address of its own where it is only kept in memory."""
    home = f"/{stage.where.path}".partition("/src/")[0].lstrip("/")
    if (home, name) not in datasets:
        name = name.partition("@")[0]  # one data set under several types
    return datasets.get((home, name), f"kedro://{home.replace('/', '.') or 'here'}/{name}")


def from_root(path: str, stage: Stage) -> str:
    """The path as seen from the root of the project."""
    if "://" in path or path.startswith(("/", "~", "*")):
        return path
    return normpath(f"{stage.folder}/{path}" if stage.folder else path)
