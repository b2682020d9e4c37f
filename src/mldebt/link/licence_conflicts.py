"""Which licences forbid what the project does, contradict each other, or are nowhere stated?"""

from collections.abc import Iterator
from posixpath import dirname

from mldebt.knowledge import Distributions, LicenceConflictRules, LicenceDuties
from mldebt.model import (
    Confidence,
    Distribution,
    Finding,
    Hop,
    Own,
    OwnDistribution,
    Project,
    Requirement,
    Requirements,
    Severity,
    according_to,
    record,
)

from .dependencies import Dependency, DependencyUse
from .licences import NETWORK, STRONG
from .terms import UNKNOWN, LicenceTerms, Terms
from .told import Told
from .units import Unit, folders_from

SOURCE_AVAILABLE, NON_COMMERCIAL, PROPRIETARY = "source-available", "non-commercial", "proprietary"
FORBIDS = {
    (Distribution.SHIPPED, SOURCE_AVAILABLE): Severity.HIGH,
    (Distribution.SAAS, SOURCE_AVAILABLE): Severity.MEDIUM,
    (Distribution.INTERNAL, SOURCE_AVAILABLE): Severity.LOW,
    (Distribution.OPEN_SOURCE, SOURCE_AVAILABLE): Severity.MEDIUM,
    (Distribution.SHIPPED, NON_COMMERCIAL): Severity.HIGH,
    (Distribution.SAAS, NON_COMMERCIAL): Severity.HIGH,
    (Distribution.INTERNAL, NON_COMMERCIAL): Severity.MEDIUM,
    (Distribution.OPEN_SOURCE, NON_COMMERCIAL): Severity.MEDIUM,
    (Distribution.SHIPPED, PROPRIETARY): Severity.MEDIUM,
    (Distribution.OPEN_SOURCE, PROPRIETARY): Severity.LOW,
}
"""How much a class of licences hurts a project that reaches its users in this way, where it hurts at all."""
REDISTRIBUTABLE = "LicenseRef-NVIDIA-Proprietary"
"""Comes with every CUDA build and may be passed on, so all of it together is one small note."""


@record
class LicenceConflicts(Told):
    """What licences forbid and contradict."""

    looks_at = (Requirements, OwnDistribution)

    @classmethod
    def of(cls, project: Project) -> "LicenceConflicts":
        dependencies = project.fact(DependencyUse).dependencies
        terms, own = LicenceTerms(project), list(_own(project))
        forbidden = [*_forbidden(dependencies, terms), *_incompatible(dependencies, own, terms)]
        contradictory = [*_two_tongued(dependencies, terms), *_contradictory(own, terms)]
        return cls((*forbidden, *contradictory), looked=bool(dependencies or own))


@record
class MissingLicences(Told):
    """Where nothing says under which licence something may be used."""

    looks_at = (Requirements, OwnDistribution)

    @classmethod
    def of(cls, project: Project) -> "MissingLicences":
        dependencies, own = project.fact(DependencyUse).dependencies, list(_own(project))
        terms = LicenceTerms(project)
        found = [*_unstated(dependencies, terms), *_own_unstated(own, terms)]
        return cls(tuple(found), looked=bool(dependencies or own))


def _own(project: Project) -> Iterator[Own]:
    for _, found in project.each(OwnDistribution):
        yield from found


def _forbidden(dependencies: tuple[Dependency, ...], terms: LicenceTerms) -> Iterator[Finding]:
    """Dependencies whose licence excludes the way in which the project reaches its users."""
    duties, ours = terms.project.table(LicenceDuties), []
    for dependency, requirement, told in _told(dependencies, terms):
        if told.spdx == REDISTRIBUTABLE:
            ours.append(requirement)
            continue
        severity = FORBIDS.get((terms.policy.distribution, told.klass))
        if severity is None or {told.klass, told.spdx} & {*terms.policy.allow}:
            continue
        duty = duties[told.klass].duty
        sentence = f"{requirement.name} is {told.spdx}, which obliges you to {duty[0].lower()}{duty[1:]}"
        hops = (Hop(requirement.where, f"licence {according_to(told.source)}"),
                *(Hop(use.where, f"uses {use.symbol}") for use in dependency.uses[:4]))  # fmt: skip
        sure = Confidence.HIGH if told.seen and dependency.uses else Confidence.MEDIUM
        yield Finding(requirement.where, sentence, hops, requirement.name, severity, sure)
    if ours and (terms.policy.distribution, PROPRIETARY) in FORBIDS:
        many = f"{ours[0].name} and {len(ours) - 1} more packages stand" if len(ours) > 1 else f"{ours[0].name} stands"
        hops = tuple(Hop(one.where, f"asks for {one.name}") for one in ours[:5])
        sentence = f"{many} under the owner's agreement, which lets you pass it on unchanged and within its terms only"
        yield Finding(ours[0].where, sentence, hops, REDISTRIBUTABLE, Severity.LOW, Confidence.ADVISORY)


def _incompatible(dependencies: tuple[Dependency, ...], own: list[Own], terms: LicenceTerms) -> Iterator[Finding]:
    """Parts whose licence cannot be met together with the copyleft licence that the project states for itself."""
    rules = terms.project.table(LicenceConflictRules)
    for dependency, requirement, told in _told(dependencies, terms):
        for ours in _stated_for(dependency.unit, own, terms):
            row = rules.get(ours.licence)
            if row is not None and told.spdx in row.parts:
                sentence = f"{requirement.name} is {told.spdx}, which cannot be met together with your {ours.licence}"
                hops = (Hop(ours.where, f"says {ours.licence}"), Hop(requirement.where, according_to(told.source)))
                sure = Confidence.HIGH if told.seen else Confidence.MEDIUM
                yield Finding(requirement.where, sentence, hops, requirement.name, Severity.HIGH, sure)
                break


def _two_tongued(dependencies: tuple[Dependency, ...], terms: LicenceTerms) -> Iterator[Finding]:
    """Installed packages whose metadata name licences of several classes."""
    for _, requirement, told in _told(dependencies, terms):
        if told.others:
            sentence = f"{requirement.name} says {told.spdx} and {', '.join(told.others)} of itself"
            hops = (Hop(requirement.where, according_to(told.source)),)
            yield Finding(requirement.where, sentence, hops, requirement.name, Severity.MEDIUM, Confidence.MEDIUM)


def _contradictory(own: list[Own], terms: LicenceTerms) -> Iterator[Finding]:
    """What the manifests of one folder and its licence file say, where they are of different classes."""
    by_folder: dict[str, list[Own]] = {}
    for one in own:
        if terms.klass(one.licence) != UNKNOWN and " OR " not in one.licence:
            by_folder.setdefault(dirname(one.where.path), []).append(one)
    for folder, said in sorted(by_folder.items()):
        ordered = sorted(said, key=lambda one: (terms.strictness.rank(terms.klass(one.licence)), one.where.order))
        mild, strict = ordered[0], ordered[-1]
        if terms.klass(mild.licence) != terms.klass(strict.licence) and terms.klass(strict.licence) in (
            STRONG,
            NETWORK,
        ):
            sentence = f"{mild.where.path} says {mild.licence}, {strict.where.path} says {strict.licence}"
            hops = (Hop(mild.where, f"says {mild.licence}"), Hop(strict.where, f"says {strict.licence}"))
            subject = f"own {folder}".strip()
            yield Finding(mild.where, sentence, hops, subject, Severity.MEDIUM, Confidence.HIGH)


def _unstated(dependencies: tuple[Dependency, ...], terms: LicenceTerms) -> Iterator[Finding]:
    """Dependencies whose documents were seen and state nothing. A name that was left behind is a debt of its own."""
    strict = terms.policy.distribution in (Distribution.SHIPPED, Distribution.SAAS)
    distributions: Distributions = terms.project.table(Distributions)
    for _, requirement, told in _told(dependencies, terms):
        row = distributions.get(requirement.name)
        if told.klass == UNKNOWN and not (row is not None and row.stub):
            said = f", only {told.spdx!r}" if told.spdx and not told.spdx.startswith("LicenseRef") else ""
            sentence = f"{requirement.name} states no licence that is known{said}, {according_to(told.source)}"
            severity = Severity.MEDIUM if strict else Severity.LOW
            sure = Confidence.HIGH if told.seen else Confidence.MEDIUM
            yield Finding(requirement.where, sentence, (), requirement.name, severity, sure)


def _own_unstated(own: list[Own], terms: LicenceTerms) -> Iterator[Finding]:
    """A distribution built for everybody, though nothing in or above its folder says how it may be used. Only where the
    settings say that it is for everybody: many an application has a manifest with a name."""
    if terms.policy.own_licence or terms.policy.distribution is not Distribution.OPEN_SOURCE:
        return
    licensed = {dirname(one.where.path) for one in own if one.licence}
    for one in own:
        if one.name and not one.licence and licensed.isdisjoint(folders_from(dirname(one.where.path))):
            sentence = f"{one.name} can be installed, but nothing says under which licence"
            yield Finding(one.where, sentence, (), f"own {one.name}", Severity.LOW, Confidence.MEDIUM)


def _told(dependencies: tuple[Dependency, ...], terms: LicenceTerms) -> Iterator[tuple[Dependency, Requirement, Terms]]:
    """What every installation gets, and under which terms; exceptions in force left out."""
    for dependency in dependencies:
        if dependency.core and not terms.in_force(dependency.name):
            told = terms.of(dependency.core[0])
            if told is not None:
                yield dependency, dependency.core[0], told


def _stated_for(unit: Unit, own: list[Own], terms: LicenceTerms) -> Iterator[Own]:
    """Licences that manifests in or above the unit state as SPDX; a licence file does not say "only" or "or later"."""
    around = {above for folder in unit.folders for above in folders_from(folder)}
    for one in own:
        if one.name and one.licence and dirname(one.where.path) in around:
            yield one
    if terms.policy.own_licence and own:
        yield own[0]._replace(licence=terms.policy.own_licence)
