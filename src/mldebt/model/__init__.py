"""The nouns: everything that passes a door between two rooms. Imports nothing else of ours."""

from .audit import Audit, Coverage, FamilyScore, ProjectInfo, Score, Verdict
from .chance import HashOrders, ListingOrders, OrderedByChance
from .dependencies import UNSHIPPED, Inclusion, Inclusions, Own, OwnDistribution, Requirement, Requirements
from .drawing import (
    CERTAINTY,
    SURE,
    Drawing,
    Edge,
    Evidence,
    Flow,
    Jungle,
    Measure,
    Move,
    Node,
    Pipeline,
    Thing,
)
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
from .impact import Consequence, Impact, Reached
from .loads import Load, Loads
from .notebooks import CellRun, CellRuns, Install, Installs, LooseName, LooseNames
from .pipelines import (
    STORES,
    Access,
    Accesses,
    Collected,
    Command,
    Commands,
    Outside,
    Queries,
    Query,
    Schedule,
    Schedules,
    looks_like_data,
)
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
from .settings import (
    Distribution,
    GateSettings,
    IoKind,
    IoRow,
    IoScheme,
    IoSettings,
    LicencePolicy,
    Section,
    Settings,
    SurfaceSettings,
    UserError,
    about,
)
from .slips import (
    ChanceSlips,
    ClusterSlips,
    EstimatorSlips,
    FrameSlips,
    GraphSlips,
    ModelSaves,
    Slip,
    Slips,
    TorchSlips,
)
from .tables import Lend, Row, Table

__all__ = [
    "AUDITED", "CERTAINTY", "NEVER", "SIZED", "STORES", "SURE", "UNSHIPPED", "WHOLE_FILE", "Access", "Accesses",
    "Audit", "Call", "Calls", "CannotTell", "Cell", "CellRun", "CellRuns", "ChanceSlips", "Check", "CheckResult",
    "ClusterSlips", "Collected", "Command", "Commands", "Confidence", "Consequence", "Coverage", "Debt", "Distribution",
    "Drawing", "Edge", "EstimatorSlips", "Evidence", "FamilyScore", "FileFact", "Finding", "Flow", "FrameSlips",
    "Function", "Functions", "GateSettings", "GraphSlips", "HashOrders", "HelperProgram", "Hop", "Impact", "Import",
    "Imports", "Inclusion", "Inclusions", "Install", "Installs", "IoKind", "IoRow", "IoScheme", "IoSettings", "Jungle",
    "Kind", "Language", "Lend", "LicencePolicy", "ListingOrders", "Load", "Loads", "LooseName", "LooseNames", "Measure",
    "ModelSaves", "Module", "ModuleInfo", "ModuleShape", "Move", "Node", "NotRead", "Order", "OrderedByChance",
    "Outcome", "Outside", "Own", "OwnDistribution", "Pipeline", "Place", "Program", "Project", "ProjectFact",
    "ProjectInfo", "Queries", "Query", "Ran", "Reached", "Reading", "Repository", "Requirement", "Requirements",
    "Rerun", "Role", "Row", "RunOrder", "Schedule", "Schedules", "Score", "Section", "Settings", "Severity", "Shape",
    "Slip", "Slips", "Source", "SourceFile", "Status", "Suppression", "SurfaceSettings", "Table", "Thing", "TorchSlips",
    "UnusedSuppression", "UnusedSuppressions", "Use", "UserError", "Uses", "Value", "Verdict", "about",
    "looks_like_data",
]  # fmt: skip
