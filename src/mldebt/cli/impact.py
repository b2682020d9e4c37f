"""`mldebt impact`: what lies downstream of a file?"""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from .streams import emit, wants_color, width


def impact(
    file: Annotated[Path, typer.Argument(show_default=False)],
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for programs.")] = "text",
    config: Annotated[Path | None, typer.Option(help="Read this file instead of the nearest one.")] = None,
    isolated: Annotated[bool, typer.Option("--isolated", help="Read no configuration file.")] = False,
    color: Annotated[Literal["auto", "always", "never"], typer.Option(help="Colour on stdout.")] = "auto",
) -> int:
    """Tells what a change of FILE can reach: artefacts, models, services, steps, modules, schedules.

    Each comes with the hops that lead to it. FILE is code or data of the project in the current folder or, elsewhere,
    of the repository that it lies in.
    """
    from mldebt.link import impact_of
    from mldebt.model import UserError
    from mldebt.report.impact import impact_json, impact_text

    from .pipelines import surveyed

    if file.is_dir():
        raise UserError(f"{file} is a folder; impact takes one file")
    project, files = surveyed(_with_its_project(file), config, isolated)
    files = tuple(name for name in files if name != ".")
    if not files or files[0] not in {one.path for one in project.repository.files}:
        reason = next((lost.reason for lost in project.repository.skipped if files and lost.path == files[0]), "")
        why = reason or "it is ignored, excluded or lies outside"
        raise UserError(f"{file} is not part of the project in {project.repository.root}: {why}")
    found = impact_of(project, files[0])
    emit(impact_json(found) if format_ == "json" else impact_text(found, color=wants_color(color), width=width()))
    return 0


def _with_its_project(file: Path) -> list[Path]:
    """Below the current folder that folder is the project; elsewhere the repository around the file is."""
    from mldebt.model import UserError

    real, here = Path(os.path.realpath(file)), Path.cwd().resolve()
    if real.is_relative_to(here):
        return [here, file]
    if file.exists() and not any(os.path.exists(folder / ".git") for folder in real.parents):
        raise UserError(f"{file} is not part of the project in {here}, and lies in no repository of its own")
    return [file]
