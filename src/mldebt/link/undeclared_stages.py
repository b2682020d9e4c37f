"""Which stage reads what another stage of the same flow writes, without anything that tells the orchestrator so?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from posixpath import normpath
from typing import NamedTuple

from mldebt.model import Access, Hop, Project, ProjectFact, Stage, Stages, record

from .artefact_paths import Location, location
from .artefact_steps import Steps, steps
from .stage_steps import from_root, name_of

JUDGED = frozenset({"dvc", "make", "snakemake", "airflow"})
FILES = frozenset({"dvc", "make", "snakemake"})
"""These know the order of stages by the files that they declare."""
ANYWHERE = 8
"""Stages that share a script are told apart by their arguments; with more of them nobody knows which reads what."""


class UndeclaredRead(NamedTuple):
    """`stage` reads what `writer` writes: each access with what writes it (a declaration, or a line of the code)."""

    stage: Stage
    writer: Stage
    passed: tuple[tuple[Access, Access | None], ...]

    @property
    def paths(self) -> str:
        return " and ".join(read.path for read, _ in self.passed)


@record
class UndeclaredStageReads(ProjectFact):
    """`judged` counts the stages whose declarations could be compared with what they do."""

    looks_at = (Stages,)

    judged: int
    found: tuple[UndeclaredRead, ...]

    @classmethod
    def of(cls, project: Project) -> "UndeclaredStageReads":
        flows: dict[tuple[str, str, str], list[Stage]] = defaultdict(list)
        for _, stages in project.each(Stages):
            for stage in stages:
                if stage.tool in JUDGED:
                    flows[stage.tool, stage.where.path, stage.flow].append(stage)
        if not flows:
            return cls(0, ())
        known = steps(project)
        found: list[UndeclaredRead] = []
        judged = 0
        for members in flows.values():
            comparable = [stage for stage in members if _is_comparable(stage)]
            judged += len(comparable)
            if len(members) > 1 and comparable:
                found += _of_flow(members, comparable, known)
        return cls(judged, tuple(sorted(found, key=lambda one: (one.stage.where.order, one.paths))))

    def __bool__(self) -> bool:
        return self.judged > 0


def _is_comparable(stage: Stage) -> bool:
    return stage.complete if stage.tool in FILES else stage.ordered


def _of_flow(members: list[Stage], comparable: list[Stage], known: Steps) -> Iterator[UndeclaredRead]:
    users: dict[str, list[Stage]] = defaultdict(list)
    for stage in members:
        for script in known.drives.get(name_of(stage), ()):
            users[script].append(stage)
    touched = {stage: list(_touched(stage, users, known)) for stage in members}
    writers: dict[Location, tuple[Stage, Access | None]] = {}
    for stage in members:
        for path in stage.writes:
            place = location(_file(from_root(path, stage)))
            if place is not None and "*" not in path:
                writers.setdefault(place, (stage, None))
        for access in touched[stage]:
            place = location(access)
            if access.mode == "writes" and place is not None:
                writers.setdefault(place, (stage, access))
    before = _before(members)
    for stage in comparable:
        told = set()
        passed: dict[str, tuple[Stage, list[tuple[Access, Access | None]]]] = {}
        for access in touched[stage]:
            place = location(access)
            if access.mode != "reads" or place is None or place not in writers or place in told:
                continue
            writer, written = writers[place]
            if writer is stage or writer.name == stage.name or _is_declared(access, stage, writer, before):
                continue
            if any(one.mode == "writes" and location(one) == place for one in touched[stage]):
                continue  # it keeps the file itself
            told.add(place)
            passed.setdefault(writer.name, (writer, []))[1].append((access, written))
        yield from (UndeclaredRead(stage, writer, tuple(both)) for writer, both in passed.values())


def _touched(stage: Stage, users: dict[str, list[Stage]], known: Steps) -> Iterator[Access]:
    """What the stage's own lines and its scripts read and write at paths that are written out."""
    step = name_of(stage)
    accesses = [*known.accesses.get(step, ())]
    for script in sorted(known.drives.get(step, ())):
        if {name_of(user) for user in users[script]} == {step} and len(users[script]) < ANYWHERE:
            function = stage.function.rpartition(".")[2] if stage.function else ""
            inside = known.accesses.get(script, ())
            accesses += [one for one in inside if not function or one.scope.split(".")[0] == function]
    for access in accesses:
        if access.path and "*" not in access.path and not access.declared and not access.option:
            yield access if access.kind == "table" else access._replace(path=from_root(access.path, stage), home="")


def _is_declared(access: Access, stage: Stage, writer: Stage, before: dict[str, set[str]]) -> bool:
    """The stage names the file, a folder of it or a pattern; or, where order is all, it comes after the writer."""
    if stage.tool != "dvc" and writer.name in before.get(stage.name, ()):
        return True
    if stage.tool not in FILES:
        return False
    path = normpath(access.path)
    for named in (*stage.reads, *stage.writes):
        full = normpath(from_root(named, stage))
        if path == full or path.startswith(full + "/") or full.startswith(path + "/") or fnmatchcase(path, full):
            return True
    return False


def _before(members: Iterable[Stage]) -> dict[str, set[str]]:
    """For each stage all that certainly ran before, by names and by files."""
    makers: dict[str, str] = {}
    direct: dict[str, set[str]] = {}
    for stage in members:
        makers |= {normpath(from_root(path, stage)): stage.name for path in stage.writes}
    for stage in members:
        own = {makers[path] for one in stage.reads if (path := normpath(from_root(one, stage))) in makers}
        alias = {other.name for other in members for one in stage.after if one in other.name.split()}
        direct.setdefault(stage.name, set()).update({*stage.after} | own | alias)
    found = {}
    for name in direct:
        seen, todo = set[str](), [name]
        while todo:
            for one in direct.get(todo.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        found[name] = seen
    return found


def _file(path: str) -> Access:
    from mldebt.model import Language, Place

    return Access("writes", path, Place("."), Language.OTHER)


def hops_of(one: UndeclaredRead) -> tuple[Hop, ...]:
    """The lines that read, and what writes."""
    hops = []
    for read, written in one.passed:
        where = one.writer.where if written is None else written.where
        told = "declares" if written is None else "writes"
        hops += [Hop(read.where, f"reads {read.path}"), Hop(where, f"{one.writer.name} {told} {read.path}")]
    return tuple(hops)
