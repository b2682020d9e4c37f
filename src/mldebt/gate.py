"""May this pass? Every condition that fails is one sentence with its distance."""

from collections.abc import Iterable, Iterator

from mldebt.model import Confidence, Debt, GateSettings, Score, Verdict


def judge(score: Score | None, debts: Iterable[Debt], gate: GateSettings) -> Verdict:
    """The verdict on open debts. Advisory ones are shown but never gate on their own."""
    firm = [debt for debt in debts if debt.open and debt.confidence is not Confidence.ADVISORY]
    failures = (
        *_on_coverage(score, gate),
        *_on_severity(firm, gate),
        *_on_minutes(firm, gate),
        *_on_score(score, gate),
    )
    return Verdict(not failures, failures)


def _on_coverage(score: Score | None, gate: GateSettings) -> Iterator[str]:
    """A gate that was asked for is not met by what nobody could read."""
    if score is not None and score.incomplete and gate != GateSettings():
        yield "less than nine tenths of the code could be read, so no gate can be met"


def _on_severity(debts: list[Debt], gate: GateSettings) -> Iterator[str]:
    if gate.fail_on is None:
        return
    guilty = [debt for debt in debts if debt.severity.rank >= gate.fail_on.rank]
    if not guilty:
        return
    worst = min(guilty, key=lambda debt: (-debt.severity.rank, debt.where.order, debt.rule))
    reached = "1 finding reaches" if len(guilty) == 1 else f"{len(guilty)} findings reach"
    yield (
        f"{reached} severity {gate.fail_on} where fail-on allows none,"
        f" first {worst.rule} ({worst.severity}) at {worst.where}"
    )


def _on_minutes(debts: list[Debt], gate: GateSettings) -> Iterator[str]:
    if gate.max_debt_minutes is None:
        return
    minutes = sum(debt.minutes for debt in debts)
    if minutes > gate.max_debt_minutes:
        excess = minutes - gate.max_debt_minutes
        yield (
            f"{minutes} minutes of debt, advisory findings aside, are {excess} more"
            f" than max-debt-minutes {gate.max_debt_minutes} allows"
        )


def _on_score(score: Score | None, gate: GateSettings) -> Iterator[str]:
    if gate.fail_under is None:
        return
    if score is None:
        yield f"nothing was assessed, so fail-under {gate.fail_under:g} cannot be met"
    elif score.value < gate.fail_under:
        yield f"score {score.value:.1f} is {gate.fail_under - score.value:.4g} below fail-under {gate.fail_under:g}"
