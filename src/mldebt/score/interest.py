"""What should be paid first? Interest orders the to-do list and never enters the score."""

from collections.abc import Iterable
from math import inf, log2

from mldebt.model import Debt, Order

from .scale import Scale


def payback_months(debt: Debt, scale: Scale, fan_in: int = 0, heat: float = 1.0) -> float:
    """After how many months the work has paid for itself.

    `fan_in` counts the models, jobs and services downstream; `heat` is how often the file changes, 0.5 to 2.
    """
    severity = scale.severities[debt.severity]
    interest = severity.bites_per_year * severity.bite_minutes * (1 + log2(1 + fan_in)) * heat
    return 12 * debt.minutes / interest


def ranked(debts: Iterable[Debt]) -> tuple[Debt, ...]:
    """Open debts as a to-do list: what pays back first, then the more severe, then by place."""
    return tuple(sorted((debt for debt in debts if debt.open), key=_order))


def _order(debt: Debt) -> tuple[float, int, Order, str, str]:
    months = inf if debt.payback_months is None else debt.payback_months
    return months, -debt.severity.rank, debt.where.order, debt.rule, debt.message
