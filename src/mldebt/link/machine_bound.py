"""Which paths exist on one machine only, and are not the home that an image of this project makes?"""

from collections.abc import Iterator
from dataclasses import replace

from mldebt import patterns as re
from mldebt.model import Command, Commands, Finding, PathSlips, Project, record

from .told import Told

MAKERS = frozenset({"useradd", "adduser"})
HOME = re.compile(r"/home/([\w.\-]+)")


@record
class MachinePaths(Told):
    """One finding a file and root."""

    looks_at = (PathSlips,)

    @classmethod
    def of(cls, project: Project) -> "MachinePaths":
        looked = list(project.each(PathSlips))
        made = set(_made(project)) if looked else set()
        found: dict[tuple[str, str], Finding] = {}
        for _, slips in looked:
            for finding in slips.of_kind("machine-bound-path"):
                if finding.subject.rpartition("/")[2] in made and finding.subject.startswith("/home/"):
                    continue
                key = (finding.where.path, finding.subject)
                found[key] = _joined(found[key], finding) if key in found else finding
        return cls(tuple(found.values()), looked=bool(looked))


def _joined(one: Finding, other: Finding) -> Finding:
    """Two cells of a notebook with the same root are one finding."""
    return replace(one, evidence=(*one.evidence, *other.evidence)[:5])


def _made(project: Project) -> Iterator[str]:
    """Users that an image or a script of the project makes, and homes that images work in."""
    for _, commands in project.each(Commands):
        for command in commands:
            yield from _users(command)


def _users(command: Command) -> Iterator[str]:
    if command.program in MAKERS:
        yield from command.words[-1:]
        yield from (word for word in command.words[1:] if re.fullmatch(r"[a-z][\w\-]*", word))
    if command.program == "USER":
        yield from (word.partition(":")[0] for word in command.words[1:])
    if command.program in ("WORKDIR", "COPY", "ADD"):
        yield from (user for word in command.words[1:] for user in HOME.findall(word))
