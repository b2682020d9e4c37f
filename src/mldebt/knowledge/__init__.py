"""What the world says, as typed tables: `lend(Splitters)`. The only room that reads `rules/`."""

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
    LicenceDuties,
    LicenceDuty,
    LicenceKlass,
    LicenceOfVersions,
    Licences,
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
from .io import KEYWORD_ONLY, CommandLine, CommandLines, IoFunction, IoFunctions
from .loader import KnowledgeError, lend, ruleset_digest
from .loads import Origin, Origins, UnsafeLoad, UnsafeLoads
from .members import FrameMember, FrameMembers, MissingValue, MissingValues
from .metrics import Entities, Entity, Metric, Metrics, Watcher, Watchers, WatchingKeyword, WatchingKeywords
from .names import canonical_name
from .peers import PeerRow, Peers
from .randomness import Domain, RandomDraw, RandomDraws, Seeder, Seeders
from .removed import Removed, RemovedApi, RemovedApis, RemovedArgument, RemovedArguments
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
    "KEYWORD_ONLY", "Boilerplate", "BoilerplateCall", "BundledLicence", "Calibration", "Calibrations", "Cap",
    "CommandLine", "CommandLines", "Companion", "Companions", "Composite", "Composites", "ConfidenceWeight",
    "Confidences", "ConstructorParameters", "Constructors", "CrossValidator", "CrossValidators", "DeveloperSwitch",
    "DeveloperSwitches", "Distribution", "Distributions", "Domain", "Effect", "Entities", "Entity", "Estimator",
    "Estimators", "Families", "Family", "FrameEffect", "FrameMember", "FrameMembers", "FrameOperation",
    "FrameOperations", "FunctionalTransform", "FunctionalTransforms", "Grade", "Grades", "Hyperparameter",
    "Hyperparameters", "IoFunction", "IoFunctions", "KerasLayer", "KerasLayers", "KerasLoss", "KerasLosses",
    "KnowledgeError", "LessonWord", "LessonWords", "Licence", "LicenceClass", "LicenceClasses", "LicenceDuties",
    "LicenceDuty", "LicenceKlass", "LicenceOfVersions", "Licences", "Metric", "Metrics", "MissingValue",
    "MissingValues", "ModelFamilies", "ModelFamily", "ModelRegistries", "ModelRegistry", "ModelStore", "ModelStores",
    "Origin", "Origins", "OverrideLibraries", "OverrideLibrary", "ParseTimeRead", "ParseTimeReads", "PeerRow", "Peers",
    "PickledLibraries", "PickledLibrary", "RandomDraw", "RandomDraws", "Removed", "RemovedApi", "RemovedApis",
    "RemovedArgument", "RemovedArguments", "Replacement", "Replacements", "Scalar", "ScaleWord", "ScaleWords", "Seeder",
    "Seeders", "Severities", "SeverityWeight", "Size", "Sizes", "SparkMethod", "SparkMethods", "Splitter", "Splitters",
    "Squash", "Stage", "StageSign", "StageSigns", "SurfaceSign", "SurfaceSigns", "Threshold", "Thresholds", "TimeWord",
    "TimeWords", "TorchActivation", "TorchActivations", "TorchCall", "TorchCalls", "TorchLoss", "TorchLosses",
    "TorchModule", "TorchModules", "TorchWord", "TorchWords", "Transformer", "Transformers", "UnsafeLoad",
    "UnsafeLoads", "VersionWord", "VersionWords", "Watcher", "Watchers", "WatchingKeyword", "WatchingKeywords",
    "canonical_name", "lend", "ruleset_digest",
]  # fmt: skip
