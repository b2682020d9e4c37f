"""Which dependency's licence asks more of this project than its owners may have meant to give?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Distributions, LicenceDuties
from mldebt.model import (
    Confidence,
    Distribution,
    JvmRequirements,
    OwnDistribution,
    Project,
    ProjectFact,
    Requirement,
    Requirements,
    Severity,
)

from .dependencies import Dependency, DependencyUse, SymbolUse
from .elsewhere import artefacts_of_jvm
from .terms import LicenceTerms, Terms
from .units import Unit, folders_from

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


class LicenceDebt(NamedTuple):
    """A dependency whose licence binds the project. `uses` are the places where the program leans on it."""

    requirement: Requirement
    terms: Terms
    duty: str
    uses: tuple[SymbolUse, ...]
    severity: Severity
    confidence: Confidence
    inside: bool = False
    """The licence is that of a part which the package ships inside, and does not say."""
    unseen: bool = False
    """Whether the code leans on it cannot be seen."""

    @property
    def subject(self) -> str:
        """The distribution, with its version where that decides."""
        name, asked = self.requirement.name, self.requirement
        return f"{name} {asked.pinned}" if asked.pinned else f"{name} {asked.specifier}".strip()


@dataclass(frozen=True)
class LicenceDebts(ProjectFact):
    """All of them; `examined` is how many declared distributions were looked at."""

    looks_at = (Requirements, JvmRequirements)

    examined: int
    found: tuple[LicenceDebt, ...]

    @classmethod
    def of(cls, project: Project) -> "LicenceDebts":
        dependencies = project.fact(DependencyUse).dependencies
        judge = _Judge(project)
        found = [debt for one in dependencies for debt in judge.debts(one)]
        artefacts = list(artefacts_of_jvm(project))
        found += [debt for one in artefacts for debt in judge.of_jvm(one)]
        return cls(len(dependencies) + len(artefacts), tuple(found))

    def __bool__(self) -> bool:
        return self.examined > 0


def _uses(dependency: Dependency) -> list[SymbolUse]:
    """Those in the folders that the manifest serves; code elsewhere is installed from something else."""
    folders = dependency.unit.folders
    return [use for use in dependency.uses if not folders.isdisjoint(folders_from(use.where.path.rpartition("/")[0]))]


class _Judge:
    """Applies the policy. Lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self._terms = LicenceTerms(project)
        self._policy = self._terms.policy
        self._duties: LicenceDuties = project.table(LicenceDuties)
        self._distributions: Distributions = project.table(Distributions)
        self._copyleft_folders = frozenset(self._own_copyleft(project))

    def debts(self, dependency: Dependency) -> Iterator[LicenceDebt]:
        if not dependency.core or self._terms.in_force(dependency.name):
            return
        yield from self._inside(dependency)
        found = self._strictest(dependency)
        if found is None:
            return
        requirement, terms = found
        severity = self._severity(terms, dependency.unit)
        confidence = self._confidence(dependency, terms)
        if severity is None or confidence is None:
            return
        uses = tuple(use for use in _uses(dependency) if not use.test)
        if confidence is Confidence.ADVISORY:
            severity = Severity.LOW
        yield LicenceDebt(requirement, terms, self._duties[terms.klass].duty, uses, severity, confidence)

    def of_jvm(self, requirement: Requirement) -> Iterator[LicenceDebt]:
        """The debt of an artefact of the JVM; whether the code leans on it is not looked at."""
        terms, bare = self._terms.of(requirement), requirement._replace(name=requirement.name.partition(":")[2])
        if terms is None or self._terms.in_force(bare.name) or "" in self._copyleft_folders:
            return
        severity = HURTS.get((self._policy.distribution, terms.klass))
        if not {terms.klass, terms.spdx}.isdisjoint(self._policy.deny):
            severity = Severity.HIGH
        if severity is not None and terms.klass not in self._policy.allow:
            yield LicenceDebt(bare, terms, self._duties[terms.klass].duty, (), severity, Confidence.MEDIUM, unseen=True)

    def _inside(self, dependency: Dependency) -> Iterator[LicenceDebt]:
        """What the package ships inside of another licence; it matters to those who ship it on."""
        told, uses = self._terms.bundled(dependency.name), tuple(use for use in _uses(dependency) if use.in_program)
        severity = self._severity(told, dependency.unit) if told is not None else None
        if told is not None and severity is not None and uses:
            hurt = min(severity, Severity.MEDIUM, key=lambda one: one.rank)
            duty = self._duties[told.klass].duty
            yield LicenceDebt(dependency.core[0], told, duty, uses, hurt, Confidence.MEDIUM, inside=True)

    def _strictest(self, dependency: Dependency) -> tuple[Requirement, Terms] | None:
        """Where several lines ask for it, a pinned one tells the version; of several pins the strictest counts."""
        pinned = [one for one in dependency.core if one.pinned]
        asked = [(one, self._terms.of(one)) for one in pinned or dependency.core]
        told = [(one, terms) for one, terms in asked if terms is not None]
        return max(told, key=lambda pair: self._terms.strictness.rank(pair[1].klass), default=None)

    def _severity(self, terms: Terms, unit: Unit) -> Severity | None:
        if not {terms.klass, terms.spdx}.isdisjoint(self._policy.deny):
            return Severity.HIGH
        if terms.klass in self._policy.allow or (terms.klass in (NETWORK, STRONG) and self._is_copyleft(unit)):
            return None
        return HURTS.get((self._policy.distribution, terms.klass))

    def _confidence(self, dependency: Dependency, terms: Terms) -> Confidence | None:
        """None for a tool that only works on the code; advisory where nothing shows that the program leans on it."""
        row = self._distributions.get(dependency.name)
        uses = [use for use in _uses(dependency) if not use.test]
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
        return bool(licence) and self._terms.klass(licence) in (NETWORK, STRONG)
