"""`mldebt config`: which settings are there, and which are in force?"""

from pathlib import Path
from typing import Annotated

import typer

from .streams import emit, note


def commands() -> typer.Typer:
    """The group `config`."""
    group = typer.Typer(help="Shows, describes or begins the configuration.")
    group.command()(show)
    group.command()(schema)
    group.command()(init)
    return group


def show(
    path: Annotated[Path, typer.Argument(show_default=False)] = Path(),
    config: Annotated[Path | None, typer.Option(help="Read this file instead of the nearest one.")] = None,
    isolated: Annotated[bool, typer.Option("--isolated", help="Read no configuration file.")] = False,
) -> None:
    """Prints the settings in force for a scan of PATH, and where they come from."""
    from mldebt.registry import load_checks
    from mldebt.settings import as_toml, load_settings, sections_of

    from .targets import targets

    sections = sections_of(load_checks())
    settings = load_settings(targets([path])[0], config=config, isolated=isolated, sections=sections)
    emit(f"# from {settings.config_path or 'the defaults: no configuration file'}\n" + as_toml(settings, sections))


def schema() -> None:
    """Prints the JSON Schema of mldebt.toml, for editors."""
    import json

    from mldebt.registry import load_checks
    from mldebt.settings import schema, sections_of

    emit(json.dumps(schema(sections_of(load_checks())), indent=2) + "\n")


def init() -> None:
    """Writes a mldebt.toml to begin with into the current folder."""
    from mldebt.model import UserError
    from mldebt.registry import load_checks
    from mldebt.settings import sections_of, starter

    path = Path("mldebt.toml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter(sections_of(load_checks())))
    except FileExistsError as there:
        raise UserError(f"{path} exists already; delete it to begin anew") from there
    note(f"{path} is written")
