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
    Fallbacks,
    FrameSlips,
    Imports,
    Language,
    Place,
    Project,
    ProjectFact,
    Reading,
    Uses,
)

from .installed import InstalledVersions, at_least
from .providers import parents, symbols

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

    looks_at = (Imports,)

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
    asks, fallbacks = _asked(reading), reading.fact(Fallbacks)
    found = (*_named(reading, apis), *_called(reading, apis, arguments), *_members(reading, apis, arguments))
    tried = {use.where: name for name, use in found if any(_holds(place, use.where) for place in fallbacks)}
    made = set(tried.values())
    for name, use in found:
        of_tried = use.where in tried or not made.isdisjoint(parents(name.rpartition(".")[0]))
        if not of_tried and name.partition(".")[0] not in asks:
            yield name, use


def _is_spared(name: str, imports: Imports, apis: RemovedApis) -> bool:
    """What is gone comes into the file only by an import of it that may fail."""
    targets: dict[str, bool] = {}
    for one in imports:
        target = f"{one.module}.{one.name}".rstrip(".")
        targets[target] = one.guarded and targets.get(target, True)
    nearest = next((above for above in parents(name) if above in targets), "")
    return bool(nearest) and targets[nearest] and apis.of(nearest) is not None


def _named(reading: Reading, apis: RemovedApis) -> Iterator[tuple[str, GoneUse]]:
    """What is imported or used by its full name, where nothing guards it."""
    imports = reading.fact(Imports)
    imported = [(f"{one.module}.{one.name}".rstrip("."), one.where, one.guarded) for one in imports]
    for name, where, guarded in (*imported, *symbols(imports, reading.fact(Uses))):
        row = apis.of(name) if not guarded else None
        if row is not None and not _is_spared(name, imports, apis):
            yield name, GoneUse(row, where)


def _called(reading: Reading, apis: RemovedApis, arguments: RemovedArguments) -> Iterator[tuple[str, GoneUse]]:
    imports = reading.fact(Imports)
    for call in reading.fact(Calls):
        row = apis.of(call.name) if not call.name.startswith(".") else None
        if row is not None and not _is_spared(call.name, imports, apis):
            yield call.name, GoneUse(row, call.where)
        yield from ((call.name, GoneUse(row, call.where)) for row in arguments.of(call.name) if _gives(call, row))


def _members(reading: Reading, apis: RemovedApis, arguments: RemovedArguments) -> Iterator[tuple[str, GoneUse]]:
    """Members of frames, which only the reader of the file could tell."""
    for slip in reading.fact(FrameSlips):
        gone: Removed | None = apis.get(slip.subject) or arguments.get(slip.subject)
        if slip.kind == "removed-api" and gone is not None:
            yield "pandas", GoneUse(gone, slip.where)


def _holds(outer: Place, inner: Place) -> bool:
    return outer.cell == inner.cell and outer.line <= inner.line <= outer.end_line


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
        if one.name.lower().endswith("_version"):  # `from ours import sklearn_version`
            asks.add(one.name.lower().removesuffix("_version"))
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
