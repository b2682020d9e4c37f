"""`mldebt cache`: where is what earlier runs found out, and how does one get rid of it?"""

import typer

from mldebt.store import book
from mldebt.store.place import folder

from .streams import emit, note


def commands() -> typer.Typer:
    """The group `cache`."""
    group = typer.Typer(help="Tells where the cache lies, or clears it. A scan is the same with and without it.")
    group.command("dir")(directory)
    group.command()(clear)
    return group


def directory() -> None:
    """Prints the folder; MLDEBT_CACHE_DIR names another one."""
    emit(f"{folder()}\n")


def clear() -> None:
    """Forgets what earlier runs found out."""
    note(f"{book.clear() / 1e6:.1f} MB freed in {folder()}")
