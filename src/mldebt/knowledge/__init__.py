"""What the world says, as typed tables: `lend(Splitters)`. The only room that reads `rules/`."""

from mldebt.lazily import lazily

with lazily(__name__):
    from .build_tools import BuildTool, BuildTools
    from .companions import Companion, Companions
    from .composites import (
        Composite,
        Composites,
        ConstructorParameters,
        Constructors,
        Hyperparameter,
        Hyperparameters,
        ScaleWord,
        ScaleWords,
    )
    from .distributions import (
        BundledLicence,
        Distribution,
        Distributions,
        Licence,
        LicenceClass,
        LicenceClasses,
        LicenceConflictRule,
        LicenceConflictRules,
        LicenceDuties,
        LicenceDuty,
        LicenceKlass,
        LicenceOfVersions,
        Licences,
        LicenceTitle,
        LicenceTitles,
        Replacement,
        Replacements,
        Size,
        Sizes,
    )
    from .frames import FrameEffect, FrameOperation, FrameOperations
    from .glue import (
        Boilerplate,
        BoilerplateCall,
        DeveloperSwitch,
        DeveloperSwitches,
        LessonWord,
        LessonWords,
        ModelFamilies,
        ModelFamily,
        OverrideLibraries,
        OverrideLibrary,
        Stage,
        StageSign,
        StageSigns,
        VersionWord,
        VersionWords,
    )
    from .graphs import (
        KerasLayer,
        KerasLayers,
        KerasLoss,
        KerasLosses,
        ParseTimeRead,
        ParseTimeReads,
        SparkMethod,
        SparkMethods,
    )
    from .hubs import HubCall, HubCalls, HubKlass, HubModel, HubModels
    from .io import KEYWORD_ONLY, CommandLine, CommandLines, IoFunction, IoFunctions
    from .jobs import (
        AlertSign,
        AlertSigns,
        DataCheck,
        DataChecks,
        EnvironmentNames,
        EnvironmentWord,
        HomeName,
        HomeNames,
        NotebookRunner,
        NotebookRunners,
        PlaceholderWord,
        PlaceholderWords,
        PromotionWord,
        PromotionWords,
        SecretForm,
        SecretForms,
        SecretName,
        SecretNames,
    )
    from .lending import lender
    from .lifecycles import Lifecycle, Lifecycles
    from .loader import KnowledgeError, lend, ruleset_digest
    from .loads import Origin, Origins, UnsafeLoad, UnsafeLoads
    from .members import FrameMember, FrameMembers, MissingValue, MissingValues
    from .metrics import Entities, Entity, Metric, Metrics, Watcher, Watchers, WatchingKeyword, WatchingKeywords
    from .names import canonical_name
    from .notebooks import Installer, Installers, InteractiveName, InteractiveNames
    from .orchestrators import Operator, Operators, Orchestrator, Orchestrators
    from .orderings import Ordering, Orderings
    from .peers import PeerRow, Peers
    from .questions import EvidenceSign, EvidenceSigns, Question, Questions
    from .randomness import (
        Clock,
        Clocks,
        LegacyDraw,
        LegacyDraws,
        RandomDomain,
        RandomDomains,
        RandomDraw,
        RandomDraws,
        Seeder,
        Seeders,
        Switch,
        Switches,
        Trainer,
        Trainers,
        Unseedable,
        Unseedables,
    )
    from .removed import Removed, RemovedApi, RemovedApis, RemovedArgument, RemovedArguments
    from .runtimes import EndedRuntime, EndedRuntimes, RuntimeImage, RuntimeImages
    from .scikit import (
        CrossValidator,
        CrossValidators,
        Effect,
        Estimator,
        Estimators,
        FunctionalTransform,
        FunctionalTransforms,
        Scalar,
        Splitter,
        Splitters,
        Transformer,
        Transformers,
    )
    from .scoring import (
        Calibration,
        Calibrations,
        Cap,
        Confidences,
        ConfidenceWeight,
        Families,
        Family,
        Grade,
        Grades,
        Severities,
        SeverityWeight,
        Threshold,
        Thresholds,
    )
    from .stores import ModelRegistries, ModelRegistry, ModelStore, ModelStores, PickledLibraries, PickledLibrary
    from .surfaces import SurfaceSign, SurfaceSigns
    from .times import TimeWord, TimeWords
    from .torch import (
        Squash,
        TorchActivation,
        TorchActivations,
        TorchCall,
        TorchCalls,
        TorchLoss,
        TorchLosses,
        TorchModule,
        TorchModules,
        TorchWord,
        TorchWords,
    )

__all__ = [
    "KEYWORD_ONLY", "AlertSign", "AlertSigns", "Boilerplate", "BoilerplateCall", "BuildTool", "BuildTools",
    "BundledLicence", "Calibration", "Calibrations", "Cap", "Clock", "Clocks", "CommandLine", "CommandLines",
    "Companion", "Companions", "Composite", "Composites", "ConfidenceWeight", "Confidences", "ConstructorParameters",
    "Constructors", "CrossValidator", "CrossValidators", "DataCheck", "DataChecks", "DeveloperSwitch",
    "DeveloperSwitches", "Distribution", "Distributions", "Effect", "EndedRuntime", "EndedRuntimes", "Entities",
    "Entity", "EnvironmentNames", "EnvironmentWord", "Estimator", "Estimators", "EvidenceSign", "EvidenceSigns",
    "Families", "Family", "FrameEffect", "FrameMember", "FrameMembers", "FrameOperation", "FrameOperations",
    "FunctionalTransform", "FunctionalTransforms", "Grade", "Grades", "HomeName", "HomeNames", "HubCall", "HubCalls",
    "HubKlass", "HubModel", "HubModels", "Hyperparameter", "Hyperparameters", "Installer", "Installers",
    "InteractiveName", "InteractiveNames", "IoFunction", "IoFunctions", "KerasLayer", "KerasLayers", "KerasLoss",
    "KerasLosses", "KnowledgeError", "LegacyDraw", "LegacyDraws", "LessonWord", "LessonWords", "Licence",
    "LicenceClass", "LicenceClasses", "LicenceConflictRule", "LicenceConflictRules", "LicenceDuties", "LicenceDuty",
    "LicenceKlass", "LicenceOfVersions", "LicenceTitle", "LicenceTitles", "Licences", "Lifecycle", "Lifecycles",
    "Metric", "Metrics", "MissingValue", "MissingValues", "ModelFamilies", "ModelFamily", "ModelRegistries",
    "ModelRegistry", "ModelStore", "ModelStores", "NotebookRunner", "NotebookRunners", "Operator", "Operators",
    "Orchestrator", "Orchestrators", "Ordering", "Orderings", "Origin", "Origins", "OverrideLibraries",
    "OverrideLibrary", "ParseTimeRead", "ParseTimeReads", "PeerRow", "Peers", "PickledLibraries", "PickledLibrary",
    "PlaceholderWord", "PlaceholderWords", "PromotionWord", "PromotionWords", "Question", "Questions", "RandomDomain",
    "RandomDomains", "RandomDraw", "RandomDraws", "Removed", "RemovedApi", "RemovedApis", "RemovedArgument",
    "RemovedArguments", "Replacement", "Replacements", "RuntimeImage", "RuntimeImages", "Scalar", "ScaleWord",
    "ScaleWords", "SecretForm", "SecretForms", "SecretName", "SecretNames", "Seeder", "Seeders", "Severities",
    "SeverityWeight", "Size", "Sizes", "SparkMethod", "SparkMethods", "Splitter", "Splitters", "Squash", "Stage",
    "StageSign", "StageSigns", "SurfaceSign", "SurfaceSigns", "Switch", "Switches", "Threshold", "Thresholds",
    "TimeWord", "TimeWords", "TorchActivation", "TorchActivations", "TorchCall", "TorchCalls", "TorchLoss",
    "TorchLosses", "TorchModule", "TorchModules", "TorchWord", "TorchWords", "Trainer", "Trainers", "Transformer",
    "Transformers", "UnsafeLoad", "UnsafeLoads", "Unseedable", "Unseedables", "VersionWord", "VersionWords", "Watcher",
    "Watchers", "WatchingKeyword", "WatchingKeywords", "canonical_name", "lend", "lender", "ruleset_digest",
]  # fmt: skip
