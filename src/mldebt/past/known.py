"""Which debts does a baseline know? As many as it counts of each identity; what is beyond is new."""

from collections.abc import Sequence
from dataclasses import replace

from mldebt.fingerprints import identity_in
from mldebt.model import Comparison, Debt, Status

from .baseline import Baseline, Recorded
from .since import Compared


def since_baseline(baseline: Baseline, debts: Sequence[Debt]) -> Compared:
    """The debts with their status, and what is new or has gone stale."""
    known = _known(baseline, debts)
    told = tuple(
        replace(debt, status=Status.KNOWN if at in known else Status.NEW) if debt.open else debt
        for at, debt in enumerate(debts)
    )
    new = tuple(debt for debt in told if debt.status is Status.NEW)
    stale = baseline.count - _paired(baseline, debts)
    remarks = (f"{stale} of them are gone; `mldebt baseline prune` forgets them",) if stale else ()
    comparison = Comparison(
        base=baseline.name, new=new, added={debt.fingerprint: debt.minutes for debt in new}, stale=stale,
        remarks=remarks,
    )  # fmt: skip
    return Compared(told, told, comparison)


def _known(baseline: Baseline, debts: Sequence[Debt]) -> set[int]:
    """Positions of what is accepted; of several that are alike, those in the files that are named go first."""
    left = {name: one.count for name, one in baseline.findings.items()}
    known: set[int] = set()
    for only_named in (True, False):
        for at, debt in enumerate(debts):
            one = baseline.findings.get(identity_in(debt.fingerprint))
            if one is None or at in known or not debt.open or not left[one.fingerprint]:
                continue
            if (debt.where.path in one.paths or not only_named) and not _is_worse(one, debt):
                left[one.fingerprint] -= 1
                known.add(at)
    return known


def _paired(baseline: Baseline, debts: Sequence[Debt]) -> int:
    """How many of the accepted findings are still there, be they worse."""
    left = {name: one.count for name, one in baseline.findings.items()}
    for debt in debts:
        name = identity_in(debt.fingerprint)
        if debt.open and left.get(name):
            left[name] -= 1
    return baseline.count - sum(left.values())


def _is_worse(one: Recorded, debt: Debt) -> bool:
    return debt.severity.rank > one.severity.rank or len(debt.evidence) > one.hops
