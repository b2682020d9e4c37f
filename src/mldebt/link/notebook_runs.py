"""Which notebooks and notes does production depend on: started by a clock, a flow, a script, or in a chain of data?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import NotebookRunners, SurfaceSigns
from mldebt.model import (
    SIZED,
    Access,
    Calls,
    Command,
    Commands,
    Confidence,
    Finding,
    Hop,
    Imports,
    Language,
    Place,
    Project,
    Reading,
    Schedules,
    Severity,
    record,
)

from .artefact_steps import Steps, steps
from .step_links import StepLink, StepLinks
from .told import Told

EXECUTES = re.compile(r"--execute|--ExecutePreprocessor|^execute$|^run$")
NOT_PRODUCTION = re.compile(
    r"(?:^|[/_.-])(?:tests?|docs?|examples?|lint|check|ci|tox|nox|html|book|convert|render|site)(?:[/_.-]|$)"
)


class Run(NamedTuple):
    """A notebook as what runs it calls it."""

    notebook: str
    where: Place
    program: str


@record
class ProductionNotebooks(Told):
    """Jupyter notebooks that something runs without a person: one finding a notebook."""

    @classmethod
    def of(cls, project: Project) -> "ProductionNotebooks":
        known = steps(project)
        books = {reading.file.path for reading in project.readings if reading.file.language is Language.NOTEBOOK}
        runs: dict[str, list[tuple[Run, Severity]]] = defaultdict(list)
        for reading in project.readings:
            if reading.file.role in SIZED and not NOT_PRODUCTION.search(reading.file.path.lower()):
                weight = _weight(reading, known, project.table(SurfaceSigns))
                for run in _runs(reading, project.table(NotebookRunners)):
                    if weight is not None:
                        runs[_file(run, known)].append((run, weight))
        found = [_run_finding(path, some) for path, some in sorted(runs.items())]
        return cls(tuple(found), looked=bool(books or runs))


@record
class PipelineNotes(Told):
    """Zeppelin notes that a clock starts or that stand in a chain of data: one finding a note."""

    @classmethod
    def of(cls, project: Project) -> "PipelineNotes":
        notes = [reading.file.path for reading in project.readings if reading.file.language is Language.ZEPPELIN]
        if not notes:
            return cls((), looked=False)
        clocks = {file.path: found[0] for file, found in project.each(Schedules) if file.path in set(notes)}
        around = _around(project.fact(StepLinks))
        known, found = steps(project), []
        writing = {path for path in notes if any(access.mode == "writes" for access in known.accesses.get(path, ()))}
        for path in notes:
            before, after = around[0].get(path), around[1].get(path)
            if path in clocks:
                message = (
                    f"the clock starts {path}, a note that runs outside review and tests (`{clocks[path].expression}`)"
                )
                found.append(Finding(clocks[path].where, message, tuple(_hops(before, after)), path))
            elif after is not None or (before is not None and path in writing):
                access = after.written if after is not None else before.read if before is not None else None
                where = access.where._replace(cell=None) if access is not None else Place(path)
                found.append(Finding(where, _between(path, before, after), tuple(_hops(before, after)), path))
        return cls(tuple(found), looked=True)


def _around(links: StepLinks) -> tuple[dict[str, StepLink], dict[str, StepLink]]:
    """For each step a link to what it reads from another, and one to what another reads from it."""
    before: dict[str, StepLink] = {}
    after: dict[str, StepLink] = {}
    for link in links.links:
        before.setdefault(link.reader, link)
        after.setdefault(link.writer, link)
    return before, after


def _between(path: str, before: StepLink | None, after: StepLink | None) -> str:
    if before is not None and after is not None:
        ends = f"it reads {_path(before.read)} and writes {_path(after.written)}"
        return f"{path} stands between {before.writer} and {after.reader}: {ends}"
    if after is not None:
        return f"{after.reader} depends on {path}, which writes {_path(after.written)}"
    return f"{path} goes on with {_path(before.read)}, which {before.writer} writes" if before else path


def _path(access: Access) -> str:
    return access.path if access.path.strip("*/") else "data"


def _hops(before: StepLink | None, after: StepLink | None) -> Iterator[Hop]:
    if before is not None:
        yield Hop(before.written.where, f"{before.writer} writes {_path(before.written)}")
        yield Hop(before.read.where, f"reads {_path(before.read)}")
    if after is not None:
        yield Hop(after.written.where, f"writes {_path(after.written)}")
        yield Hop(after.read.where, f"{after.reader} reads {_path(after.read)}")


def _weight(reading: Reading, known: Steps, signs: SurfaceSigns) -> Severity | None:
    """high where a clock or a flow runs it, medium where a script does; nothing for tests of the forge."""
    path = reading.file.path
    if reading.fact(Schedules) or known.schedules.get(path):
        return Severity.HIGH
    if path.startswith(".github/") or ".gitlab-ci" in path or reading.file.language is Language.NOTEBOOK:
        return None
    if any(signs.of(one.module) == "orchestration" for one in reading.fact(Imports)):
        return Severity.HIGH
    return Severity.MEDIUM


def _runs(reading: Reading, runners: NotebookRunners) -> Iterator[Run]:
    for command in reading.fact(Commands):
        notebook = _executed(command)
        if notebook:
            yield Run(notebook, command.where, command.program)
    for call in reading.fact(Calls):
        row = runners.get(call.name)
        argument = call.argument(row.position, row.keyword) if row is not None else None
        if argument is not None and row is not None:
            named = isinstance(argument.value, str) and argument.kind == "literal"
            if named or row.position < 0:  # a helper that runs any notebook is not the one who decides that one is run
                yield Run(str(argument.value) if named else "", call.where, call.name.rpartition(".")[2])


def _executed(command: Command) -> str:
    """The notebook that papermill, `jupyter nbconvert --execute`, `jupyter execute` or ipython runs."""
    words = command.words[1:]
    book = next((word for word in words if word.endswith(".ipynb") and not word.startswith("*")), "")
    if command.program == "papermill":
        return book
    if command.program in ("jupyter", "jupyter-nbconvert", "runipy", "ipython"):
        runs = command.program in ("runipy", "ipython") or any(EXECUTES.match(word) for word in words)
        return book if runs and not re.search(r"--to[= ](?:html|pdf|slides|markdown|script)", " ".join(words)) else ""
    return ""


def _file(run: Run, known: Steps) -> str:
    """The notebook of the project, or what it is called."""
    found = known.scripts.find(run.notebook, "", run.where.path) if run.notebook.strip("*") else None
    return found or run.notebook.replace("*", "…") or "a notebook"


def _run_finding(path: str, runs: list[tuple[Run, Severity]]) -> Finding:
    run, weight = min(runs, key=lambda one: (one[1] is not Severity.HIGH, one[0].where.order))
    by = "a schedule or a flow" if weight is Severity.HIGH else run.where.path
    message = f"{path} is run by {by} with {run.program}: its cells are production code without tests"
    hops = tuple(Hop(other.where, f"{other.program} runs it") for other, _ in runs[:5])
    sure = Confidence.HIGH if weight is Severity.HIGH else Confidence.MEDIUM
    return Finding(run.where, message, hops, path, severity=weight, confidence=sure)
