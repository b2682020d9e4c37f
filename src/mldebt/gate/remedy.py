"""What is the least work that would pass?"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from mldebt.model import Debt

TRIED = 60
"""Up to so many candidates are weighed one by one; of more, severity and confidence tell what weighs most."""
REACH = 200_000
"""Up to so many minutes the cheapest set is searched for exactly."""


def cheapest_minutes(debts: Sequence[Debt], price: Callable[[Debt], int], excess: int) -> tuple[Debt, ...]:
    """The debts whose prices add up to at least `excess` and to as little as possible; few rather than many.

    Exact up to REACH.
    """
    by_price: defaultdict[int, list[Debt]] = defaultdict(list)
    for debt in debts:
        if price(debt) > 0:
            by_price[price(debt)].append(debt)
    total = sum(cost * len(some) for cost, some in by_price.items())
    if total <= excess or total > REACH:
        return tuple(_largest_first(by_price, excess))
    layers = [1]
    for cost, some in sorted(by_price.items()):
        sums = layers[-1]
        for _ in some:
            sums |= sums << cost
        layers.append(sums)
    left = excess + _lowest_bit(layers[-1] >> excess)
    chosen: list[Debt] = []
    for number, (cost, some) in reversed(list(enumerate(sorted(by_price.items())))):
        taken = next(count for count in range(len(some), -1, -1) if _has(layers[number], left - count * cost))
        chosen += some[:taken]
        left -= taken * cost
    return tuple(sorted(chosen, key=_order))


def cheapest_score(
    debts: Sequence[Debt], passes: Callable[[Collection[Debt]], bool], gain: Callable[[Collection[Debt]], float]
) -> tuple[Debt, ...]:
    """A set of debts without which the rest `passes`, and none of whose members can be spared; empty if nothing helps.

    The most `gain` per minute goes first. A score is no sum, so a cheaper set may exist.
    """
    candidates = sorted(debts, key=lambda debt: (-_weight(debt), debt.minutes, _order(debt)))
    if not passes([]):
        return ()
    if len(candidates) <= TRIED:
        candidates.sort(key=_by_gain(candidates, gain))
    low, high = 0, len(candidates)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(candidates[middle:]) else (middle + 1, high)
    chosen, rest = candidates[:low], candidates[low:]
    for debt in sorted(chosen, key=lambda debt: -debt.minutes)[:TRIED]:
        if passes([*rest, debt]):
            rest.append(debt)
    spared = {id(debt) for debt in rest}
    return tuple(sorted((debt for debt in chosen if id(debt) not in spared), key=_order))


def _largest_first(by_price: dict[int, list[Debt]], excess: int) -> list[Debt]:
    chosen: list[Debt] = []
    for cost, some in sorted(by_price.items(), reverse=True):
        for debt in some:
            if excess <= 0:
                return chosen
            chosen.append(debt)
            excess -= cost
    return chosen


def _by_gain(debts: list[Debt], gain: Callable[[Collection[Debt]], float]) -> Callable[[Debt], float]:
    """The gain of each alone, per minute, negative."""
    start = gain(debts)
    value = {
        debt.fingerprint: (start - gain([one for one in debts if one is not debt])) / max(debt.minutes, 1)
        for debt in debts
    }
    return lambda debt: value[debt.fingerprint]


def _weight(debt: Debt) -> int:
    return 4 * debt.severity.rank + debt.confidence.rank


def _order(debt: Debt) -> tuple[object, ...]:
    return debt.where.order, debt.rule, debt.fingerprint


def _lowest_bit(number: int) -> int:
    return (number & -number).bit_length() - 1


def _has(sums: int, value: int) -> bool:
    return value >= 0 and bool(sums >> value & 1)
