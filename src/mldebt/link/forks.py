"""Which code in the project is somebody else's under a copyleft licence that the project itself does not have?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import commonpath, dirname
from typing import NamedTuple

from mldebt.knowledge import LicenceDuties, Licences
from mldebt.model import (
    Confidence,
    Hop,
    Language,
    LicenceHeaders,
    OwnDistribution,
    Place,
    Project,
    ProjectFact,
    Role,
    Severity,
    according_to,
)

from .imports import ImportGraph
from .licences import HURTS, NETWORK, STRONG
from .terms import LicenceTerms
from .units import folders_from

CODE = frozenset({Language.PYTHON, Language.NOTEBOOK, Language.SHELL, Language.SCALA, Language.SQL, Language.R})
SHOWN = 4
"""Claims that the evidence lists."""


class Claim(NamedTuple):
    """A place that puts files under a copyleft licence. `fork` is the distribution that it names, if any."""

    spdx: str
    where: Place
    told: str
    fork: str = ""


class Fork(NamedTuple):
    """A folder of such code: its claims, the strictest first, the number of files that claim it, what it obliges to."""

    folder: str
    claims: tuple[Claim, ...]
    files: int
    duty: str
    severity: Severity
    confidence: Confidence

    @property
    def name(self) -> str:
        """The distribution that was forked, as far as a manifest in the folder tells."""
        return next((claim.fork for claim in self.claims if claim.fork), "")

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The places that say so; not all where there are many."""
        return tuple(Hop(claim.where, claim.told) for claim in self.claims[:SHOWN])


@dataclass(frozen=True)
class CopyleftForks(ProjectFact):
    """All of them; `examined` counts the files of code whose head was looked at."""

    examined: int
    found: tuple[Fork, ...]

    @classmethod
    def of(cls, project: Project) -> "CopyleftForks":
        coded = [reading.file.path for reading in project.readings if reading.file.language in CODE]
        return cls(len(coded), tuple(_Forks(project, coded).found()))

    def __bool__(self) -> bool:
        return self.examined > 0


class _Forks:
    """Lives as long as the question is asked."""

    def __init__(self, project: Project, coded: list[str]) -> None:
        self._project = project
        self._terms = LicenceTerms(project)
        self._policy = self._terms.policy
        self._duties: LicenceDuties = project.table(LicenceDuties)
        self._coded = coded
        self._code_folders = {above for path in coded for above in folders_from(dirname(path))}
        self._vendored = {file.path for file in project.repository.files if file.role is Role.VENDORED}

    def found(self) -> Iterator[Fork]:
        """Nothing where the project itself is under such a licence: by its metadata, or by most of its own files."""
        titled, claimed = self._titled(), self._claimed()
        heads = {claim.where.path for claim in claimed}
        if self._is_copyleft(self._policy.own_licence) or "" in titled or self._are_ours(heads):
            return
        for folder, claims in sorted(self._grouped(titled, claimed).items()):
            if heads.intersection(claim.where.path for claim in claims) or self._is_used(folder):
                fork = self._fork(folder, claims)
                if fork is not None:
                    yield fork

    def _titled(self) -> dict[str, list[Claim]]:
        """Folders that hold code and a copyleft licence of their own, or a manifest of a known copyleft library."""
        titled: dict[str, list[Claim]] = defaultdict(list)
        table: Licences = self._project.table(Licences)
        for file, found in self._project.each(OwnDistribution):
            folder = dirname(file.path)
            for own in found if folder in self._code_folders else ():
                known = table.get(own.name) if own.name and folder else None
                if self._is_copyleft(own.licence):
                    titled[folder].append(Claim(own.licence, own.where, f"says {own.licence}", own.name))
                elif not own.licence and known is not None and self._is_copyleft(known.spdx):
                    told = f"is {own.name}, which is {known.spdx}, {according_to(known.source)}"
                    titled[folder].append(Claim(known.spdx, own.where, told, own.name))
        return titled

    def _claimed(self) -> list[Claim]:
        """The heads of files that put them under a copyleft licence."""
        return [
            Claim(one.spdx, one.where, f"says: {one.text}")
            for _, found in self._project.each(LicenceHeaders)
            for one in found
            if self._is_copyleft(one.spdx)
        ]

    def _grouped(self, titled: dict[str, list[Claim]], claimed: list[Claim]) -> dict[str, list[Claim]]:
        """Claims by folder: the nearest one above that has a licence of its own, else all that lie near each other."""
        grouped: dict[str, list[Claim]] = defaultdict(list, {folder: list(claims) for folder, claims in titled.items()})
        loose: dict[str, list[Claim]] = defaultdict(list)
        for claim in claimed:
            folder = dirname(claim.where.path)
            home = next((above for above in folders_from(folder) if above in titled), None)
            (loose[folder.partition("/")[0]] if home is None else grouped[home]).append(claim)
        for claims in loose.values():
            grouped[commonpath([dirname(claim.where.path) for claim in claims])] += claims
        return grouped

    def _are_ours(self, heads: set[str]) -> bool:
        ours = [path for path in self._coded if path not in self._vendored]
        stated = any(own.licence for file, found in self._project.each(OwnDistribution) for own in found
                     if "/" not in file.path)  # fmt: skip
        return not stated and 2 * len(heads.intersection(ours)) > len(ours)

    def _is_used(self, folder: str) -> bool:
        """Something outside the folder imports it; a collection of separate projects is no program."""
        graph, inside = self._project.fact(ImportGraph), f"{folder}/"
        if any(path.startswith(inside) for path in self._vendored):
            return True
        outside = [path for path in self._coded if not path.startswith(inside) and path not in self._vendored]
        return any(path.startswith(inside) for path in graph.reach(*outside))

    def _fork(self, folder: str, claims: list[Claim]) -> Fork | None:
        ordered = sorted(
            claims, key=lambda one: (-self._terms.strictness.rank(self._terms.klass(one.spdx)), one.where.order)
        )
        klass = self._terms.klass(ordered[0].spdx)
        denied = not {klass, ordered[0].spdx}.isdisjoint(self._policy.deny)
        severity = Severity.HIGH if denied else HURTS.get((self._policy.distribution, klass))
        if severity is None or klass in self._policy.allow or self._terms.in_force(folder):
            return None
        said = any(claim.told.startswith("says") for claim in claims)
        files = len({claim.where.path for claim in claims if claim.told.startswith("says: ")})
        sure = Confidence.HIGH if said else Confidence.MEDIUM
        return Fork(folder, tuple(ordered), files, self._duties[klass].duty, severity, sure)

    def _is_copyleft(self, licence: str) -> bool:
        return bool(licence) and self._terms.klass(licence) in (NETWORK, STRONG)
