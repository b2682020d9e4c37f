"""What has a change done to the debt? The base's settings and suppressions count: a change cannot excuse itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace

from mldebt.model import Comparison, Debt, Kind, NotRead, Outcome, Status, record

from .pairs import Tree, is_worse, pairs

Value = Callable[[Iterable[Debt]], float | None]


@record
class Before:
    """The audit of the base, as far as a later one needs it; `value` is the score of debts over the base's size."""

    told: str
    tree: Tree
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()


@record
class Now:
    """Today's side: `unread` is code that could not be read."""

    tree: Tree
    unread: tuple[NotRead, ...] = ()
    changed_lines: int = 0
    trusts_suppressions: bool = False


@record
class Compared:
    """Today's debts with their status; and `counted`, those that a gate looks at: comments of the change allow none,
    and what stood in a file that can no longer be read is still there."""

    debts: tuple[Debt, ...]
    counted: tuple[Debt, ...]
    comparison: Comparison | None


def since(before: Before, now: Now, value: tuple[Value, Value]) -> Compared:
    """Today held against the base. `value` scores the debts of the base and those of today, over one size."""
    base, debts = before.tree.debts, now.tree.debts
    found = pairs(before.tree, now.tree)
    partners = [base[found[at]] if at in found else None for at in range(len(debts))]
    told = tuple(_with_status(debt, partner) for debt, partner in zip(debts, partners, strict=True))
    counted = [_judged(debt, partner, now.trusts_suppressions) for debt, partner in zip(told, partners, strict=True)]
    lost_files = {missing.path for missing in now.unread}
    still = set(found.values())
    gone = [debt for at, debt in enumerate(base) if debt.open and at not in still]
    kept = [_kept(debt) for debt in gone if debt.where.path in lost_files]
    new = tuple(debt for debt in counted if debt.status is Status.NEW)
    comparison = Comparison(
        base=before.told,
        new=new,
        fixed=tuple(debt for debt in gone if debt.where.path not in lost_files),
        lost=tuple(debt for debt in new if _is_lost(debt, before.outcomes)),
        allowed=tuple(one for one, judged in zip(told, counted, strict=True) if not one.open and judged.open),
        added=_added(counted, partners),
        unseen=tuple(missing for missing in now.unread if missing.path not in before.unread),
        score_before=value[0](base),
        score_now=value[1]((*counted, *kept)),
        changed_lines=now.changed_lines,
        remarks=before.remarks,
    )
    return Compared(told, (*counted, *kept), comparison)


def _with_status(debt: Debt, partner: Debt | None) -> Debt:
    if not debt.open:
        return debt
    return replace(debt, status=Status.NEW if partner is None or is_worse(partner, debt) else Status.KNOWN)


def _judged(debt: Debt, partner: Debt | None, trusts: bool) -> Debt:
    """As the gate sees it: allowed only if it was allowed before, unless changes are trusted to allow things."""
    if debt.open or trusts or (partner is not None and not partner.open):
        return debt
    return replace(debt, status=Status.NEW if partner is None or is_worse(partner, debt) else Status.KNOWN)


def _kept(debt: Debt) -> Debt:
    """It stands where nobody can look any more; its fingerprint may belong to another today."""
    return replace(debt, status=Status.KNOWN, fingerprint=f"{debt.fingerprint}:base")


def _added(counted: Sequence[Debt], partners: Sequence[Debt | None]) -> dict[str, int]:
    """The minutes that came, by fingerprint."""
    grown = {
        debt.fingerprint: debt.minutes - (0 if partner is None else partner.minutes)
        for debt, partner in zip(counted, partners, strict=True)
        if debt.open
    }
    return {name: minutes for name, minutes in grown.items() if minutes > 0}


def _is_lost(debt: Debt, outcomes: Mapping[str, Outcome]) -> bool:
    """The practice was asked for before, and followed; nobody answers for it elsewhere."""
    return debt.kind is Kind.PRACTICE and debt.pledge is None and outcomes.get(debt.rule) is Outcome.CLEAN
