"""Which step replaces data in place that it, or another step, reads?"""

from collections.abc import Iterator

from mldebt.model import (
    Access,
    Accesses,
    Calls,
    Command,
    Commands,
    Finding,
    Hop,
    Language,
    Place,
    Project,
    Queries,
    Stages,
    record,
)

from .artefact_paths import Location, location
from .artefact_steps import Steps, steps
from .step_links import triggers
from .told import Told


@record
class InPlaceOverwrites(Told):
    """One finding a step and path, in steps that a clock starts, and where a shell empties a file before it is read."""

    looks_at = (Accesses, Calls, Commands, Queries, Stages)

    @classmethod
    def of(cls, project: Project) -> "InPlaceOverwrites":
        known = steps(project)
        clocked = {step for trigger in triggers(known, project) for step in trigger.steps}
        added = _appended(project, clocked)
        found: dict[tuple[str, str], Finding] = {}
        for step in sorted(known.accesses):
            for key, finding in _emptied(step, known):
                found.setdefault((step, key), finding)
            if step in clocked:
                for key, finding in (*_removed_first(step, known), *_own_input(step, known, added)):
                    found.setdefault((step, key), finding)
        return cls(tuple(found.values()), looked=bool(known.accesses))


def _emptied(step: str, known: Steps) -> Iterator[tuple[str, Finding]]:
    """`sort rows.csv > rows.csv`: the shell empties the file before the program reads it."""
    for command in known.commands[step]:
        for path in command.writes:
            if (
                "*" not in path
                and path in command.words[1:]
                and path != "/dev/null"
                and command.program not in ("echo", "printf", "tee", "rm", "touch")
            ):
                message = f"{command.program} reads {path}, which its redirection empties first"
                yield (
                    path,
                    Finding(
                        command.where,
                        message,
                        (),
                        f"{command.program} {path}",
                        fix=f"write to {path}.new and move it over {path}",
                    ),
                )


def _removed_first(step: str, known: Steps) -> Iterator[tuple[str, Finding]]:
    """`aws s3 rm --recursive X` and then a write to X: in between, and after a failure, nothing is there."""
    removed = [(one, target) for one in known.commands[step] if (target := _removed(one))]
    for command, target in removed:
        for access in known.accesses[step]:
            later = access.where.path == command.where.path and access.where.order > command.where.order
            if access.mode == "writes" and later and access.path.rstrip("/") == target.rstrip("/"):
                message = f"{target} is removed before it is written again, so a failure in between leaves nothing"
                yield target, Finding(command.where, message, (Hop(access.where, f"writes {access.path}"),), target)


def _removed(command: Command) -> str:
    words = command.words
    clients = {"aws": ("rm",), "gsutil": ("rm",), "hdfs": ("-rm",), "hadoop": ("-rm",)}
    if not set(clients.get(command.program, ())) & set(words):
        return ""
    recursive = {"--recursive", "-r", "-R", "-skipTrash"} & set(words)
    return next((word for word in words[1:] if recursive and "://" in word and "*" not in word), "")


def _own_input(step: str, known: Steps, added: set[Place]) -> Iterator[tuple[str, Finding]]:
    """The file that a step in the same run reads and writes again under the same name."""
    reads = dict(_places(known.accesses[step], "reads"))
    for place, written in _places(known.accesses[step], "writes"):
        read = reads.get(place)
        if (
            read is None
            or written.where in added
            or "*" in written.path
            or written.language is Language.SQL
            or not place.names_a_file
        ):
            continue
        if written.where != read.where and read.where.order < written.where.order and written.kind == "data":
            message = f"{step} overwrites its own input {written.path}, so a run that breaks off leaves neither version"
            hops = (Hop(read.where, f"reads {read.path}"), Hop(written.where, f"writes {written.path}"))
            yield written.path, Finding(written.where, message, hops, f"{step} {written.path}")


def _appended(project: Project, clocked: set[str]) -> set[Place]:
    """Calls that add to what is there: `mode="a"`."""
    return {
        call.where
        for file, calls in project.each(Calls)
        if file.path in clocked
        for call in calls
        for name, value in (*call.keywords, *(("mode", one) for one in call.args[1:2]))
        if name in ("mode", "if_exists") and value.value in ("a", "ab", "a+", "append")
    }


def _places(accesses: list[Access], mode: str) -> Iterator[tuple[Location, Access]]:
    for access in accesses:
        place = location(access) if access.mode == mode and access.kind != "table" else None
        if place is not None:
            yield place, access
