"""What does the gate look at?"""

from collections.abc import Callable, Collection

from mldebt.model import Comparison, Confidence, Coverage, Debt, GateSettings, Outcome, Score, Status, record

Rescore = Callable[[Collection[Debt]], Score | None]


def _no_score(_: Collection[Debt]) -> Score | None:
    return None


@record
class Case:
    """The debts as the gate sees them, their score, and what was there before.

    `rescore` is the score that some of the debts alone would have; `rescore_on_base` the same over the base's size.
    """

    gate: GateSettings
    debts: tuple[Debt, ...]
    score: Score | None
    comparison: Comparison | None = None
    coverage: Coverage | None = None
    rescore: Rescore = _no_score
    rescore_on_base: Rescore = _no_score

    @property
    def firm(self) -> list[Debt]:
        """Advisory findings are shown but never gate on their own, nor does a practice that somebody answers for."""
        counted = (debt for debt in self.debts if debt.open and debt.pledge is None)
        return [debt for debt in counted if debt.confidence is not Confidence.ADVISORY]

    @property
    def new(self) -> list[Debt]:
        return [debt for debt in self.firm if debt.status is Status.NEW]

    def was_in_doubt(self, family: str) -> bool:
        """Some check of the family could not answer."""
        checks = self.coverage.checks if self.coverage else ()
        doubtful = (Outcome.CRASHED, Outcome.UNKNOWN)
        return any(check.family == family and check.outcome in doubtful for check in checks)
