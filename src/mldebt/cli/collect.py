"""`mldebt collect`: writes down what moves data and lives outside the repository."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .streams import note

if TYPE_CHECKING:
    from mldebt.collect import Document

FOLDER = Path(".mldebt/evidence")
SUFFIX = ".evidence.json"

Source = Annotated[Path, typer.Argument(show_default=False)]
To = Annotated[Path, typer.Option("--to", help="Folder that the evidence files are written to.")]


def commands() -> typer.Typer:
    """The group `collect`."""
    group = typer.Typer(
        help="Writes down what lives outside the repository, as evidence that a scan reads. The source is only read,"
        " and secrets are left out."
    )
    group.command()(crontab)
    group.command()(systemd)
    group.command()(zeppelin)
    return group


def crontab(source: Source, to: To = FOLDER) -> int:
    """Collects the entries of crontabs: /var/spool/cron/crontabs, /etc/cron.d, or what `crontab -l` printed."""
    return _collect("crontab", source, to)


def systemd(source: Source, to: To = FOLDER) -> int:
    """Collects the timers and services of systemd: /etc/systemd/system."""
    return _collect("systemd", source, to)


def zeppelin(source: Source, to: To = FOLDER) -> int:
    """Collects the notes of a Zeppelin server, with their schedules and without results."""
    return _collect("zeppelin", source, to)


def _collect(kind: str, source: Path, to: Path) -> int:
    from mldebt.collect import COLLECTORS, as_json
    from mldebt.model import UserError

    if not source.exists():
        raise UserError(f"{source} does not exist")
    if not os.access(source, os.R_OK):
        raise UserError(f"{source} may not be read by this user")
    if _is_inside(to, source):
        raise UserError(f"--to {to} lies in {source}, which is only read")
    found = COLLECTORS[kind](source)
    for missed in found.missed:
        note(f"not collected: {missed}")
    if not found.documents:
        raise UserError(f"nothing was collected: {source} holds no {NOUNS[kind]}")
    secrets = 0
    for document in found.documents:
        text, count = as_json(document)
        secrets += count
        note(f"{_written(document, text, to)} is written: {_counted(document)}")
    note(f"{secrets} secrets were left out" if secrets != 1 else "1 secret was left out")
    note("read what was written before you commit it")
    return 0


NOUNS = {"crontab": "entry of a crontab", "systemd": "timer or service of systemd", "zeppelin": "note of Zeppelin"}


def _is_inside(to: Path, source: Path) -> bool:
    return source.is_dir() and Path(os.path.realpath(to)).is_relative_to(os.path.realpath(source))


def _written(document: "Document", text: str, to: Path) -> Path:
    """The path of the file, which only replaces evidence that was collected before."""
    from mldebt.collect import is_evidence
    from mldebt.model import UserError

    path = to / f"{document.name}{SUFFIX}"
    if os.path.lexists(path) and not is_evidence(path):
        raise UserError(f"{path} exists and is no evidence file; it is left as it is")
    partial = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        to.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    except OSError as problem:
        raise UserError(f"{path} cannot be written: {problem.strerror}") from problem
    return path


def _counted(document: "Document") -> str:
    parts = (
        (len(document.schedules), "schedule"), (len(document.commands), "command"), (len(document.notes), "note"),
    )  # fmt: skip
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in parts if number)
