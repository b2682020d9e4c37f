"""Which names and arguments does the code use that the version of the library it will meet no longer has?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Removed, RemovedApis, RemovedArguments
from mldebt.model import (
    AUDITED,
    Call,
    Calls,
    Finding,
    FrameSlips,
    Hop,
    Imports,
    Language,
    Place,
    Project,
    ProjectFact,
    Reading,
    Severity,
    Uses,
)

from .installed import InstalledVersions, at_least
from .providers import symbols

SHOWN = 12
"""Names listed as evidence; the rest are counted in the message."""
MINUTES = 2
"""Work for each further name of a file."""
VERSION_QUESTIONS = ("__version__", "version.VERSION", "VERSION")


class GoneUse(NamedTuple):
    """The first use of a name or an argument in a file."""

    row: Removed
    where: Place


@dataclass(frozen=True)
class RemovedUses(ProjectFact):
    """One group for each file and library: what is gone, and apart from it what is on its way out.

    Falsy where no file imports a library that the tables speak of.
    """

    able: bool
    groups: tuple[tuple[GoneUse, ...], ...]

    @classmethod
    def of(cls, project: Project) -> "RemovedUses":
        versions = project.fact(InstalledVersions)
        apis, arguments = project.table(RemovedApis), project.table(RemovedArguments)
        roots = {name.partition(".")[0] for row in arguments for name in row.takers}
        roots |= {row.name.partition(".")[0] for row in apis}
        able = False
        groups: list[tuple[GoneUse, ...]] = []
        for reading in project.readings:
            imported = {one.module.partition(".")[0] for one in reading.fact(Imports)} & roots
            if not imported or reading.file.role not in AUDITED:
                continue
            able = True
            found: dict[tuple[str, bool], dict[str, GoneUse]] = defaultdict(dict)
            for name, use in _uses(reading, apis, arguments):
                state = _state(use.row, versions.of_library(use.where.path, name, use.row.library))
                if state and name.partition(".")[0] in imported and not versions.is_own(use.where.path, name):
                    found[use.row.library, state == "removed"].setdefault(use.row.name, use)
            groups.extend(tuple(sorted(uses.values(), key=_order)) for _, uses in sorted(found.items()))
        return cls(able, tuple(sorted(groups, key=lambda group: _order(group[0]))))

    def __bool__(self) -> bool:
        return self.able


def _order(use: GoneUse) -> tuple[object, str]:
    return use.where.order, use.row.name


def _uses(reading: Reading, apis: RemovedApis, arguments: RemovedArguments) -> Iterator[tuple[str, GoneUse]]:
    """Names as written, each with what the tables say of it; nothing of a library whose version the file asks."""
    uses = reading.fact(Uses)
    asks = _asked(reading)
    imported = [(f"{one.module}.{one.name}".rstrip("."), one.where, one.guarded) for one in reading.fact(Imports)]
    for name, where, guarded in (*imported, *symbols(reading.fact(Imports), uses)):
        row = apis.of(name)
        if row is not None and not guarded and name.partition(".")[0] not in asks:
            yield name, GoneUse(row, where)
    for call in reading.fact(Calls):
        if call.name.partition(".")[0] not in asks:
            row = apis.of(call.name)
            if row is not None and not call.name.startswith("."):
                yield call.name, GoneUse(row, call.where)
            yield from ((call.name, GoneUse(row, call.where)) for row in arguments.of(call.name) if _gives(call, row))
    for slip in reading.fact(FrameSlips):
        if slip.kind == "removed-api" and "pandas" not in asks:
            gone: Removed | None = apis.get(slip.subject) or arguments.get(slip.subject)
            if gone is not None:
                yield "pandas", GoneUse(gone, slip.where)


def _asked(reading: Reading) -> set[str]:
    """Libraries of which the file asks what they have; printing a version asks nothing."""
    calls, printed, asks = reading.fact(Calls), set[str](), set[str]()
    for call in calls:
        names = [str(value.value) for value in call.args if value.kind == "name"]
        if call.name in ("hasattr", "getattr") and names:
            asks.add(names[0].partition(".")[0])
        elif call.name == "print":
            printed.update(names)
    for one in reading.fact(Imports):
        for word in (one.name, one.alias):
            if word.endswith("_version") or word.endswith("_VERSION"):
                asks.update((word.rpartition("_")[0].lower(), one.module.partition(".")[0]))
    for use in reading.fact(Uses):
        root, _, member = use.name.partition(".")
        quiet = use.name in printed or reading.file.language is Language.NOTEBOOK
        if member.startswith(VERSION_QUESTIONS) and not quiet:
            asks.add(root)
    return asks


def _gives(call: Call, row: Removed) -> bool:
    value = call.keyword(getattr(row, "argument", ""))
    if value is None:
        return False
    known = value.kind in ("literal", "none")
    return bool(row.meant(value.value if known else ...))  # type: ignore[attr-defined]  # a row of RemovedArguments


def _state(row: Removed, version: str) -> str:
    """removed, deprecated, or empty, in that version."""
    if row.back_in and at_least(version, row.back_in):
        return ""
    if row.removed_in and at_least(version, row.removed_in):
        return "removed"
    return "deprecated" if row.deprecated_in and not row.removed_in and at_least(version, row.deprecated_in) else ""


def finding(group: tuple[GoneUse, ...]) -> Finding:
    """One finding for all names of a library that a file uses, at the first of them."""
    first = group[0]
    removed = bool(first.row.removed_in)
    others = f" and {len(group) - 1} more {'are' if removed else 'of its names are'}" if len(group) > 1 else " is"
    since = max((use.row.removed_in or use.row.deprecated_in for use in group), key=_numbers)
    told = f"not in {first.row.library} {since}" if removed else f"deprecated in {first.row.library} {since}"
    hops = tuple(Hop(use.where, _told(use.row)) for use in group[:SHOWN]) if len(group) > 1 else ()
    return Finding(
        first.where, f"{first.row.name}{others} {told}", hops, f"{first.row.library}:{first.row.name}",
        severity=Severity.MEDIUM if removed else Severity.LOW, minutes=5 + MINUTES * (len(group) - 1),
        fix=_repair(first.row),
    )  # fmt: skip


def _told(row: Removed) -> str:
    gone = (
        f"is gone since {row.library} {row.removed_in}"
        if row.removed_in
        else f"is deprecated since {row.deprecated_in}"
    )
    repair = _repair(row)
    return f"{row.name} {gone}{': ' + repair if repair else ''}"


def _repair(row: Removed) -> str:
    return f"use {row.replacement}" if row.replacement else row.hint


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
