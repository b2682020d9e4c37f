"""What a debt weighs: families, severities, confidences, grades, thresholds, and the calibration of the score."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from mldebt.model import Row, Table, record


@record(kw_only=True)
class Threshold(Row):
    """A named number above (or below) which a check speaks."""

    value: float


class Thresholds(Table[Threshold]):
    __slots__ = ()
    file = "thresholds.yaml"
    row = Threshold


@record(kw_only=True)
class Family(Row):
    """A family of checks, in the order of the report.

    `median` and `p10` are weighted minutes of site debt per thousand logical lines in the population (p10 the better
    end); `gap_weight` (key `lambda`) the share of the score that missing practices can take; `practices` their weights.
    """

    title: str
    weight: float
    median: float
    p10: float
    gap_weight: float = field(metadata={"key": "lambda"})
    practices: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


class Families(Table[Family]):
    __slots__ = ()
    file = "families.yaml"
    row = Family


@record(kw_only=True)
class SeverityWeight(Row):
    """A ratio: how much a minute of this severity counts, and the interest it is taken to bear."""

    factor: float
    bite_minutes: int
    bites_per_year: float


class Severities(Table[SeverityWeight]):
    __slots__ = ()
    file = "severities.yaml"
    row = SeverityWeight


@record(kw_only=True)
class ConfidenceWeight(Row):
    """How much a finding of this confidence counts."""

    factor: float


class Confidences(Table[ConfidenceWeight]):
    __slots__ = ()
    file = "confidences.yaml"
    row = ConfidenceWeight


@record(kw_only=True)
class Grade(Row):
    """The lowest score that still earns the letter; best first."""

    floor: float


class Grades(Table[Grade]):
    __slots__ = ()
    file = "grades.yaml"
    row = Grade


@record(kw_only=True)
class Cap:
    """So many open critical findings of high confidence, and the score is at most this."""

    criticals: int
    score: float


@record(kw_only=True)
class Calibration(Row):
    """The constants of the score.

    The score is `blend` times the weighted mean of the families plus `worst` times the worst of them, then capped.
    `attested` is the share of a gap that is left where somebody answers for a missing practice.
    `floor_kloc` is the least size that debt is divided by; `steepness_least` and `steepness_most` bound the exponent of
    a family's curve. `calibrated` is False while these are priors.
    """

    blend: float
    worst: float
    caps: tuple[Cap, ...]
    floor_kloc: float
    steepness_least: float
    steepness_most: float
    as_of: str
    calibrated: bool
    attested: float = 0.5


class Calibrations(Table[Calibration]):
    __slots__ = ()
    file = "calibration.yaml"
    row = Calibration
