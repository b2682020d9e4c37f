"""Which files run whatever code lies in what they load, and how easily can somebody put it there?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING

from mldebt.knowledge import IoFunctions, ModelStores, SurfaceSigns, UnsafeLoad, UnsafeLoads
from mldebt.model import (
    Calls,
    Confidence,
    Finding,
    Hop,
    Load,
    Loads,
    Place,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
    Role,
    Severity,
    SourceFile,
    Uses,
)

from .artefact_python import python_accesses, rows_of
from .load_words import repair, sentence
from .units import folders_from
from .versions import admitted_version

SHOWN = 8
if TYPE_CHECKING:
    from packaging.version import Version

BESIDE = ("requirements", "reqs", "docker", "environments", "conda", ".binder", "binder")
"""Folders beside the code in which its manifests may lie."""
MODELS, STATES = frozenset({"model", "net", "network", "module"}), frozenset({"state", "states", "dict", "weights"})
LEAST = frozenset({">=", ">", "==", "~=", "==="})


@dataclass(frozen=True)
class RiskyLoads(ProjectFact):
    """One finding a file. `able` counts all loads, the harmless ones too; falsy when there is none."""

    looks_at = (Loads,)

    able: int
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "RiskyLoads":
        linked = _Linked(project)
        found = [(file, loads) for file, loads in sorted(project.each(Loads), key=lambda one: one[0].path)]
        findings = [finding for file, loads in found if (finding := linked.finding(file, loads)) is not None]
        return cls(sum(len(loads) for _, loads in found), tuple(findings))

    def __bool__(self) -> bool:
        return self.able > 0


class _Linked:
    """Who writes which file, who asks for which version, which files serve. Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._table: UnsafeLoads = project.table(UnsafeLoads)
        self._known: dict[str, list[Requirement]] = {}
        risky = any(load.verdict != "safe" for _, loads in project.each(Loads) for load in loads)
        self._writes = _writes(project) if risky else {}
        self._whole = frozenset(_whole_models(project)) if risky else frozenset()
        self._serving = frozenset(_serving(project)) if risky else frozenset()

    def finding(self, file: SourceFile, loads: Loads) -> Finding | None:
        """One finding for all loads of a file, at the worst of them."""
        serves = file.role is Role.SERVING or file.path in self._serving
        old = {load: self._is_old(file, load) for load in loads if load.verdict == "old"}
        risky = [load for load in loads if load.verdict == "unsafe" or old.get(load) is not None]
        if not risky:
            return None
        severities = {load: _severity(load, self._row(load), serves, old.get(load) is False) for load in risky}
        worst = max(risky, key=lambda load: severities[load].rank)
        row = self._row(worst)
        message = sentence(worst, row)
        if old.get(worst) is False:
            message += f", unless {row.distribution} is {row.safe_since} or newer, which nothing here asks for"
        if len(risky) > 1:
            message += f" (and {len(risky) - 1} more in this file)"
        confidence = Confidence.MEDIUM if old.get(worst) is False else None
        subject = f"{worst.name}:{basename(worst.what)}"
        written = self._writers(file, worst)
        whole = worst.whole or any(where in self._whole for where in written[-1:])
        hops = tuple(self._hops(worst, risky, written))
        return Finding(
            worst.where, message, hops, subject, severities[worst], confidence, fix=repair(worst, row, whole)
        )

    def _writers(self, file: SourceFile, load: Load) -> list[Place]:
        """Where the project writes what is loaded."""
        found = self._writes.get(basename(load.what), []) if load.origin == "own" else []
        return [where for path, where in found if _is_same(file.path, load.what, where.path, path)]

    def _hops(self, worst: Load, risky: list[Load], written: list[Place]) -> Iterator[Hop]:
        if written:
            yield Hop(written[-1], f"{basename(worst.what)} is written here")
        if len(risky) > 1:
            for load in risky[:SHOWN]:
                yield Hop(load.where, sentence(load, self._row(load)))

    def _row(self, load: Load) -> UnsafeLoad:
        return self._table.of(load.name) or self._table[load.name]

    def _is_old(self, file: SourceFile, load: Load) -> bool | None:
        """The version asked for is too old for the harmless default; None: it is not; False: any will do."""
        from packaging.version import InvalidVersion, Version

        row = self._row(load)
        since, too_old = Version(row.safe_since), []
        for asked in self._asked(file, row.distribution):
            try:
                if _least(asked.specifier, asked.pinned) >= since:
                    return None
                too_old.append(Version(admitted_version(asked.specifier, asked.pinned)) < since)
            except InvalidVersion:
                continue
        return bool(too_old) and all(too_old)

    def _asked(self, file: SourceFile, distribution: str) -> list[Requirement]:
        """What the manifests of the nearest folder that asks for the distribution say; those of other programs in
        the same unit do not count."""
        if distribution not in self._known:
            every = (one for _, found in self._project.each(Requirements) for one in found)
            self._known[distribution] = [one for one in every if one.name == distribution]
        asked = self._known[distribution]
        for folder in folders_from(dirname(file.path)):
            homes = {folder, *(f"{folder}/{name}".lstrip("/") for name in BESIDE)}
            if near := [one for one in asked if dirname(one.where.path) in homes]:
                return near
        return []


def _least(specifier: str, pinned: str) -> "Version":
    """The oldest version that the specifier admits, as far as it says."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import Version

    if pinned:
        return Version(pinned)
    try:
        bounds = [Version(one.version.removesuffix(".*")) for one in SpecifierSet(specifier) if one.operator in LEAST]
    except InvalidSpecifier:
        bounds = []
    return max(bounds, default=Version("0"))


def _serving(project: Project) -> Iterator[str]:
    signs = project.table(SurfaceSigns)
    for file, uses in project.each(Uses):
        if any(signs.of(use.name) == "serving" for use in uses):
            yield file.path


def _writes(project: Project) -> dict[str, list[tuple[str, Place]]]:
    """The paths that Python code of the project writes and where, by the name of the file."""
    rows, found = rows_of(project.table(IoFunctions)), defaultdict(list)
    for _, calls in sorted(project.each(Calls), key=lambda one: one[0].path):
        for access in python_accesses(calls, rows):
            if access.mode == "writes" and basename(access.path).strip("*"):
                found[basename(access.path)].append((access.path, access.where))
    return found


def _whole_models(project: Project) -> Iterator[Place]:
    """Calls that save something called a model, not what `model.state_dict()` gives."""
    stores = project.table(ModelStores)
    for _, calls in project.each(Calls):
        for call in calls:
            row = stores.of(call.name)
            saved = call.argument(row.object, "obj") if row is not None and row.mode == "save" else None
            if saved is not None and saved.kind == "name":
                words = str(saved.value).rpartition(".")[2].lower().split("_")
                if MODELS.intersection(words) and not STATES.intersection(words):
                    yield call.where


def _is_same(reader: str, read: str, writer: str, written: str) -> bool:
    """Two paths as two files spell them mean one: each seen from its own folder, or both from where all is started."""
    homes = dirname(reader), dirname(writer)
    if "*" in read or "*" in written:
        return homes[0] == homes[1]
    if normpath(join(homes[0], read)) == normpath(join(homes[1], written)):
        return True
    return "/" in normpath(read) and normpath(read) == normpath(written)


def _severity(load: Load, row: UnsafeLoad, serves: bool, any_version: bool) -> Severity:
    """How easily somebody else decides what is run."""
    if load.pinned or load.origin == "own":
        return Severity.LOW
    if row.always and load.what.startswith("https://"):
        return Severity.MEDIUM  # the address stands in the code
    if load.origin in ("request", "network"):
        return Severity.MEDIUM if any_version or row.address == "github" else Severity.HIGH
    shared = load.origin in ("store", "choice") or (load.origin == "argument" and serves) or row.address == "hub"
    return Severity.MEDIUM if shared and not any_version else Severity.LOW
