"""Which pickles are written where one version of a library is installed, and read where another one is?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from posixpath import basename, dirname
from typing import NamedTuple

from mldebt.knowledge import ModelStore, ModelStores, PickledLibraries, PickledLibrary
from mldebt.model import (
    UNSHIPPED,
    Call,
    Calls,
    Confidence,
    Finding,
    Hop,
    Imports,
    Place,
    Project,
    ProjectFact,
    Requirement,
    Role,
    Value,
)

from .units import DeployUnits, Unit


class Pickle(NamedTuple):
    """A pickle is written or read; the base name of its path, empty where it is not known."""

    mode: str
    file: str
    where: Place


@dataclass(frozen=True)
class PickleSkews(ProjectFact):
    """`able`: pickles are written and read here, and manifests say with what."""

    able: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "PickleSkews":
        units = project.fact(DeployUnits)
        table = project.table(ModelStores)
        pickles: dict[str, list[Pickle]] = {}
        imports: dict[str, frozenset[str]] = {}
        for file, calls in project.each(Calls):
            if file.role not in (Role.TEST, Role.DOCS, Role.VENDORED):
                found = list(_pickles(calls, table))
                home = next(iter(units.around(dirname(file.path))), None)
                if found and home is not None:
                    pickles.setdefault(home.home, []).extend(found)
        for file, found_imports in project.each(Imports):
            imports[file.path] = frozenset(one.module.partition(".")[0] for one in found_imports)
        known = _Skews(units, pickles, imports, project.table(PickledLibraries))
        modes = {one.mode for found in pickles.values() for one in found}
        return cls(modes == {"save", "load"}, tuple(known.findings()))

    def __bool__(self) -> bool:
        return self.able


class _Skews:
    def __init__(
        self,
        units: DeployUnits,
        pickles: dict[str, list[Pickle]],
        imports: dict[str, frozenset[str]],
        table: PickledLibraries,
    ) -> None:
        self._units = units.all()
        self._pickles = pickles
        self._imports = imports
        self._table = table

    def findings(self) -> Iterator[Finding]:
        """Where several units write pickles, a name says little: then only a file that one of them writes counts."""
        writers = [unit for unit in self._units if self._of(unit, "save")]
        names = Counter(name for unit in writers for name in {one.file for one in self._of(unit, "save")})
        for writer in writers:
            told = [one for one in self._of(writer, "save") if names[one.file] == 1 and (one.file or len(writers) == 1)]
            for reader in self._units:
                if writer is not reader:
                    yield from self._between(writer, reader, told, len(writers) == 1)

    def _of(self, unit: Unit, mode: str) -> list[Pickle]:
        return [one for one in self._pickles.get(unit.home, ()) if one.mode == mode]

    def _between(self, writer: Unit, reader: Unit, written: list[Pickle], is_only: bool) -> Iterator[Finding]:
        """One finding for each library whose versions differ."""
        pair = _pair(written, self._of(reader, "load"), self._of(reader, "save"))
        if pair is None or not (pair[2] or is_only):
            return
        dump, load, is_same = pair
        for row in self._table:
            if self._imports.get(dump.where.path, frozenset()).isdisjoint(row.imports):
                continue
            ours, theirs = _pinned(writer, row), _pinned(reader, row)
            if ours is None or theirs is None or not _differ(ours.pinned, theirs.pinned, row):
                continue
            yield _finding(writer, reader, (dump, load), (ours, theirs), is_same)


def _finding(
    writer: Unit, reader: Unit, pickles: tuple[Pickle, Pickle], pins: tuple[Requirement, Requirement], is_same: bool
) -> Finding:
    (dump, load), (ours, theirs) = pickles, pins
    name = ours.name
    if is_same:
        message = f"{dump.file} is written with {name} {ours.pinned} and read with {theirs.pinned}"
    else:
        message = f"{_name(writer)} pickles with {name} {ours.pinned}, {_name(reader)} unpickles with {theirs.pinned}"
    hops = (
        Hop(ours.where, f"pins {name} {ours.pinned}"),
        Hop(dump.where, f"writes {dump.file or 'a pickle'}"),
        Hop(theirs.where, f"pins {name} {theirs.pinned}"),
        Hop(load.where, f"reads {load.file or 'a pickle'}"),
    )
    fix = f"pin the same {name} in {ours.where.path} and {theirs.where.path}"
    confidence = Confidence.HIGH if is_same else Confidence.MEDIUM
    subject = f"{name}:{writer.home}:{reader.home}"
    return Finding(theirs.where, message, hops, subject, confidence=confidence, fix=fix)


def _pair(written: list[Pickle], read: list[Pickle], own: list[Pickle]) -> tuple[Pickle, Pickle, bool] | None:
    """A pickle that is written and the reading of it, and whether the same file is named on both sides.

    `own` is what the reader's unit writes itself: it reads that and not another unit's file of the same name. Names
    that are not known match where the reader's unit writes no pickle at all.
    """
    by_name = {one.file: one for one in reversed(written) if one.file}
    at_home = {one.file for one in own}
    for load in read:
        if load.file in by_name and load.file not in at_home:
            return by_name[load.file], load, True
    dump = next((one for one in written if not one.file), None)
    load_of_any = next((one for one in read if not one.file or dump), None)
    if own or not written or load_of_any is None:
        return None
    return dump or written[0], load_of_any, False


def _pinned(unit: Unit, row: PickledLibrary) -> Requirement | None:
    """What the unit pins of the library, where all its manifests say the same."""
    found = [one for one in unit.requirements if one.name == row.name and one.group not in UNSHIPPED and not one.marker]
    versions = {one.pinned for one in found}
    return found[0] if len(versions) == 1 and found[0].pinned else None


def _differ(one: str, other: str, row: PickledLibrary) -> bool:
    parts = [tuple(version.split("+")[0].split(".")[: row.part]) for version in (one, other)]
    return parts[0] != parts[1]


def _name(unit: Unit) -> str:
    return unit.home or "the root"


def _pickles(calls: Calls, table: ModelStores) -> Iterator[Pickle]:
    for scope, group in groupby(calls, key=lambda call: call.scope):
        del scope
        opened: dict[str, Value | None] = {}
        nearby: dict[int, Value | None] = {}
        for call in group:
            row = table.of(call.name)
            if call.name in ("open", "io.open", "gzip.open"):
                nearby[call.where.line] = call.argument(0, "file")
                if call.bound:
                    opened[call.bound] = call.argument(0, "file")
            elif row is not None and row.pickles:
                yield Pickle(row.mode, _file(_target(call, row, opened, nearby)), call.where)


def _target(
    call: Call, row: ModelStore, opened: dict[str, Value | None], nearby: dict[int, Value | None]
) -> Value | None:
    given = call.argument(row.target, row.keyword)
    if not row.handle or given is None:
        return given
    if given.kind == "call":
        return nearby.get(call.where.line)
    return opened.get(str(given.value)) if given.kind == "name" else None


def _file(path: Value | None) -> str:
    known = path is not None and path.kind in ("literal", "template") and isinstance(path.value, str)
    name = basename(str(path.value)) if known and path is not None else ""
    return "" if "*" in name else name
