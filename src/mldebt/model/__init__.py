"""The nouns: everything that passes a door between two rooms. Imports nothing else of ours."""

from mldebt.lazily import lazily

with lazily(__name__):
    from .audit import Audit, Comparison, Condition, Coverage, FamilyScore, ProjectInfo, Score, Verdict
    from .chance import HashOrders, ListingOrders, OrderedByChance
    from .dependencies import (
        UNSHIPPED,
        BaseImage,
        BaseImages,
        Buildable,
        CommandRequirements,
        ConstraintFiles,
        Constraints,
        Inclusion,
        Inclusions,
        JvmRequirements,
        LicenceHeader,
        LicenceHeaders,
        Locked,
        Locks,
        Mentions,
        Own,
        OwnDistribution,
        Requirement,
        Requirements,
        RRequirements,
    )
    from .drawing import CERTAINTY, SURE, Drawing, Edge, Evidence, Flow, Jungle, Measure, Move, Node, Pipeline, Thing
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
        COLUMNS,
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
    from .impact import Consequence, Impact, Reached
    from .installed import Environment, InstalledPackage
    from .loads import Load, Loads
    from .needs import Named, Need, asks_for, at_hand, imported, is_a, name_of
    from .notebooks import CellRun, CellRuns, Install, Installs, LooseName, LooseNames
    from .pipelines import (
        DAYS,
        FORM,
        MOMENTS,
        SETTING,
        STORES,
        Access,
        Accesses,
        Caution,
        Cautions,
        Collected,
        Command,
        Commands,
        ConfigValue,
        ConfigValues,
        Outside,
        Queries,
        Query,
        Schedule,
        Schedules,
        Spelling,
        Spellings,
        looks_like_data,
        without_days,
        without_moments,
    )
    from .places import Cell, Order, Place
    from .practices import Answer, Following, Pledge, PledgeLine, PledgeLines, Practice, Shown
    from .program import HelperProgram, Program
    from .python import (
        Call,
        Calls,
        Fallbacks,
        Function,
        Functions,
        Import,
        Imports,
        JvmImport,
        JvmImports,
        Module,
        ModuleInfo,
        ModuleShape,
        Rerun,
        RunOrder,
        Shape,
        Signature,
        Signatures,
        Use,
        Uses,
        Value,
    )
    from .record import record
    from .roles import AUDITED, PROGRAM, SIZED, Role
    from .runtimes import CardSigns, Runtime, Runtimes
    from .settings import (
        Attestation,
        Attestations,
        Distribution,
        EnvironmentWords,
        GateSettings,
        IoKind,
        IoRow,
        IoScheme,
        LicencePolicy,
        OwnIo,
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
        PathSlips,
        SecretSlips,
        ShellSlips,
        Slip,
        Slips,
        TorchSlips,
    )
    from .stages import Dataset, Datasets, Stage, Stages
    from .tables import Lend, Row, Table, according_to

__all__ = [
    "AUDITED", "CERTAINTY", "COLUMNS", "DAYS", "FORM", "MOMENTS", "NEVER", "PROGRAM", "SETTING", "SIZED", "STORES",
    "SURE", "UNSHIPPED", "WHOLE_FILE", "Access", "Accesses", "Answer", "Attestation", "Attestations", "Audit",
    "BaseFunctions", "BaseImage", "BaseImages", "Buildable", "Call", "Calls", "CannotTell", "CardSigns", "Caution",
    "Cautions", "Cell", "CellRun", "CellRuns", "ChanceSlips", "Check", "CheckResult", "ClusterSlips", "Collected",
    "Command", "CommandRequirements", "Commands", "Comparison", "Condition", "Confidence", "ConfigValue",
    "ConfigValues", "Consequence", "ConstraintFiles", "Constraints", "Coverage", "Dataset", "Datasets", "DeadBranch",
    "DeadBranches", "Debt", "Distribution", "Drawing", "Edge", "Environment", "EnvironmentWords", "EstimatorSlips",
    "Evidence", "Fallbacks", "FamilyScore", "FileFact", "Finding", "Fingerprint", "Fingerprints", "Flow", "Following",
    "FrameSlips", "Function", "Functions", "GateSettings", "GraphSlips", "HashOrders", "HelperProgram", "Hop", "Impact",
    "Import", "Imports", "Inclusion", "Inclusions", "Install", "InstalledPackage", "Installs", "IoKind", "IoRow",
    "IoScheme", "Jungle", "JvmImport", "JvmImports", "JvmRequirements", "Kind", "Language", "Lend", "LicenceHeader",
    "LicenceHeaders", "LicencePolicy", "ListingOrders", "Load", "Loads", "Locked", "Locks", "LooseName", "LooseNames",
    "Measure", "Mentions", "ModelSaves", "Module", "ModuleInfo", "ModuleShape", "Move", "Named", "Need", "Node",
    "NotRead", "Order", "OrderedByChance", "Outcome", "Outside", "Own", "OwnDistribution", "OwnIo", "PathSlips",
    "Pipeline", "Place", "Pledge", "PledgeLine", "PledgeLines", "Practice", "Program", "Project", "ProjectFact",
    "ProjectInfo", "Queries", "Query", "RRequirements", "Ran", "Reached", "Reading", "Repository", "Requirement",
    "Requirements", "Rerun", "Role", "Row", "RunOrder", "Runtime", "Runtimes", "Schedule", "Schedules", "Score",
    "SecretSlips", "Section", "Settings", "Severity", "Shape", "ShellSlips", "Shown", "Signature", "Signatures", "Slip",
    "Slips", "Source", "SourceFile", "Spelling", "Spellings", "Stage", "Stages", "Status", "Suppression",
    "SurfaceSettings", "SwitchSetting", "SwitchSettings", "SwitchWord", "SwitchWords", "Table", "Thing", "TorchSlips",
    "UnusedSuppression", "UnusedSuppressions", "Use", "UserError", "Uses", "Value", "Verdict", "about", "according_to",
    "asks_for", "at_hand", "imported", "is_a", "looks_like_data", "name_of", "record", "without_days",
    "without_moments",
]  # fmt: skip
