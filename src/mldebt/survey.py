"""The project read and linked, without any check: what the commands that draw and ask need."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mldebt.audit import LEFT_OUT, audit_file
from mldebt.discover import discover
from mldebt.knowledge import lender
from mldebt.model import Project, Settings
from mldebt.pool import spread
from mldebt.read import is_readable


def survey(root: Path, settings: Settings, progress: Callable[[int, int], None] | None = None) -> Project:
    """All files of the project, even where only some are named. Nothing of it is run."""
    repository = discover(root, replace(settings, files=()))
    files = [file for file in repository.files if is_readable(file) and file.role not in LEFT_OUT]
    readings = []
    arguments = (Path(repository.root), (), settings)
    for done, (reading, _) in enumerate(spread(audit_file, files, arguments, settings.jobs), 1):
        readings.append(reading)
        if progress is not None:
            progress(done, len(files))
    return Project(repository, tuple(readings), lender(settings), settings.section)
