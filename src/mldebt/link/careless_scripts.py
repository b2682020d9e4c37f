"""Which scripts of the shell go on after a failure, and are not run by somebody who forbids it?"""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import Commands, Project, ShellSlips, record

from .artefact_scripts import Scripts
from .told import Told

SHELLS = re.compile(r"(?:ba|da|z|k|a)?sh")


@record
class CarelessScripts(Told):
    """One finding a script."""

    looks_at = (ShellSlips,)

    @classmethod
    def of(cls, project: Project) -> "CarelessScripts":
        judged = list(project.each(ShellSlips))
        guarded = set(_guarded(project)) if judged else set()
        found = [
            finding
            for file, slips in judged
            for finding in slips.of_kind("shell-without-errexit")
            if file.path not in guarded
        ]
        return cls(tuple(found), looked=bool(judged))


def _guarded(project: Project) -> Iterator[str]:
    """Scripts that are called with `bash -e`, or read into another script, whose options then hold."""
    scripts = Scripts(project.repository.files)
    for _, commands in project.each(Commands):
        for command in commands:
            strict = SHELLS.fullmatch(command.program) and any(
                re.fullmatch(r"-\w*e\w*", word) for word in command.words[1:3]
            )
            if strict or command.program in ("source", "."):
                for word in command.words[1:]:
                    path = scripts.find(word, command.folder, command.where.path) if "." in word else None
                    if path is not None:
                        yield path
