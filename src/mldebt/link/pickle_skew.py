"""Which pickles are written where one version of a library is installed, and read where another one is?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname

from mldebt.knowledge import ModelStores, PickledLibraries, PickledLibrary, SurfaceSigns
from mldebt.model import (
    UNSHIPPED,
    Calls,
    Confidence,
    Finding,
    Hop,
    Imports,
    Project,
    ProjectFact,
    Requirement,
    Role,
)

from .pickles import Pickle, pickles
from .units import DeployUnits, Unit


@dataclass(frozen=True)
class PickleSkews(ProjectFact):
    """`able`: pickles are written and read here, and manifests say with what."""

    looks_at = (Calls,)

    able: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "PickleSkews":
        units, table, signs = project.fact(DeployUnits), project.table(ModelStores), project.table(SurfaceSigns)
        sides: dict[str, Side] = {unit.home: Side(unit) for unit in units.all()}
        for reading in project.readings:
            home = next(units.around(dirname(reading.file.path)), None)
            if home is None or reading.file.role in (Role.TEST, Role.DOCS, Role.VENDORED):
                continue
            side = sides[home.home]
            side.pickles.extend(pickles(reading.fact(Calls), table))
            for one in reading.fact(Imports):
                side.imports.setdefault(reading.file.path, set()).add(one.module.partition(".")[0])
                side.surfaces.add(signs.of(f"{one.module}.{one.name}".strip(".")) or "")
        modes = {one.mode for side in sides.values() for one in side.pickles}
        found = _findings([side for side in sides.values() if side.pickles], project.table(PickledLibraries))
        return cls(modes == {"save", "load"}, tuple(found))

    def __bool__(self) -> bool:
        return self.able


@dataclass(frozen=True)
class Side:
    """A unit with the pickles that it writes and reads, what its files import, and what that says it does."""

    unit: Unit
    pickles: list[Pickle] = field(default_factory=list)
    imports: dict[str, set[str]] = field(default_factory=dict)
    surfaces: set[str] = field(default_factory=set)

    def of(self, mode: str) -> list[Pickle]:
        return [one for one in self.pickles if one.mode == mode]

    def uses(self, row: PickledLibrary, path: str = "") -> bool:
        """The file, or any file, imports what the library's pickles are made with."""
        return any(not found.isdisjoint(row.imports) for file, found in self.imports.items() if path in ("", file))


def _findings(sides: list[Side], table: PickledLibraries) -> Iterator[Finding]:
    """Where several units write pickles, a name says little: then only a file that one of them writes counts."""
    writers = [side for side in sides if side.of("save")]
    names = Counter(name for side in writers for name in {one.file for one in side.of("save")})
    for writer in writers:
        told = [one for one in writer.of("save") if one.file and names[one.file] == 1]
        for reader in (side for side in sides if side is not writer):
            yield from _between(writer, reader, told, table, _is_handed(writer, reader, writers))


def _is_handed(writer: Side, reader: Side, writers: list[Side]) -> bool:
    """One side serves what only the other trains, or nobody but the other writes anything."""
    trainers = [side for side in writers if "training" in side.surfaces and "serving" not in side.surfaces]
    serves = trainers == [writer] and "serving" in reader.surfaces
    return serves or (writers == [writer] and not reader.of("save"))


def _between(
    writer: Side, reader: Side, told: list[Pickle], table: PickledLibraries, is_handed: bool
) -> Iterator[Finding]:
    """One finding for each library whose versions differ. `is_handed`: what one side writes can only be meant for the
    other, whatever the files are called."""
    at_home = {one.file for one in reader.of("save")}
    loads = [one for one in reader.of("load") if not one.file or one.file not in at_home]
    for row in table if loads else ():
        pins = _other_pins(writer.unit, reader.unit, row)
        if pins is None:
            continue
        by_name = {one.file: one for one in reversed(told) if writer.uses(row, one.where.path)}
        load = next((one for one in loads if one.file in by_name), None)
        dump = _dumped(writer, row) if load is None and is_handed else None
        if load is not None:
            yield _finding(writer.unit, reader.unit, (by_name[load.file], load), pins, True)
        elif dump is not None:
            yield _finding(writer.unit, reader.unit, (dump, loads[0]), pins, False)


def _other_pins(writer: Unit, reader: Unit, row: PickledLibrary) -> tuple[Requirement, Requirement] | None:
    """What the two pin of the library, where that is not the same."""
    ours, theirs = _pinned(writer, row), _pinned(reader, row)
    if ours is None or theirs is None or not _differ(ours.pinned, theirs.pinned, row):
        return None
    return ours, theirs


def _dumped(writer: Side, row: PickledLibrary) -> Pickle | None:
    """The first thing that the unit pickles which may be the library's."""
    dumps = writer.of("save") if writer.uses(row) else []
    return next((one for one in dumps if not one.file or writer.uses(row, one.where.path)), None)


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
