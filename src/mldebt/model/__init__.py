"""The nouns: everything that passes a door between two rooms. Imports nothing else of ours."""

from .audit import Audit, Coverage, FamilyScore, ProjectInfo, Score, Verdict
from .files import (
    CannotTell,
    FileFact,
    Language,
    NotRead,
    Project,
    ProjectFact,
    Reading,
    Repository,
    Role,
    Source,
    SourceFile,
)
from .findings import (
    Check,
    CheckResult,
    Confidence,
    Debt,
    Finding,
    Hop,
    Kind,
    Outcome,
    Severity,
    Status,
    Suppression,
)
from .places import Cell, Place
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
    Shape,
    Use,
    Uses,
    Value,
)
from .settings import GateSettings, Section, Settings, UserError
from .tables import Row, Table

__all__ = [
    "Audit", "Call", "Calls", "CannotTell", "Cell", "Check", "CheckResult", "Confidence", "Coverage", "Debt",
    "FamilyScore", "FileFact", "Finding", "Function", "Functions", "GateSettings", "Hop", "Import", "Imports", "Kind",
    "Language", "Module", "ModuleInfo", "ModuleShape", "NotRead", "Outcome", "Place", "Project", "ProjectFact",
    "ProjectInfo", "Reading", "Repository", "Role", "Row", "Score", "Section", "Settings", "Severity", "Shape",
    "Source", "SourceFile", "Status", "Suppression", "Table", "Use", "UserError", "Uses", "Value", "Verdict",
]  # fmt: skip
