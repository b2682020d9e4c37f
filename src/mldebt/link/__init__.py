"""File facts to project facts: who imports whom, who uses what, what flows where."""

from .artefacts import ArtefactGraph, Chain
from .bases import FloatingBases, tag_of
from .conflicts import Conflicts
from .cuda import CudaBuild, CudaBuilds
from .dependencies import Dependency, DependencyUse
from .forks import CopyleftForks, Fork
from .hubs import ModelUse, RestrictedModels
from .imports import ImportGraph, Target
from .installed import InstalledVersions
from .jobs import Job, ScheduledJobs
from .leakage import Leaks
from .licence_conflicts import LicenceConflicts, LicenceProblem, MissingLicences
from .licences import LicenceDebt, LicenceDebts
from .lifecycles import DormantLibraries, DormantLibrary
from .loads import RiskyLoads
from .locks import LockedVersions
from .model_versions import OverwrittenModels
from .pickle_skew import PickleSkews
from .pinning import Pinning
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
from .surfaces import Surfaces
from .truth import Undeclared, UndeclaredDependencies, UnusedDependencies
from .units import DeployUnits, Unit
from .weights import TrivialUse, TrivialUses

__all__ = [
    "ArtefactGraph", "Chain", "Conflicts", "CopyleftForks", "CudaBuild", "CudaBuilds", "Dependency", "DependencyUse",
    "DeployUnits", "DormantLibraries", "DormantLibrary", "Draw", "Ended", "EndedRuntimesInUse", "FloatingBases", "Fork",
    "GoneUse", "ImportGraph", "InstalledVersions", "Job", "Leaks", "LicenceConflicts", "LicenceDebt", "LicenceDebts",
    "LicenceProblem", "LockedVersions", "LooseSwitches", "MissingLicences", "ModelUse", "OverwrittenModels",
    "PickleSkews", "Pinning", "RemovedUses", "RestrictedModels", "RiskyLoads", "ScheduledJobs", "Surfaces", "Target",
    "TrivialUse", "TrivialUses", "Undeclared", "UndeclaredDependencies", "Unit", "UnrepeatableSplits",
    "UnseedableCalls", "UnseededDraws", "UnseededSamples", "UnseededTraining", "UnusedDependencies", "removed_finding",
    "tag_of",
]  # fmt: skip
