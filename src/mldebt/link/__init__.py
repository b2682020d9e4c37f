"""File facts to project facts: who imports whom, who uses what, what flows where."""

from .artefacts import ArtefactGraph, Chain
from .clone_words import CloneDebts, VersionDebts
from .clones import Clone, Clones
from .dead_branches import DeadSwitches
from .dependencies import Dependency, DependencyUse
from .growth import ComplexityGrowth
from .imports import ImportGraph, Target
from .installed import InstalledVersions
from .jobs import Job, ScheduledJobs
from .leakage import Leaks
from .licences import LicenceDebt, LicenceDebts
from .loads import RiskyLoads
from .model_versions import OverwrittenModels
from .pickle_skew import PickleSkews
from .randomness import Draw, UnseededDraws
from .randomness import finding as unseeded_finding
from .removed import GoneUse, RemovedUses
from .removed_words import finding as removed_finding
from .stages import MixedStages
from .surfaces import Surfaces
from .units import DeployUnits, Unit
from .versions_of_files import VersionedFiles
from .weights import TrivialUse, TrivialUses

__all__ = [
    "ArtefactGraph", "Chain", "Clone", "CloneDebts", "Clones", "ComplexityGrowth", "DeadSwitches", "Dependency",
    "DependencyUse", "DeployUnits", "Draw", "GoneUse", "ImportGraph", "InstalledVersions", "Job", "Leaks",
    "LicenceDebt", "LicenceDebts", "MixedStages", "OverwrittenModels", "PickleSkews", "RemovedUses", "RiskyLoads",
    "ScheduledJobs", "Surfaces", "Target", "TrivialUse", "TrivialUses", "Unit", "UnseededDraws", "VersionDebts",
    "VersionedFiles", "removed_finding", "unseeded_finding",
]  # fmt: skip
