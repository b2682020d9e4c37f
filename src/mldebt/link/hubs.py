"""Which models and data sets does the project fetch from a hub whose licence forbids what it is for?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import HubCall, HubCalls, HubModel, HubModels
from mldebt.model import (
    AUDITED,
    Call,
    Calls,
    Confidence,
    Distribution,
    Place,
    Project,
    ProjectFact,
    Severity,
)

from .terms import LicenceTerms

FORBIDS = ("non-commercial", "no-derivatives")
COMMERCIAL = frozenset({Distribution.SHIPPED, Distribution.SAAS})
CONFIGURES = ("add_argument", "option", "Field", "getenv", "get", "field", "Option")
"""Last parts of the names of calls that take the default of a setting."""


class ModelUse(NamedTuple):
    """A model or data set in use: its identifier, the row that speaks of it, and the places that name it."""

    identifier: str
    row: HubModel
    dataset: bool
    places: tuple[Place, ...]
    severity: Severity
    confidence: Confidence


@dataclass(frozen=True)
class RestrictedModels(ProjectFact):
    """Those whose licence excludes commercial use or changes; `fetched` counts all that the project fetches by name."""

    looks_at = (Calls,)

    fetched: int
    found: tuple[ModelUse, ...]

    @classmethod
    def of(cls, project: Project) -> "RestrictedModels":
        named: dict[tuple[str, bool], list[Place]] = {}
        fetched = 0
        for file, calls in project.each(Calls):
            uses = list(_identifiers(calls, project)) if file.role in AUDITED else []
            fetched += len(uses)
            for identifier, dataset, where in uses:
                named.setdefault((identifier, dataset), []).append(where)
        terms = LicenceTerms(project)
        found = (_use(*key, tuple(places), terms) for key, places in named.items())
        return cls(fetched, tuple(use for use in found if use is not None))

    def __bool__(self) -> bool:
        return self.fetched > 0


def _identifiers(calls: Calls, project: Project) -> Iterator[tuple[str, bool, Place]]:
    """What the calls fetch, and the defaults of settings in a file that fetches: (identifier, is a data set, where)."""
    table: HubCalls = project.table(HubCalls)
    fetching = [(call, row) for call in calls if (row := table.of(call.name)) is not None]
    for call, row in fetching:
        identifier = _identifier(call, row)
        if identifier:
            yield identifier, row.dataset, call.where
    for call in calls if fetching else ():
        default = call.keyword("default") if call.name.rpartition(".")[2] in CONFIGURES else None
        if default is not None and default.kind == "literal" and _is_identifier(default.value):
            yield str(default.value), False, call.where


def _identifier(call: Call, row: HubCall) -> str:
    value = call.argument(row.argument, row.keyword)
    known = value is not None and value.kind == "literal" and isinstance(value.value, str)
    return str(value.value) if known and value is not None else ""


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and value.count("/") == 1 and not value.startswith((".", "/")) and " " not in value


def _use(identifier: str, dataset: bool, places: tuple[Place, ...], terms: LicenceTerms) -> ModelUse | None:
    row, policy = terms.project.table(HubModels).of(identifier, dataset=dataset), terms.policy
    if row is None or terms.in_force(identifier) or not {row.klass, row.licence}.isdisjoint(policy.allow):
        return None
    denied = not {row.klass, row.licence}.isdisjoint(policy.deny)
    if row.klass not in FORBIDS and not denied:
        return None
    severity = Severity.HIGH if denied or policy.distribution in COMMERCIAL else Severity.MEDIUM
    confidence = Confidence.HIGH if row.verified else Confidence.MEDIUM
    return ModelUse(identifier, row, dataset, places, severity, confidence)
