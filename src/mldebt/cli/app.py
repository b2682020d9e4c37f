"""Which commands are there, and what becomes of their mistakes?"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import click
import typer
from typer.main import get_command

from mldebt import __version__
from mldebt.model import UserError

from .streams import complain, prepare_streams

MISTAKE, INCOMPLETE, INTERRUPTED = 2, 3, 130
COMMANDS = ("scan", "explain", "rules", "pipelines", "impact", "collect", "baseline", "config", "cache")
"""In the order of the help. Each is a module of this room with a function of that name, or `commands` for a group."""


def run(arguments: Sequence[str], *, keeps: bool = False) -> int:
    """Runs a command line and returns its exit code; whatever is not 0 has been explained on stderr.

    `keeps`: what is found out may be kept for the next run.
    """
    prepare_streams()
    try:
        code = _invoke(arguments or ["--help"], keeps)
    except UserError as mistake:
        complain(str(mistake))
        return MISTAKE
    except click.ClickException as mistake:
        complain(mistake.format_message())
        return MISTAKE
    except Exception as bug:  # noqa: BLE001 - Python would exit 1, which here means "the gate failed"
        return _confess(bug)
    if code == INTERRUPTED:  # what typer makes of Ctrl-C
        complain("interrupted")
    if not arguments:
        complain("no command is given")
        return MISTAKE
    return code


def _invoke(arguments: Sequence[str], keeps: bool) -> int:
    named = next((word for word in arguments if not word.startswith("-")), "")
    shown = (named,) if named in COMMANDS else COMMANDS
    answer = get_command(application(shown)).main(
        args=list(arguments), prog_name="mldebt", standalone_mode=False, obj=list(arguments) if keeps else None
    )
    return answer if isinstance(answer, int) else 0


def application(names: Sequence[str] = COMMANDS) -> typer.Typer:
    """These commands; to build all of them takes as long as to read a file.

    Help is set with rich on a terminal only: elsewhere rich would wrap and, on some CI, colour it.
    """
    pretty = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    app = typer.Typer(
        rich_markup_mode="rich" if pretty else None, pretty_exceptions_enable=False, suggest_commands=False
    )
    app.callback()(_root)
    for name in names:
        module = import_module(f".{name}", __package__)
        if hasattr(module, "commands"):
            app.add_typer(module.commands(), name=name)
        else:
            app.command()(getattr(module, name))
    return app


def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Finds, prices and ranks the technical debt of machine-learning repositories."""
    if version:
        print(f"mldebt {__version__}")
        raise typer.Exit


def _confess(bug: Exception) -> int:
    import traceback

    traceback.print_exception(bug)
    complain("this is a bug in mldebt, and the lines above are what its authors need")
    return INCOMPLETE
