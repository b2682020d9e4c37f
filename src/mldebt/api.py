"""All that a check may import: the decorator, the facts it can ask for, the tables, and Finding."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from mldebt.lazily import lazily
from mldebt.model import AUDITED, Confidence, Kind, Role, Severity, record

with lazily(__name__):
    from mldebt.knowledge import LegacyDraws, Thresholds
    from mldebt.link import (
        ArtefactGraph,
        CarelessScripts,
        CloneDebts,
        ComplexityGrowth,
        Conflicts,
        CopyleftForks,
        CrossEnvironmentWrites,
        CudaBuilds,
        DatasetCycles,
        DeadSwitches,
        DependencyUse,
        DormantLibraries,
        EndedRuntimesInUse,
        FloatingBases,
        InPlaceOverwrites,
        InstalledVersions,
        Leaks,
        LicenceConflicts,
        LicenceDebts,
        LockedVersions,
        LooseSwitches,
        MachinePaths,
        MissingLicences,
        MixedStages,
        OverwrittenModels,
        PartitionMismatches,
        PickleSkews,
        Pinning,
        PipelineNotes,
        Pledges,
        ProductionNotebooks,
        RemovedUses,
        RestrictedModels,
        RiskyLoads,
        ScheduledJobs,
        SilentJobs,
        Surfaces,
        TimeCoupledJobs,
        TrivialUses,
        UncheckedWrites,
        UndeclaredDependencies,
        UndeclaredStageReads,
        UnrepeatableSplits,
        UnscaledTables,
        UnseedableCalls,
        UnseededDraws,
        UnseededSamples,
        UnseededTraining,
        UnusedDependencies,
        UnversionedTargets,
        VersionDebts,
        hops_of_undeclared,
        removed_finding,
        tag_of,
    )
    from mldebt.model import (
        Access,
        Accesses,
        BaseFunctions,
        Call,
        Calls,
        CannotTell,
        Caution,
        Cautions,
        Cell,
        CellRuns,
        ClusterSlips,
        Command,
        Commands,
        Distribution,
        EnvironmentWords,
        EstimatorSlips,
        FileFact,
        Finding,
        FrameSlips,
        Function,
        Functions,
        GraphSlips,
        HashOrders,
        Hop,
        Import,
        Imports,
        Installs,
        Language,
        LicencePolicy,
        ListingOrders,
        LooseNames,
        ModelSaves,
        ModuleInfo,
        ModuleShape,
        PathSlips,
        Place,
        Project,
        ProjectFact,
        Queries,
        Query,
        Repository,
        Requirement,
        Requirements,
        Row,
        Schedule,
        Schedules,
        SecretSlips,
        Section,
        Shape,
        ShellSlips,
        Slip,
        Slips,
        SourceFile,
        Stage,
        Stages,
        SurfaceSettings,
        Table,
        TorchSlips,
        UnusedSuppressions,
        Use,
        Uses,
        Value,
        about,
        according_to,
    )

F = TypeVar("F", bound=Callable[..., Any])


@record
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
    "AUDITED", "Access", "Accesses", "ArtefactGraph", "BaseFunctions", "Call", "Calls", "CannotTell", "CarelessScripts",
    "Caution", "Cautions", "Cell", "CellRuns", "CloneDebts", "ClusterSlips", "Command", "Commands", "ComplexityGrowth",
    "Confidence", "Conflicts", "CopyleftForks", "CrossEnvironmentWrites", "CudaBuilds", "DatasetCycles", "DeadSwitches",
    "DependencyUse", "Distribution", "DormantLibraries", "EndedRuntimesInUse", "EnvironmentWords", "EstimatorSlips",
    "FileFact", "Finding", "FloatingBases", "FrameSlips", "Function", "Functions", "GraphSlips", "HashOrders", "Hop",
    "Import", "Imports", "InPlaceOverwrites", "InstalledVersions", "Installs", "Kind", "Language", "Leaks",
    "LegacyDraws", "LicenceConflicts", "LicenceDebts", "LicencePolicy", "ListingOrders", "LockedVersions", "LooseNames",
    "LooseSwitches", "MachinePaths", "MissingLicences", "MixedStages", "ModelSaves", "ModuleInfo", "ModuleShape",
    "OverwrittenModels", "PartitionMismatches", "PathSlips", "PickleSkews", "Pinning", "PipelineNotes", "Place",
    "Pledges", "ProductionNotebooks", "Project", "ProjectFact", "Queries", "Query", "RemovedUses", "Repository",
    "Requirement", "Requirements", "RestrictedModels", "RiskyLoads", "Role", "Row", "Schedule", "ScheduledJobs",
    "Schedules", "SecretSlips", "Section", "Severity", "Shape", "ShellSlips", "SilentJobs", "Slip", "Slips",
    "SourceFile", "Stage", "Stages", "SurfaceSettings", "Surfaces", "Table", "Thresholds", "TimeCoupledJobs",
    "TorchSlips", "TrivialUses", "UncheckedWrites", "UndeclaredDependencies", "UndeclaredStageReads",
    "UnrepeatableSplits", "UnscaledTables", "UnseedableCalls", "UnseededDraws", "UnseededSamples", "UnseededTraining",
    "UnusedDependencies", "UnusedSuppressions", "UnversionedTargets", "Use", "Uses", "Value", "VersionDebts", "about",
    "according_to", "check", "hops_of_undeclared", "removed_finding", "tag_of",
]  # fmt: skip
