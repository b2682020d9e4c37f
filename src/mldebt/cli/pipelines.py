"""`mldebt pipelines`: what moves data in this project, through which hands, and who owns the way?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .streams import draws_signs, emit, note, progress, wants_color, width

if TYPE_CHECKING:
    from mldebt.model import Drawing, Project

SHOWN = 5
Format = Literal["text", "mermaid", "dot", "json", "openlineage", "svg"]


def pipelines(
    paths: Annotated[list[Path] | None, typer.Argument(show_default=False)] = None,
    format_: Annotated[Format, typer.Option("--format", help="What goes to stdout.")] = "text",
    config: Annotated[Path | None, typer.Option(help="Read this file instead of the nearest one.")] = None,
    isolated: Annotated[bool, typer.Option("--isolated", help="Read no configuration file.")] = False,
    color: Annotated[Literal["auto", "always", "never"], typer.Option(help="Colour on stdout.")] = "auto",
) -> int:
    """Draws the flow of data: schedules, steps, operations and the artefacts between them, each with its line.

    PATHS are folders or files; of files only the pipelines that they take part in are drawn. Edges that are less than
    0.7 certain are dashed.
    """
    from mldebt.report.drawings import draw

    drawing = drawn(list(paths or ()), config, isolated)
    signs = draws_signs()
    emit(draw(format_, drawing, color=wants_color(color), width=width(), ascii_only=not signs))
    return 0


def drawn(paths: list[Path], config: Path | None, isolated: bool) -> "Drawing":
    """The drawing of the project, or of the part that the named files belong to."""
    from mldebt.link import FlowGraph, part_of

    project, files = surveyed(paths, config, isolated)
    drawing = project.fact(FlowGraph).drawing
    return part_of(drawing, files) if files else drawing


def surveyed(paths: list[Path], config: Path | None, isolated: bool) -> tuple["Project", tuple[str, ...]]:
    """The project that the paths mean, read and linked, and the files that they name in it."""
    from mldebt.registry import load_checks
    from mldebt.settings import load_settings, sections_of
    from mldebt.survey import survey

    from .targets import targets

    root, files = targets(paths)
    settings = load_settings(root, config=config, isolated=isolated, sections=sections_of(load_checks()))
    with progress(True) as report_progress:
        project = survey(root, settings, report_progress)
    missed = [*project.repository.skipped, *(lost for one in project.readings for lost in one.not_read)]
    for missing in missed[:SHOWN]:
        note(f"not read: {missing.path}: {missing.reason}")
    if len(missed) > SHOWN:
        note(f"not read: {len(missed) - SHOWN} more, which `mldebt scan -v` lists")
    return project, files
