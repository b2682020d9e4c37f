"""Which built-in checks are there, as their files say? Known from the last time that they were imported, so that a
check is imported only where it has something to look at.

The signature of each check decides, and nothing is registered: what is kept here is what was read from the checks, and
it is read again whenever one of our files is not the one it was read from.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from mldebt.copies import copy_at, keep
from mldebt.model import (
    Check,
    Confidence,
    FileFact,
    Finding,
    Kind,
    Named,
    ProjectFact,
    Role,
    Section,
    Severity,
    SourceFile,
    Table,
    imported,
    record,
)

KINDS: tuple[type[Any], ...] = (FileFact, ProjectFact, Table, Section, SourceFile)
"""What a check may ask for."""
BY_NAME = {kind.__name__: kind for kind in KINDS}
FRESH = 2_000_000_000
"""Nanoseconds within which a file may change without looking changed, for clocks of file systems are coarse."""


@record
class Late:
    """The function of a check, whose module is imported when it is first called."""

    module: str
    name: str

    def __call__(self, *needs: object) -> Iterator[Finding]:
        found: Iterator[Finding] = getattr(import_module(self.module), self.name)(*needs)
        return found


def remembered(package: str, folder: Path, read: Callable[[], Iterable[Check]]) -> list[Check]:
    """The checks of our package, which lies in `folder`; `read` imports them all."""
    state, newest = _state(folder.parent)
    copy = copy_at("checks", sha256(os.fsencode(folder)).hexdigest()[:24])
    try:
        kept = json.loads(copy.read_bytes())
        if kept["state"] == state:
            return [_check(row, package, folder) for row in kept["checks"]]
    except (OSError, ValueError, LookupError, TypeError):
        pass  # as good as none
    checks = list(read())
    if time.time_ns() - newest > FRESH:
        keep(copy, {"state": state, "checks": [_row(check) for check in checks]})
    return checks


def _state(home: Path) -> tuple[str, int]:
    """A digest of size and times of all our files, and the latest time; what a check says may depend on any module."""
    found: list[str] = []
    newest, folders = 0, [os.fspath(home)]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".md")):
                    stat = entry.stat()
                    newest = max(newest, stat.st_mtime_ns, stat.st_ctime_ns)
                    found.append(f"{entry.path}\0{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}")
                elif "." not in entry.name and entry.name != "__pycache__":
                    folders.append(entry.path)
    return sha256("\n".join(sorted(found)).encode(errors="surrogatepass")).hexdigest(), newest


def _row(check: Check) -> list[Any]:
    return [
        check.family, check.page.stem, check.title, check.why, check.severity, check.confidence, check.kind,
        check.minutes, check.practice, sorted(check.roles), [_told(imported(need)) for need in check.needs],
    ]  # fmt: skip


def _check(row: list[Any], package: str, folder: Path) -> Check:
    family, name, title, why, severity, confidence, kind, minutes, practice, roles, needs = row
    return Check(
        slug=name.replace("_", "-"), family=family, title=title, why=why, severity=Severity(severity),
        confidence=Confidence(confidence), kind=Kind(kind), minutes=minutes, practice=practice,
        run=Late(f"{package}.{family}.{name}", name), needs=tuple(map(_need, needs)),
        page=folder / family / f"{name}.md", roles=frozenset(map(Role, roles)),
    )  # fmt: skip


def _told(need: type[Any]) -> list[Any]:
    kind = next(kind for kind in KINDS if issubclass(need, kind))
    looks_at = need.looks_at if issubclass(need, ProjectFact) else ()
    return [kind.__name__, need.__module__, need.__name__, [_told(fact) for fact in looks_at]]


def _need(told: list[Any]) -> Named:
    kind, module, name, looks_at = told
    if not module.startswith("mldebt."):
        raise ValueError(f"{module} is none of our modules")
    return Named(BY_NAME[kind], module, name, tuple(map(_need, looks_at)))
