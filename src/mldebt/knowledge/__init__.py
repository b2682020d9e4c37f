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
from .lending import lender
from .loader import KnowledgeError, lend, ruleset_digest
from .loads import Origin, Origins, UnsafeLoad, UnsafeLoads
from .members import FrameMember, FrameMembers, MissingValue, MissingValues
from .metrics import Entities, Entity, Metric, Metrics, Watcher, Watchers, WatchingKeyword, WatchingKeywords
from .names import canonical_name
from .notebooks import Installer, Installers, InteractiveName, InteractiveNames
from .orderings import Ordering, Orderings
from .peers import PeerRow, Peers
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
    "KEYWORD_ONLY", "BundledLicence", "Calibration", "Calibrations", "Cap", "Clock", "Clocks", "CommandLine",
    "CommandLines", "Companion", "Companions", "Composite", "Composites", "ConfidenceWeight", "Confidences",
    "ConstructorParameters", "Constructors", "CrossValidator", "CrossValidators", "Distribution", "Distributions",
    "Effect", "Entities", "Entity", "Estimator", "Estimators", "Families", "Family", "FrameEffect", "FrameMember",
    "FrameMembers", "FrameOperation", "FrameOperations", "FunctionalTransform", "FunctionalTransforms", "Grade",
    "Grades", "Hyperparameter", "Hyperparameters", "Installer", "Installers", "InteractiveName", "InteractiveNames",
    "IoFunction", "IoFunctions", "KerasLayer", "KerasLayers", "KerasLoss", "KerasLosses", "KnowledgeError",
    "LegacyDraw", "LegacyDraws", "Licence", "LicenceClass", "LicenceClasses", "LicenceDuties", "LicenceDuty",
    "LicenceKlass", "LicenceOfVersions", "Licences", "Metric", "Metrics", "MissingValue", "MissingValues",
    "ModelRegistries", "ModelRegistry", "ModelStore", "ModelStores", "Ordering", "Orderings", "Origin", "Origins",
    "ParseTimeRead", "ParseTimeReads", "PeerRow", "Peers", "PickledLibraries", "PickledLibrary", "RandomDomain",
    "RandomDomains", "RandomDraw", "RandomDraws", "Removed", "RemovedApi", "RemovedApis", "RemovedArgument",
    "RemovedArguments", "Replacement", "Replacements", "Scalar", "ScaleWord", "ScaleWords", "Seeder", "Seeders",
    "Severities", "SeverityWeight", "Size", "Sizes", "SparkMethod", "SparkMethods", "Splitter", "Splitters", "Squash",
    "SurfaceSign", "SurfaceSigns", "Switch", "Switches", "Threshold", "Thresholds", "TimeWord", "TimeWords",
    "TorchActivation", "TorchActivations", "TorchCall", "TorchCalls", "TorchLoss", "TorchLosses", "TorchModule",
    "TorchModules", "TorchWord", "TorchWords", "Trainer", "Trainers", "Transformer", "Transformers", "UnsafeLoad",
    "UnsafeLoads", "Unseedable", "Unseedables", "Watcher", "Watchers", "WatchingKeyword", "WatchingKeywords",
    "canonical_name", "lend", "lender", "ruleset_digest",
]  # fmt: skip
