"""`mldebt baseline`: which findings has the project accepted for now?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .streams import emit, note, progress

if TYPE_CHECKING:  # imported when an audit is wanted
    from mldebt.past import Recorded

Where = Annotated[Path, typer.Argument(show_default=False)]
File = Annotated[Path | None, typer.Option("--baseline", help="The file, if not mldebt-baseline.json in PATH.")]
Config = Annotated[Path | None, typer.Option(help="Read this configuration file.")]
Isolated = Annotated[bool, typer.Option("--isolated", help="Read no configuration file.")]
Accept = Annotated[bool, typer.Option("--accept", help="Add what is new, too.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def commands() -> typer.Typer:
    """The group `baseline`."""
    group = typer.Typer(help="Keeps the list of accepted findings, so that a gate looks at new ones only.")
    for command in (create, update, prune, show):
        group.command()(command)
    return group


def create(
    path: Where = Path(), baseline: File = None, config: Config = None, isolated: Isolated = False,
    force: Force = False,
) -> None:  # fmt: skip
    """Writes every finding of today into a new file."""
    from mldebt.model import UserError

    file = _file(path, baseline)
    if file.exists() and not force:
        raise UserError(f"{file} exists already; `mldebt baseline update` shrinks it, --force replaces it")
    found = _found(path, config, isolated)
    _write(file, found.values())
    note(f"{file} is written: {_count(sum(one.count for one in found.values()))} accepted")


def update(
    path: Where = Path(), baseline: File = None, config: Config = None, isolated: Isolated = False,
    accept: Accept = False,
) -> None:  # fmt: skip
    """Forgets what is gone; adds what is new only with --accept."""
    _renew(path, baseline, config, isolated, accept)


def prune(
    path: Where = Path(), baseline: File = None, config: Config = None, isolated: Isolated = False
) -> None:  # fmt: skip
    """Forgets what is gone. The file never grows."""
    _renew(path, baseline, config, isolated, accept=False)


def show(path: Where = Path(), baseline: File = None) -> None:
    """Prints what the file accepts, by rule."""
    from .past import read_baseline

    known = read_baseline(_file(path, baseline))
    rules: dict[str, int] = {}
    for one in known.findings.values():
        rules[one.rule] = rules.get(one.rule, 0) + one.count
    rows = sorted(rules.items(), key=lambda row: (-row[1], row[0]))
    emit("".join(f"{number:>6}  {_plain(rule)}\n" for rule, number in rows) + f"{known.count:>6}  in all\n")


def _renew(path: Path, baseline: Path | None, config: Path | None, isolated: bool, accept: bool) -> None:
    from .past import read_baseline

    file = _file(path, baseline)
    before, found = read_baseline(file), _found(path, config, isolated)
    kept = [_smaller(before.findings[name], one) for name, one in found.items() if name in before.findings]
    after = list(found.values()) if accept else [one for one in kept if one.count]
    new = sum(one.count for one in found.values()) - sum(one.count for one in kept)
    gone = before.count - sum(one.count for one in kept)
    _write(file, after)
    added = "" if not new else f", {new} new {'accepted' if accept else 'not accepted (--accept adds them)'}"
    note(f"{file}: {gone} gone, {_count(sum(one.count for one in after))} accepted{added}")


def _smaller(before: Recorded, now: Recorded) -> Recorded:
    """At most what was accepted: no more of them, none more severe, no longer chain."""
    severity = min(before.severity, now.severity, key=lambda level: level.rank)
    return replace(now, count=min(before.count, now.count), severity=severity, hops=min(before.hops, now.hops))


def _found(path: Path, config: Path | None, isolated: bool) -> dict[str, Recorded]:
    from mldebt.audit import audit
    from mldebt.model import UserError
    from mldebt.past import recorded
    from mldebt.registry import load_checks
    from mldebt.settings import chosen, load_settings, sections_of

    from .targets import targets

    root, files = targets([path])
    if files:
        raise UserError("a baseline is that of a whole folder")
    checks = load_checks()
    settings = load_settings(root, config=config, isolated=isolated, sections=sections_of(checks))
    with progress(True) as bar:
        found = audit(root, settings, chosen(checks, settings), bar)
    if not found.coverage.files_read:
        raise UserError(f"there is nothing to accept: {found.unscored}")
    return recorded(found.todo)


def _file(path: Path, baseline: Path | None) -> Path:
    from .past import BASELINE

    return baseline or path / BASELINE


def _write(file: Path, findings: Iterable[Recorded]) -> None:
    """Whole or not at all; a file that says the same already is left alone."""
    import os

    from mldebt.model import UserError
    from mldebt.past import baseline_text

    text = baseline_text(findings).encode("utf-8")
    beside = file.with_name(f"{file.name}.new")
    try:
        if file.is_file() and file.read_bytes() == text:
            return
        beside.write_bytes(text)
        os.replace(beside, file)
    except OSError as problem:
        raise UserError(f"{file} cannot be written: {problem.strerror}") from problem


def _count(number: int) -> str:
    return "1 finding" if number == 1 else f"{number:,} findings"


def _plain(text: str) -> str:
    return text if text.isprintable() else ascii(text)
