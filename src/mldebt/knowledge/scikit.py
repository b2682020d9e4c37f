"""What the libraries of classical machine learning fit, draw, split and evaluate."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from mldebt.model import Row, Table, record

Effect = Literal[
    "scaling", "imputation", "encoding", "selection", "decomposition", "vocabulary",
    "resampling", "undersampling", "clustering", "discretisation", "categories", "none",
]  # fmt: skip
EstimatorKind = Literal[
    "classifier", "regressor", "clusterer", "outlier-detector", "density", "transformer", "selector", "resampler",
    "search", "pipeline", "network", "other",
]  # fmt: skip
Scalar = str | int | float | bool | None


@record(kw_only=True)
class Transformer(Row):
    """A class that learns from the rows it is fitted on, and what of them it keeps.

    Effect `none` keeps nothing of the values, `categories` only the set of values seen, `undersampling` drops rows and
    copies none: none of them leaks.
    `target_aware` transformers look at the target as well; of a `weak` one little is carried over (a list of words).
    `fit_methods` are the calls that learn. With one of the values in `unless` for an argument, or with any value where
    none is listed, it keeps nothing either.
    """

    effect: Effect
    target_aware: bool = False
    weak: bool = False
    fit_methods: tuple[str, ...] = ("fit", "fit_transform")
    unless: Mapping[str, tuple[Scalar, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def leaks(self) -> bool:
        """Fitted on rows of the test set, it carries them into training."""
        return self.effect not in ("none", "categories", "undersampling")


class Transformers(Table[Transformer]):
    __slots__ = ()
    file = "transformers.yaml"
    row = Transformer


@record(kw_only=True)
class FunctionalTransform(Row):
    """A function that learns from all rows it is given and returns them changed; they are its first argument."""

    effect: Effect
    keyword: str = "X"
    target_aware: bool = False


class FunctionalTransforms(Table[FunctionalTransform]):
    __slots__ = ()
    file = "functional_transforms.yaml"
    row = FunctionalTransform


@record(kw_only=True)
class Estimator(Row):
    """A class with `fit`, and whether two fits without a seed may differ. A network also predicts when it is called.

    `by_order`: it minds only the order of each column's values, as trees do, so a scale learned too early changes
    nothing; `by_scale`: it measures distances or takes steps of one size for all columns, so columns of larger numbers
    weigh more. randomness `when`: it draws when one of the arguments in `when` has one of the values listed there;
    `by_default` says whether it draws when none of those arguments is given.
    """

    kind: EstimatorKind
    seed: str = ""
    randomness: Literal["always", "when", "never"] = "never"
    when: Mapping[str, tuple[Scalar, ...]] = field(default_factory=lambda: MappingProxyType({}))
    by_default: bool = False
    by_order: bool = False
    by_scale: bool = False


class Estimators(Table[Estimator]):
    __slots__ = ()
    file = "estimators.yaml"
    row = Estimator


@record(kw_only=True)
class Splitter(Row):
    """A function, method or class that divides rows into parts.

    `shuffles` says when it draws: always, never, or as `flag` tells (`flag_default` where it is not given).
    `seed` makes the draw repeatable; `seed_position` is -1 where it is a keyword only. Without it the draw is from the
    global generator of `domain` (`own`: from one that no global seed reaches). A method of what nobody knows counts in
    files that import one of `imports`.
    """

    kind: Literal["function", "class", "method"]
    domain: str = "numpy"
    imports: tuple[str, ...] = ()
    shuffles: Literal["always", "flag", "never"]
    seed: str = ""
    seed_position: int = -1
    flag: str = ""
    flag_default: bool = False


class Splitters(Table[Splitter]):
    __slots__ = ()
    file = "splitters.yaml"
    row = Splitter


@record(kw_only=True)
class CrossValidator(Row):
    """Something that splits, fits and evaluates by itself.

    function: the arguments are those of the call; search: constructed with an estimator, evaluated in `fit(X, y)`;
    estimator: it is the estimator itself (LassoCV), evaluated in `fit(X, y)`.
    Positions are -1 where there is no such argument (or only a keyword). For the two classes `x` and `y` are those of
    `fit`, `estimator` and `cv` those of the constructor.
    """

    kind: Literal["function", "search", "estimator"]
    estimator: str = ""
    estimator_position: int = -1
    x: str = "X"
    x_position: int = 0
    y: str = "y"
    y_position: int = 1
    cv: str = ""
    grid: str = ""


class CrossValidators(Table[CrossValidator]):
    __slots__ = ()
    file = "evaluators.yaml"
    row = CrossValidator

    def is_search(self, call: str) -> bool:
        """The name is that of something that tries many parameters."""
        row = self.get(call)
        return row is not None and row.kind == "search"
