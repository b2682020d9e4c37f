"""With which numbers is debt weighed?"""

from collections.abc import Iterable, Mapping
from math import log, pow

from mldebt.knowledge import Calibration, Calibrations, Confidences, Families, Family, Grades, Severities
from mldebt.model import Confidence, Lend, Severity, record


@record
class FamilyScale:
    """`median` is the population's site density in weighted minutes per thousand logical lines.

    `gap_weight` is the share of the score that is lost when all `practices` (name to weight) are missing.
    """

    weight: float
    median: float
    steepness: float
    gap_weight: float
    practices: Mapping[str, float]

    def position(self, density: float) -> float:
        """1 without debt, 0.5 at the population's median, towards 0 beyond."""
        return 1 / (1 + pow(density / self.median, self.steepness))

    @property
    def worst_tenth(self) -> float:
        """The density that nine tenths of the population stay below."""
        return self.median * pow(9, 1 / self.steepness)


@record
class SeverityScale:
    """`factor` weighs principal; a debt bites `bites_per_year` times and costs `bite_minutes` each time."""

    factor: float
    bite_minutes: float
    bites_per_year: float


@record
class Scale:
    """Everything the score is computed with.

    The score is `blend` times the mean of the families plus `worst` times the worst one. `grades` maps a letter to the
    score it begins at, best first; `caps` a number of critical findings of high confidence to the most they allow.
    `attested` is what is left of the gap of a missing practice that somebody answers for.
    """

    calibration: str
    calibrated: bool
    families: Mapping[str, FamilyScale]
    severities: Mapping[Severity, SeverityScale]
    confidences: Mapping[Confidence, float]
    grades: Mapping[str, float]
    caps: Mapping[int, float]
    blend: float
    worst: float
    floor_kloc: float
    attested: float = 0.5

    def grade(self, value: float) -> str:
        return next(letter for letter, floor in self.grades.items() if value >= floor)


def scale_from(lend: Lend, families: Iterable[str], calibration: str = "prior-1") -> Scale:
    """The scale for the families named, in the order of the table; only these enter the mean."""
    chosen, wanted = lend(Calibrations)[calibration], frozenset(families)
    return Scale(
        calibration=chosen.name,
        calibrated=chosen.calibrated,
        families={row.name: _family(row, chosen) for row in lend(Families) if row.name in wanted},
        severities={
            Severity(row.name): SeverityScale(row.factor, row.bite_minutes, row.bites_per_year)
            for row in lend(Severities)
        },
        confidences={Confidence(row.name): row.factor for row in lend(Confidences)},
        grades={row.name: row.floor for row in lend(Grades)},
        caps={cap.criticals: cap.score for cap in chosen.caps},
        blend=chosen.blend,
        worst=chosen.worst,
        floor_kloc=chosen.floor_kloc,
        attested=chosen.attested,
    )


def _family(row: Family, calibration: Calibration) -> FamilyScale:
    """Through two points of the population: 0.9 at `p10` and 0.5 at `median`, unless that is too flat or too steep."""
    steepness = log(9) / log(row.median / row.p10)
    steepness = min(calibration.steepness_most, max(calibration.steepness_least, steepness))
    return FamilyScale(row.weight, row.median, steepness, row.gap_weight, row.practices)
