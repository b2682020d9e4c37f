"""File facts to project facts: who imports whom, who uses what, what flows where."""

from mldebt.lazily import lazily

with lazily(__name__):
    from .artefacts import ArtefactGraph, Chain
    from .bases import FloatingBases, tag_of
    from .careless_scripts import CarelessScripts
    from .clone_words import CloneDebts, VersionDebts
    from .clones import Clone, Clones
    from .conflicts import Conflicts
    from .cron_targets import UnversionedTargets
    from .cross_environment import CrossEnvironmentWrites
    from .cuda import CudaBuild, CudaBuilds
    from .cycles import DatasetCycles
    from .dead_branches import DeadSwitches
    from .dependencies import Dependency, DependencyUse
    from .downstream import Downstream
    from .flow_graph import FlowGraph, part_of
    from .flow_lines import worst_flow
    from .forks import CopyleftForks, Fork
    from .growth import ComplexityGrowth
    from .hubs import ModelUse, RestrictedModels
    from .impact import impact_of
    from .imports import ImportGraph, Target
    from .installed import InstalledVersions
    from .jobs import Job, ScheduledJobs
    from .leakage import Leaks
    from .licence_conflicts import LicenceConflicts, MissingLicences
    from .licences import LicenceDebt, LicenceDebts
    from .lifecycles import DormantLibraries, DormantLibrary
    from .loads import RiskyLoads
    from .locks import LockedVersions
    from .machine_bound import MachinePaths
    from .model_versions import OverwrittenModels
    from .notebook_runs import PipelineNotes, ProductionNotebooks
    from .overwrites import InPlaceOverwrites
    from .partitions import PartitionMismatches
    from .pickle_skew import PickleSkews
    from .pinning import Pinning
    from .pledges import Pledges
    from .randomness import (
        Draw,
        LooseSwitches,
        UnrepeatableSplits,
        UnseedableCalls,
        UnseededDraws,
        UnseededSamples,
        UnseededTraining,
    )
    from .removed import GoneUse, RemovedUses
    from .removed_words import finding as removed_finding
    from .runtimes import Ended, EndedRuntimesInUse
    from .shown import answers_of
    from .silent_jobs import SilentJobs
    from .stages import MixedStages
    from .surfaces import Surfaces, names_of
    from .time_coupled import TimeCoupledJobs
    from .truth import Undeclared, UndeclaredDependencies, UnusedDependencies
    from .unchecked_writes import UncheckedWrites
    from .undeclared_stages import UndeclaredStageReads
    from .undeclared_stages import hops_of as hops_of_undeclared
    from .units import DeployUnits, Unit
    from .unscaled import UnscaledTables
    from .versions_of_files import VersionedFiles
    from .weights import TrivialUse, TrivialUses

__all__ = [
    "ArtefactGraph", "CarelessScripts", "Chain", "Clone", "CloneDebts", "Clones", "ComplexityGrowth", "Conflicts",
    "CopyleftForks", "CrossEnvironmentWrites", "CudaBuild", "CudaBuilds", "DatasetCycles", "DeadSwitches", "Dependency",
    "DependencyUse", "DeployUnits", "DormantLibraries", "DormantLibrary", "Downstream", "Draw", "Ended",
    "EndedRuntimesInUse", "FloatingBases", "FlowGraph", "Fork", "GoneUse", "ImportGraph", "InPlaceOverwrites",
    "InstalledVersions", "Job", "Leaks", "LicenceConflicts", "LicenceDebt", "LicenceDebts", "LockedVersions",
    "LooseSwitches", "MachinePaths", "MissingLicences", "MixedStages", "ModelUse", "OverwrittenModels",
    "PartitionMismatches", "PickleSkews", "Pinning", "PipelineNotes", "Pledges", "ProductionNotebooks", "RemovedUses",
    "RestrictedModels", "RiskyLoads", "ScheduledJobs", "SilentJobs", "Surfaces", "Target", "TimeCoupledJobs",
    "TrivialUse", "TrivialUses", "UncheckedWrites", "Undeclared", "UndeclaredDependencies", "UndeclaredStageReads",
    "Unit", "UnrepeatableSplits", "UnscaledTables", "UnseedableCalls", "UnseededDraws", "UnseededSamples",
    "UnseededTraining", "UnusedDependencies", "UnversionedTargets", "VersionDebts", "VersionedFiles", "answers_of",
    "hops_of_undeclared", "impact_of", "names_of", "part_of", "removed_finding", "tag_of", "worst_flow",
]  # fmt: skip
