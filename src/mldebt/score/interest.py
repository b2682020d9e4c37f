"""What should be paid first? Interest orders the to-do list and never enters the score."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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


def by_history(debts: Iterable[Debt], commits: Mapping[str, int]) -> tuple[Debt, ...]:
    """The to-do list as the history weighs it: what often changes bites often. `commits` of late, by file."""
    counts = sorted(commits.values())
    return ranked(_weighed(debt, heat(commits.get(debt.where.path, 0), counts)) for debt in debts)


def heat(commits: int, counts: Sequence[int]) -> float:
    """0.5 to 2, by the share of files that change less often; `counts` are those of all files, sorted."""
    others = len(counts) - 1
    return 0.5 + 1.5 * (min(bisect_left(counts, commits) / others, 1.0) if others > 0 else 1 / 3)


def _weighed(debt: Debt, heat: float) -> Debt:
    return debt if debt.payback_months is None else replace(debt, payback_months=debt.payback_months / heat)


def ranked(debts: Iterable[Debt]) -> tuple[Debt, ...]:
    """Open debts as a to-do list: what pays back first, then the more severe, then by place."""
    return tuple(sorted((debt for debt in debts if debt.open), key=_order))


def _order(debt: Debt) -> tuple[float, int, Order, str, str]:
    months = inf if debt.payback_months is None else debt.payback_months
    return months, -debt.severity.rank, debt.where.order, debt.rule, debt.message
