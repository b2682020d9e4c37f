"""Which debts were there before? Findings of two trees are paired; what finds no partner is new, or is gone."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from mldebt.fingerprints import about_finding, identity_in
from mldebt.model import Debt, record

Mark = Callable[[Debt], Hashable]
May = Callable[[Debt, Debt], bool]


@record
class Tree:
    """The debts of one tree, from first file to last line, its files, and the functions in them."""

    debts: Sequence[Debt]
    paths: frozenset[str]
    functions: Mapping[str, frozenset[str]]


def pairs(base: Tree, now: Tree) -> dict[int, int]:
    """Position of every debt of today that was there before, to its partner's position among those of the base.

    First what is the same in the same file; then what moved with its file, then with its function; then what kept its
    file while its function got a new name; last what kept its function while its own names changed. A finding that
    goes in one place does not pay for one that comes in another.
    """
    found: dict[int, int] = {}
    for mark, may in _steps(base, now):
        _pair(base.debts, now.debts, found, mark, may)
    return found


def is_worse(before: Debt, after: Debt) -> bool:
    """The same debt, but more severe or with a longer chain."""
    return after.severity.rank > before.severity.rank or len(after.evidence) > len(before.evidence)


def _steps(base: Tree, now: Tree) -> tuple[tuple[Mark, May], ...]:
    def moved(before: Debt, after: Debt) -> bool:
        return before.where.path not in now.paths or after.where.path not in base.paths

    def renamed(before: Debt, after: Debt) -> bool:
        """The function of before is gone from the file, or that of today is new in it."""
        path = after.where.path
        return _is_gone(before.scope, now.functions.get(path)) or _is_gone(after.scope, base.functions.get(path))

    def always(_: Debt, __: Debt) -> bool:
        return True

    def in_function(_: Debt, after: Debt) -> bool:
        return bool(after.scope)

    return (
        (lambda debt: (identity_in(debt.fingerprint), debt.where.path, debt.scope, debt.message), always),
        (lambda debt: (identity_in(debt.fingerprint), debt.where.path, debt.message), always),
        (lambda debt: (identity_in(debt.fingerprint), debt.where.path), always),
        (lambda debt: (identity_in(debt.fingerprint), debt.where.path.rpartition("/")[2]), moved),
        (lambda debt: identity_in(debt.fingerprint), moved),
        (lambda debt: identity_in(debt.fingerprint), in_function),
        (lambda debt: (debt.rule, about_finding(debt), debt.where.path), renamed),
        (lambda debt: (debt.rule, debt.scope, debt.where.path), in_function),
    )


def _pair(base: Sequence[Debt], now: Sequence[Debt], found: dict[int, int], mark: Mark, may: May) -> None:
    """Adds a pair for every two debts without a partner that have one mark, in their order."""
    taken = set(found.values())
    free: defaultdict[Hashable, list[int]] = defaultdict(list)
    for position, debt in enumerate(base):
        if position not in taken:
            free[mark(debt)].append(position)
    for position, debt in enumerate(now):
        candidates = free.get(mark(debt), []) if position not in found and free else []
        partner = next((one for one in candidates if may(base[one], debt)), None)
        if partner is not None:
            candidates.remove(partner)
            found[position] = partner


def _is_gone(scope: str, functions: frozenset[str] | None) -> bool:
    return bool(scope) and scope not in (functions or frozenset())
