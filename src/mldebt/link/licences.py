"""Which dependency's licence asks more of this project than its owners may have meant to give?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import (
    Distributions,
    Licence,
    LicenceClasses,
    LicenceDuties,
    Licences,
    canonical_name,
)
from mldebt.model import (
    Confidence,
    Distribution,
    LicencePolicy,
    OwnDistribution,
    Project,
    ProjectFact,
    Requirement,
    Severity,
)

from .dependencies import Dependency, DependencyUse, SymbolUse
from .spdx import Strictness, klass_of_title
from .units import Unit, folders_from
from .versions import admitted_version, matches

NETWORK, STRONG = "network-copyleft", "strong-copyleft"
HURTS = {
    (Distribution.SAAS, NETWORK): Severity.HIGH,
    (Distribution.SHIPPED, NETWORK): Severity.HIGH,
    (Distribution.SHIPPED, STRONG): Severity.HIGH,
    (Distribution.OPEN_SOURCE, NETWORK): Severity.HIGH,
    (Distribution.OPEN_SOURCE, STRONG): Severity.MEDIUM,
}
"""How much a class of licences hurts a project that reaches its users in this way; not at all where it is not listed.
Weak copyleft asks nothing of the program around the library."""

DEVELOPMENT = "dev"
"""The category of tools that work on the code and are no part of it."""


class Terms(NamedTuple):
    """The licence of the version that a requirement gets. `source` says who says so, `seen` that a document did."""

    spdx: str
    klass: str
    source: str
    seen: bool


class LicenceDebt(NamedTuple):
    """A dependency whose licence binds the project. `uses` are the places where the program leans on it."""

    requirement: Requirement
    terms: Terms
    duty: str
    uses: tuple[SymbolUse, ...]
    severity: Severity
    confidence: Confidence

    @property
    def subject(self) -> str:
        """The distribution, with its version where that decides."""
        name, asked = self.requirement.name, self.requirement
        return f"{name} {asked.pinned}" if asked.pinned else f"{name} {asked.specifier}".strip()


EXPIRES = re.compile(r"\bexpires=(\d{4}-\d{2}-\d{2})\b")


def in_force(name: str, policy: LicencePolicy, project: Project) -> bool:
    """The policy accepts it by name, and the exception has not expired on the day of the last commit."""
    reason = next((why for one, why in policy.exceptions.items() if name in (one, canonical_name(one))), None)
    if reason is None:
        return False
    until, committed = EXPIRES.search(reason), project.repository.committed
    return until is None or committed is None or committed[:10] <= until.group(1)


@dataclass(frozen=True)
class LicenceDebts(ProjectFact):
    """All of them; `examined` is how many declared distributions were looked at."""

    examined: int
    found: tuple[LicenceDebt, ...]

    @classmethod
    def of(cls, project: Project) -> "LicenceDebts":
        dependencies = project.fact(DependencyUse).dependencies
        judge = _Judge(project)
        return cls(len(dependencies), tuple(debt for one in dependencies for debt in judge.debts(one)))

    def __bool__(self) -> bool:
        return self.examined > 0


class _Judge:
    """Applies the policy. Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self._policy: LicencePolicy = project.setting(LicencePolicy)
        self._project = project
        self._licences: Licences = project.table(Licences)
        self._duties: LicenceDuties = project.table(LicenceDuties)
        self._distributions: Distributions = project.table(Distributions)
        self._strictness = Strictness(project.table(LicenceClasses), self._duties, self._policy.allow)
        self._copyleft_folders = frozenset(self._own_copyleft(project))

    def debts(self, dependency: Dependency) -> Iterator[LicenceDebt]:
        row = self._licences.get(dependency.name)
        if row is None or not dependency.core or in_force(dependency.name, self._policy, self._project):
            return
        requirement, terms = self._strictest(dependency, row)
        severity = self._severity(terms, dependency.unit)
        confidence = self._confidence(dependency, terms)
        if severity is None or confidence is None:
            return
        uses = tuple(use for use in dependency.uses if not use.test)
        if confidence is Confidence.ADVISORY:
            severity = Severity.LOW
        yield LicenceDebt(requirement, terms, self._duties[terms.klass].duty, uses, severity, confidence)

    def _strictest(self, dependency: Dependency, row: Licence) -> tuple[Requirement, Terms]:
        """Where several lines ask for it, a pinned one tells the version; of several pins the strictest counts."""
        pinned = [one for one in dependency.core if one.pinned]
        terms = [(one, self._terms(one, row)) for one in pinned or dependency.core]
        return max(terms, key=lambda pair: self._strictness.rank(pair[1].klass))

    def _terms(self, requirement: Requirement, row: Licence) -> Terms:
        version = admitted_version(requirement.specifier, requirement.pinned)
        chosen = next((one for one in row.by_version if matches(one.spec, version)), None)
        if chosen is not None:
            seen = "unverified" not in chosen.source
            return Terms(chosen.spdx, self._klass(chosen.spdx, chosen.klass), chosen.source, seen)
        return Terms(row.spdx, self._klass(row.spdx, row.klass), row.source, row.verified)

    def _klass(self, spdx: str, stated: str) -> str:
        """By the expression, so that what the policy allows can decide; as the table states it where that fails."""
        klass = self._strictness.klass(spdx)
        return stated if klass == "unknown" else klass

    def _severity(self, terms: Terms, unit: Unit) -> Severity | None:
        if not {terms.klass, terms.spdx}.isdisjoint(self._policy.deny):
            return Severity.HIGH
        if terms.klass in self._policy.allow or (terms.klass in (NETWORK, STRONG) and self._is_copyleft(unit)):
            return None
        return HURTS.get((self._policy.distribution, terms.klass))

    def _confidence(self, dependency: Dependency, terms: Terms) -> Confidence | None:
        """None for a tool that only works on the code; advisory where nothing shows that the program leans on it."""
        row = self._distributions.get(dependency.name)
        uses = [use for use in dependency.uses if not use.test]
        if any(use.in_program for use in uses):
            return Confidence.HIGH if terms.seen else Confidence.MEDIUM
        if row is not None and row.category == DEVELOPMENT and not uses:
            return None
        return Confidence.MEDIUM if uses or (row is not None and row.runtime_only) else Confidence.ADVISORY

    def _is_copyleft(self, unit: Unit) -> bool:
        around = {above for folder in unit.folders for above in folders_from(folder)}
        return not around.isdisjoint(self._copyleft_folders)

    def _own_copyleft(self, project: Project) -> Iterator[str]:
        """Folders that a copyleft licence of the project covers; the root if the settings say so."""
        if self._is_own_copyleft(self._policy.own_licence):
            yield ""
        elif not self._policy.own_licence:
            for file, found in project.each(OwnDistribution):
                if any(self._is_own_copyleft(own.licence) for own in found):
                    yield file.path.rpartition("/")[0]

    def _is_own_copyleft(self, licence: str) -> bool:
        klass = self._strictness.klass(licence)
        return (klass_of_title(licence) if klass == "unknown" else klass) in (NETWORK, STRONG)
