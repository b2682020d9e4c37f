"""How much debt is it, from 0 to 100? Site debt is divided by size, missing practices are a share.

Every sum goes through `math.fsum`, which is exact, so the order of files and findings cannot change a digit.
"""

from collections.abc import Iterable, Mapping
from math import fsum

from mldebt.model import Confidence, Debt, FamilyScore, Kind, Score, Severity

from .scale import FamilyScale, Scale

Weights = Mapping[Confidence, float]


def score(
    debts: Iterable[Debt], logical_lines: int, scale: Scale, *, incomplete: bool, assessed: frozenset[str],
    unread_lines: int = 0,
) -> Score | None:  # fmt: skip
    """The score of open, scored debts; None when no family of the scale was assessed, which is not a clean bill.

    A family that was not assessed counts as free of debt: were it left out, a new finding in it could raise the mean.
    `logical_lines` is the one denominator: to compare two versions of a project, give both the older one's.
    `unread_lines` are charged in every family as if they were of the worst tenth of the population, or like the rest
    of the project where that is worse: to break a file must not pay.
    """
    if not assessed & scale.families.keys():
        return None
    counted = [debt for debt in debts if debt.open and debt.scored]
    size, unread = logical_lines / 1000, unread_lines / 1000
    value, families = _total(counted, size, unread, scale, scale.confidences)
    low, _ = _total(counted, size, unread, scale, {**scale.confidences, Confidence.ADVISORY: 1.0})
    high, _ = _total(counted, size, unread, scale, {**scale.confidences, Confidence.ADVISORY: 0.0})
    return Score(
        value=value,
        low=low,
        high=high,
        grade=scale.grade(value),
        principal_minutes=sum(debt.minutes for debt in counted),
        families=tuple(_row(name, families[name], counted, name in assessed) for name in scale.families),
        calibration=scale.calibration,
        incomplete=incomplete,
        calibrated=scale.calibrated,
    )


def _total(
    debts: list[Debt], size: float, unread: float, scale: Scale, weights: Weights
) -> tuple[float, dict[str, float]]:
    """The overall score and each family's; rounded here and nowhere else, so that grade, gate and reports agree."""
    by_family: dict[str, list[Debt]] = {name: [] for name in scale.families}
    for debt in debts:
        by_family[debt.family].append(debt)
    scores = {
        name: _family(by_family[name], family, size, unread, scale, weights) for name, family in scale.families.items()
    }
    mean = fsum(scale.families[name].weight * scores[name] for name in scores)
    mean /= fsum(family.weight for family in scale.families.values())
    total = scale.blend * mean + scale.worst * min(scores.values())
    return round(min(total, _ceiling(debts, scale)), 1), {name: round(value, 1) for name, value in scores.items()}


def _family(
    debts: list[Debt], family: FamilyScale, size: float, unread: float, scale: Scale, weights: Weights
) -> float:
    sites = (
        weights[debt.confidence] * scale.severities[debt.severity].factor * debt.minutes
        for debt in debts
        if debt.kind is Kind.SITE
    )
    density = _density(fsum(sites), size, unread, family.worst_tenth, scale.floor_kloc)
    return 100 * family.position(density) * (1 - family.gap_weight * _gap(debts, family, weights, scale.attested))


def _density(debt: float, size: float, unread: float, worst: float, floor: float) -> float:
    """Of what was read; unread lines first fill what is missing to the floor, then they draw it towards `worst`."""
    filling = min(max(floor - size, 0.0), unread)
    whole, more = max(size, floor), unread - filling
    start = (debt + worst * filling) / whole
    return start if more <= 0 else max(start, (start * whole + worst * more) / (whole + more))


def _gap(debts: list[Debt], family: FamilyScale, weights: Weights, attested: float) -> float:
    """The share of the family's practices that is missing; one that does not apply here is no gap.

    The denominator are all practices of the family, those included that no check asks for yet.
    """
    missing: dict[str, float] = {}
    for debt in debts:
        if debt.kind is Kind.PRACTICE:
            practice = debt.practice or debt.rule
            doubt = weights[debt.confidence] * (1.0 if debt.pledge is None else attested)
            missing[practice] = max(missing.get(practice, 0.0), doubt)
    if not missing:
        return 0.0
    return fsum(family.practices[name] * doubt for name, doubt in missing.items()) / fsum(family.practices.values())


def _ceiling(debts: list[Debt], scale: Scale) -> float:
    certain = sum(debt.severity is Severity.CRITICAL and debt.confidence is Confidence.HIGH for debt in debts)
    return min((ceiling for count, ceiling in scale.caps.items() if certain >= count), default=100.0)


def _row(name: str, value: float, debts: list[Debt], assessed: bool) -> FamilyScore:
    own = [debt.minutes for debt in debts if debt.family == name]
    return FamilyScore(name, value, sum(own), len(own), assessed)
