"""The nouns: everything that passes a door between two rooms. Imports nothing else of ours."""

from .audit import Audit, Coverage, FamilyScore, ProjectInfo, Score, Verdict
from .dependencies import UNSHIPPED, Inclusion, Inclusions, Own, OwnDistribution, Requirement, Requirements
from .files import (
    CannotTell,
    FileFact,
    Language,
    NotRead,
    Project,
    ProjectFact,
    Reading,
    Repository,
    Source,
    SourceFile,
    UnusedSuppression,
    UnusedSuppressions,
)
from .findings import (
    NEVER,
    WHOLE_FILE,
    Check,
    CheckResult,
    Confidence,
    Debt,
    Finding,
    Hop,
    Kind,
    Outcome,
    Ran,
    Severity,
    Status,
    Suppression,
)
from .glue import (
    BaseFunctions,
    DeadBranch,
    DeadBranches,
    Fingerprint,
    Fingerprints,
    SwitchSetting,
    SwitchSettings,
    SwitchWord,
    SwitchWords,
)
from .loads import Load, Loads
from .pipelines import STORES, Access, Accesses, Command, Commands, Queries, Query, Schedule, Schedules, looks_like_data
from .places import Cell, Order, Place
from .program import HelperProgram, Program
from .python import (
    Call,
    Calls,
    Function,
    Functions,
    Import,
    Imports,
    Module,
    ModuleInfo,
    ModuleShape,
    Rerun,
    RunOrder,
    Shape,
    Use,
    Uses,
    Value,
)
from .roles import AUDITED, SIZED, Role
from .settings import Distribution, GateSettings, LicencePolicy, Section, Settings, SurfaceSettings, UserError, about
from .slips import ClusterSlips, EstimatorSlips, FrameSlips, GraphSlips, ModelSaves, Slip, Slips, TorchSlips
from .tables import Lend, Row, Table

__all__ = [
    "AUDITED", "NEVER", "SIZED", "STORES", "UNSHIPPED", "WHOLE_FILE", "Access", "Accesses", "Audit", "BaseFunctions",
    "Call", "Calls", "CannotTell", "Cell", "Check", "CheckResult", "ClusterSlips", "Command", "Commands", "Confidence",
    "Coverage", "DeadBranch", "DeadBranches", "Debt", "Distribution", "EstimatorSlips", "FamilyScore", "FileFact",
    "Finding", "Fingerprint", "Fingerprints", "FrameSlips", "Function", "Functions", "GateSettings", "GraphSlips",
    "HelperProgram", "Hop", "Import", "Imports", "Inclusion", "Inclusions", "Kind", "Language", "Lend", "LicencePolicy",
    "Load", "Loads", "ModelSaves", "Module", "ModuleInfo", "ModuleShape", "NotRead", "Order", "Outcome", "Own",
    "OwnDistribution", "Place", "Program", "Project", "ProjectFact", "ProjectInfo", "Queries", "Query", "Ran",
    "Reading", "Repository", "Requirement", "Requirements", "Rerun", "Role", "Row", "RunOrder", "Schedule", "Schedules",
    "Score", "Section", "Settings", "Severity", "Shape", "Slip", "Slips", "Source", "SourceFile", "Status",
    "Suppression", "SurfaceSettings", "SwitchSetting", "SwitchSettings", "SwitchWord", "SwitchWords", "Table",
    "TorchSlips", "UnusedSuppression", "UnusedSuppressions", "Use", "UserError", "Uses", "Value", "Verdict", "about",
    "looks_like_data",
]  # fmt: skip
