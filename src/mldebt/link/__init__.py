"""File facts to project facts: who imports whom, who uses what, what flows where."""

from .artefacts import ArtefactGraph, Chain
from .careless_scripts import CarelessScripts
from .cron_targets import UnversionedTargets
from .cross_environment import CrossEnvironmentWrites
from .cycles import DatasetCycles
from .dependencies import Dependency, DependencyUse
from .imports import ImportGraph, Target
from .installed import InstalledVersions
from .jobs import Job, ScheduledJobs
from .leakage import Leaks
from .licences import LicenceDebt, LicenceDebts
from .loads import RiskyLoads
from .machine_bound import MachinePaths
from .model_versions import OverwrittenModels
from .notebook_runs import PipelineNotes, ProductionNotebooks
from .overwrites import InPlaceOverwrites
from .partitions import PartitionMismatches
from .pickle_skew import PickleSkews
from .randomness import Draw, UnseededDraws
from .randomness import finding as unseeded_finding
from .removed import GoneUse, RemovedUses
from .removed_words import finding as removed_finding
from .silent_jobs import SilentJobs
from .surfaces import Surfaces
from .time_coupled import TimeCoupledJobs
from .unchecked_writes import UncheckedWrites
from .units import DeployUnits, Unit
from .weights import TrivialUse, TrivialUses

__all__ = [
    "ArtefactGraph",
    "CarelessScripts",
    "Chain",
    "CrossEnvironmentWrites",
    "DatasetCycles",
    "Dependency",
    "DependencyUse",
    "DeployUnits",
    "Draw",
    "GoneUse",
    "ImportGraph",
    "InPlaceOverwrites",
    "InstalledVersions",
    "Job",
    "Leaks",
    "LicenceDebt",
    "LicenceDebts",
    "MachinePaths",
    "OverwrittenModels",
    "PartitionMismatches",
    "PickleSkews",
    "PipelineNotes",
    "ProductionNotebooks",
    "RemovedUses",
    "RiskyLoads",
    "ScheduledJobs",
    "SilentJobs",
    "Surfaces",
    "Target",
    "TimeCoupledJobs",
    "TrivialUse",
    "TrivialUses",
    "UncheckedWrites",
    "Unit",
    "UnseededDraws",
    "UnversionedTargets",
    "removed_finding",
    "unseeded_finding",
]  # fmt: skip
