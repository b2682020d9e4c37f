"""File facts to project facts: who imports whom, who uses what, what flows where."""

from .artefacts import ArtefactGraph, Chain
from .bases import FloatingBases, tag_of
from .conflicts import Conflicts
from .dependencies import Dependency, DependencyUse
from .imports import ImportGraph, Target
from .jobs import Job, ScheduledJobs
from .leakage import Leaks
from .licences import LicenceDebt, LicenceDebts
from .locks import LockedVersions
from .pinning import Pinning
from .randomness import Draw, UnseededDraws
from .randomness import finding as unseeded_finding
from .surfaces import Surfaces
from .units import DeployUnits, Unit
from .weights import TrivialUse, TrivialUses

__all__ = [
    "ArtefactGraph", "Chain", "Conflicts", "Dependency", "DependencyUse", "DeployUnits", "Draw", "FloatingBases",
    "ImportGraph", "Job", "Leaks", "LicenceDebt", "LicenceDebts", "LockedVersions", "Pinning", "ScheduledJobs",
    "Surfaces", "Target", "TrivialUse", "TrivialUses", "Unit", "UnseededDraws", "tag_of", "unseeded_finding",
]  # fmt: skip
