"""File facts to project facts: who imports whom, who uses what, what flows where."""

from .artefacts import ArtefactGraph, Chain
from .dependencies import Dependency, DependencyUse
from .flow_graph import FlowGraph, part_of
from .flow_lines import worst_flow
from .impact import impact_of
from .imports import ImportGraph, Target
from .installed import InstalledVersions
from .jobs import Job, ScheduledJobs
from .leakage import Leaks
from .licences import LicenceDebt, LicenceDebts
from .loads import RiskyLoads
from .model_versions import OverwrittenModels
from .pickle_skew import PickleSkews
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
from .surfaces import Surfaces
from .units import DeployUnits, Unit
from .weights import TrivialUse, TrivialUses

__all__ = [
    "ArtefactGraph", "Chain", "Dependency", "DependencyUse", "DeployUnits", "Draw", "FlowGraph", "GoneUse",
    "ImportGraph", "InstalledVersions", "Job", "Leaks", "LicenceDebt", "LicenceDebts", "LooseSwitches",
    "OverwrittenModels", "PickleSkews", "RemovedUses", "RiskyLoads", "ScheduledJobs", "Surfaces", "Target",
    "TrivialUse", "TrivialUses", "Unit", "UnrepeatableSplits", "UnseedableCalls", "UnseededDraws", "UnseededSamples",
    "UnseededTraining", "impact_of", "part_of", "removed_finding", "worst_flow",
]  # fmt: skip
