"""What the world says, as typed tables: `lend(Splitters)`. The only room that reads `rules/`."""

from .companions import Companion, Companions
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
from .hubs import HubCall, HubCalls, HubKlass, HubModel, HubModels
from .installers import Installer, Installers
from .io import KEYWORD_ONLY, CommandLine, CommandLines, IoFunction, IoFunctions
from .lifecycles import Lifecycle, Lifecycles
from .loader import KnowledgeError, lend, ruleset_digest
from .metrics import Entities, Entity, Metric, Metrics, Watcher, Watchers, WatchingKeyword, WatchingKeywords
from .names import canonical_name
from .peers import PeerRow, Peers
from .randomness import Domain, RandomDraw, RandomDraws, Seeder, Seeders
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
from .surfaces import SurfaceSign, SurfaceSigns
from .times import TimeWord, TimeWords

__all__ = [
    "KEYWORD_ONLY", "BundledLicence", "Calibration", "Calibrations", "Cap", "CommandLine", "CommandLines", "Companion",
    "Companions", "ConfidenceWeight", "Confidences", "CrossValidator", "CrossValidators", "Distribution",
    "Distributions", "Domain", "Effect", "Entities", "Entity", "Estimator", "Estimators", "Families", "Family",
    "FrameEffect", "FrameOperation", "FrameOperations", "FunctionalTransform", "FunctionalTransforms", "Grade",
    "Grades", "HubCall", "HubCalls", "HubKlass", "HubModel", "HubModels", "Installer", "Installers", "IoFunction",
    "IoFunctions", "KnowledgeError", "Licence", "LicenceClass", "LicenceClasses", "LicenceConflictRule",
    "LicenceConflictRules", "LicenceDuties", "LicenceDuty", "LicenceKlass", "LicenceOfVersions", "LicenceTitle",
    "LicenceTitles", "Licences", "Lifecycle", "Lifecycles", "Metric", "Metrics", "PeerRow", "Peers", "RandomDraw",
    "RandomDraws", "Replacement", "Replacements", "Scalar", "Seeder", "Seeders", "Severities", "SeverityWeight", "Size",
    "Sizes", "Splitter", "Splitters", "SurfaceSign", "SurfaceSigns", "Threshold", "Thresholds", "TimeWord", "TimeWords",
    "Transformer", "Transformers", "Watcher", "Watchers", "WatchingKeyword", "WatchingKeywords", "canonical_name",
    "lend", "ruleset_digest",
]  # fmt: skip
