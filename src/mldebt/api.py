"""All that a check may import: the decorator, the facts it can ask for, the tables, and Finding."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from mldebt.knowledge import Thresholds
from mldebt.link import (
    ArtefactGraph,
    CloneDebts,
    ComplexityGrowth,
    DeadSwitches,
    DependencyUse,
    InstalledVersions,
    Leaks,
    LicenceDebts,
    MixedStages,
    OverwrittenModels,
    PickleSkews,
    RemovedUses,
    RiskyLoads,
    ScheduledJobs,
    TrivialUses,
    UnseededDraws,
    VersionDebts,
    removed_finding,
    unseeded_finding,
)
from mldebt.model import (
    AUDITED,
    Access,
    Accesses,
    BaseFunctions,
    Call,
    Calls,
    CannotTell,
    Cell,
    ClusterSlips,
    Command,
    Commands,
    Confidence,
    Distribution,
    EstimatorSlips,
    FileFact,
    Finding,
    FrameSlips,
    Function,
    Functions,
    GraphSlips,
    Hop,
    Import,
    Imports,
    Kind,
    Language,
    LicencePolicy,
    ModelSaves,
    ModuleInfo,
    ModuleShape,
    Place,
    Project,
    ProjectFact,
    Queries,
    Query,
    Repository,
    Requirement,
    Requirements,
    Role,
    Row,
    Schedule,
    Schedules,
    Section,
    Severity,
    Shape,
    Slip,
    Slips,
    SourceFile,
    SurfaceSettings,
    Table,
    TorchSlips,
    UnusedSuppressions,
    Use,
    Uses,
    Value,
    about,
)

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Terms:
    """What the decorator says of a check."""

    severity: Severity
    minutes: int
    confidence: Confidence
    kind: Kind
    practice: str | None
    roles: frozenset[Role]


def check(
    *,
    severity: Severity,
    minutes: int,
    confidence: Confidence = Confidence.HIGH,
    kind: Kind = Kind.SITE,
    practice: str | None = None,
    roles: Collection[Role] = AUDITED,
) -> Callable[[F], F]:
    """Declares a function as a check; a finding may override severity, confidence and minutes for itself.

    `minutes` is the usual work to pay one finding back. `practice` names the practice whose absence the check reports.
    `roles` are the files in which it looks.
    """
    terms = Terms(severity, minutes, confidence, kind, practice, frozenset(roles))

    def declare(function: F) -> F:
        function.__mldebt__ = terms  # type: ignore[attr-defined]  # how the registry recognises a check
        return function

    return declare


__all__ = [
    "AUDITED", "Access", "Accesses", "ArtefactGraph", "BaseFunctions", "Call", "Calls", "CannotTell", "Cell",
    "CloneDebts", "ClusterSlips", "Command", "Commands", "ComplexityGrowth", "Confidence", "DeadSwitches",
    "DependencyUse", "Distribution", "EstimatorSlips", "FileFact", "Finding", "FrameSlips", "Function", "Functions",
    "GraphSlips", "Hop", "Import", "Imports", "InstalledVersions", "Kind", "Language", "Leaks", "LicenceDebts",
    "LicencePolicy", "MixedStages", "ModelSaves", "ModuleInfo", "ModuleShape", "OverwrittenModels", "PickleSkews",
    "Place", "Project", "ProjectFact", "Queries", "Query", "RemovedUses", "Repository", "Requirement", "Requirements",
    "RiskyLoads", "Role", "Row", "Schedule", "ScheduledJobs", "Schedules", "Section", "Severity", "Shape", "Slip",
    "Slips", "SourceFile", "SurfaceSettings", "Table", "Thresholds", "TorchSlips", "TrivialUses", "UnseededDraws",
    "UnusedSuppressions", "Use", "Uses", "Value", "VersionDebts", "about", "check", "removed_finding",
    "unseeded_finding",
]  # fmt: skip
