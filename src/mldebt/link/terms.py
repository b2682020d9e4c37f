"""Under which licence is the version that a requirement gets? What is installed says it best, then the catalogue."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import Licence, LicenceClasses, LicenceDuties, Licences, LicenceTitles, canonical_name
from mldebt.model import Environment, InstalledPackage, LicencePolicy, Project, Requirement

from .spdx import Strictness, klass_of_title
from .versions import admitted_version, matches

UNKNOWN = "unknown"
EXPIRES = re.compile(r"\bexpires=(\d{4}-\d{2}-\d{2})\b")


class Terms(NamedTuple):
    """A licence and its class. `source` says who says so, `seen` that a document did. `others` are what the same
    package says elsewhere of another class."""

    spdx: str
    klass: str
    source: str
    seen: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class LicenceTerms:
    """Answers for one project; lives as long as somebody asks."""

    project: Project

    @cached_property
    def policy(self) -> LicencePolicy:
        policy: LicencePolicy = self.project.setting(LicencePolicy)
        return policy

    @cached_property
    def strictness(self) -> Strictness:
        classes, duties = self.project.table(LicenceClasses), self.project.table(LicenceDuties)
        return Strictness(classes, duties, self.policy.allow)

    @cached_property
    def installed(self) -> Environment:
        return self.project.known(Environment) or Environment("")

    def of(self, requirement: Requirement) -> Terms | None:
        """The terms of what a requirement gets; None where nobody knows the distribution."""
        package = self.installed.packages.get(requirement.name)
        row: Licence | None = self.project.table(Licences).get(requirement.name)
        told = self._as_installed(package) if package is not None else None
        if told is not None and (told.klass != UNKNOWN or row is None):
            return told
        return self._as_known(row, requirement) if row is not None else told

    def bundled(self, name: str) -> Terms | None:
        """The terms of what a package ships inside without saying so in its metadata."""
        row: Licence | None = self.project.table(Licences).get(name)
        if row is None or row.bundled is None:
            return None
        part = row.bundled
        return Terms(part.spdx, self.klass(part.spdx), part.why, "unverified" not in part.why)

    def klass(self, licence: str) -> str:
        """The class of an expression or of a title."""
        klass = self.strictness.klass(licence)
        if klass != UNKNOWN or not licence:
            return klass
        spdx = self.project.table(LicenceTitles).of(licence)
        return self.strictness.klass(spdx) if spdx else klass_of_title(licence)

    def in_force(self, name: str) -> bool:
        """The policy accepts it by name, and the exception has not expired on the day of the last commit."""
        exceptions = self.policy.exceptions.items()
        reason = next((why for one, why in exceptions if name in (one, canonical_name(one))), None)
        if reason is None:
            return False
        until, committed = EXPIRES.search(reason), self.project.repository.committed
        return until is None or committed is None or committed[:10] <= until.group(1)

    def _as_known(self, row: Licence, requirement: Requirement) -> Terms:
        version = admitted_version(requirement.specifier, requirement.pinned)
        chosen = next((one for one in row.by_version if matches(one.spec, version)), None)
        if chosen is not None:
            seen = "unverified" not in chosen.source
            return Terms(chosen.spdx, self._stated(chosen.spdx, chosen.klass), chosen.source, seen)
        return Terms(row.spdx, self._stated(row.spdx, row.klass), row.source, row.verified)

    def _stated(self, spdx: str, stated: str) -> str:
        """By the expression, so that what the policy allows can decide; as the table states it where that fails."""
        klass = self.strictness.klass(spdx)
        return stated if klass == UNKNOWN else klass

    def _as_installed(self, package: InstalledPackage) -> Terms:
        """An expression is final. Of several classifiers nobody wrote whether they are joined by AND or OR, so the
        mildest counts and the others are told."""
        source = f"the metadata of {package.name} {package.version} as installed"
        if package.expression:
            return Terms(package.expression, self.klass(package.expression), source, True)
        titles = [*package.classifiers, *([package.stated] if package.stated else [])]
        known = [(self._spdx(title), self.klass(title)) for title in titles]
        ranked = sorted({pair for pair in known if pair[1] != UNKNOWN}, key=self._rank)
        if not ranked:
            return Terms(titles[0] if titles else "", UNKNOWN, source, True)
        spdx, klass = ranked[0]
        others = tuple(other for other, kind in ranked[1:] if kind != klass)
        return Terms(spdx, klass, source, True, others)

    def _rank(self, pair: tuple[str, str]) -> tuple[int, str]:
        return self.strictness.rank(pair[1]), pair[0]

    def _spdx(self, title: str) -> str:
        return self.project.table(LicenceTitles).of(title) or title
