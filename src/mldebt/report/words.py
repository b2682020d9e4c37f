"""How are numbers, times, places and foreign text put into words?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from mldebt.model import Audit, Coverage, Debt, Order, Outcome, Place, Score, Severity

WEEKS_A_MONTH = 52 / 12


def plain(text: str) -> str:
    """The user's text on one line and without power over a terminal: what cannot be printed is spelled out."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def duration(minutes: int) -> str:
    """45 min, 2 h 5 min, 85 h."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    if hours >= 10:
        return f"{round(minutes / 60):,} h"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def payback(months: float) -> str:
    """In the unit that suits the number, because the number is an estimate."""
    weeks = max(1, round(months * WEEKS_A_MONTH))
    if weeks <= 8:
        return count(weeks, "week")
    if months < 24:
        return count(round(months), "month")
    return count(round(months / 12), "year")


def spot(place: Place) -> str:
    """Where a reader looks: path:line, the notebook's cell, or the project when no single file is meant."""
    return "the project" if place.path in ("", ".") else plain(str(place))


def by_place(debt: Debt) -> tuple[Order, str, str, str]:
    """Sorts debts from first file to last line, the same on every run."""
    return debt.where.order, debt.rule, debt.message, debt.fingerprint


def worst_first(debts: Iterable[Debt]) -> list[Debt]:
    """Of equals the one with the most evidence comes first, as it speaks best for its kind."""
    return sorted(debts, key=lambda debt: (_badness(debt), by_place(debt)))


def _badness(debt: Debt) -> tuple[int, int, int, int]:
    return -debt.severity.rank, -debt.confidence.rank, -debt.minutes, -len(debt.evidence)


def by_rule(debts: Iterable[Debt]) -> list[list[Debt]]:
    """Grouped by check, in the order in which the checks first occur."""
    groups: defaultdict[str, list[Debt]] = defaultdict(list)
    for debt in debts:
        groups[debt.rule].append(debt)
    return list(groups.values())


def is_compared(audit: Audit) -> bool:
    """Whether there was something to compare with, so that "new" means more than "found"."""
    return audit.comparison is not None


def in_cell(place: Place) -> str:
    """Where a reader of the notebook looks; empty outside notebooks."""
    return f"cell {place.cell.index}, line {place.cell.line}" if place.cell else ""


def standing(audit: Audit) -> str:
    """Score and grade with their doubts, or why there are none; to be ended by the caller."""
    score = audit.score
    if score is None:
        return unscored(audit)
    doubts = ("" if score.calibrated else ", uncalibrated", ", incomplete" if score.incomplete else "")
    return f"Score {score.value:.1f}, grade {score.grade}{''.join(doubts)}"


def doubts(score: Score) -> Iterator[str]:
    """What could still move the score."""
    if score.low < score.high:
        yield f"{score.low:.1f} to {score.high:.1f} depending on advisory findings"
    if not score.calibrated:
        yield f"uncalibrated ({score.calibration})"


def unseen(audit: Audit) -> str:
    """What the audit could not see, in a few words; empty when it saw everything."""
    unread, crashed = unread_paths(audit), outcomes(audit, Outcome.CRASHED)
    parts = (unread and f"{count(unread, 'file')} not fully read", crashed and f"{count(crashed, 'check')} crashed")
    return ", ".join(part for part in parts if part)


def worst_new(debts: Iterable[Debt]) -> list[Debt]:
    """The severe ones first, then by place."""
    return sorted(debts, key=lambda debt: (-debt.severity.rank, by_place(debt)))


def gaps(coverage: Coverage) -> list[tuple[str, str]]:
    """What could not be read and why, in the order of the files."""
    missing = sorted(coverage.not_read, key=lambda one: (one.path, one.line, one.reason))
    return [(one.path, f"line {one.line}: {one.reason}" if one.line else one.reason) for one in missing]


def unscored(audit: Audit) -> str:
    """Why there is no score, to be ended by the caller."""
    return plain(audit.unscored).rstrip(".") or "Nothing was assessed: no check found anything to look at"


def unlisted(audit: Audit) -> str:
    """How many open debts the user's filters keep out of the list; empty when none."""
    number = len(audit.todo) - sum(debt.open for debt in audit.debts)
    return f"{count(number, 'finding')} below the severity or confidence asked for" if number else ""


def total(debts: Collection[Debt]) -> str:
    return f"{duration(sum(debt.minutes for debt in debts))} of debt"


def by_severity(debts: Collection[Debt]) -> str:
    """1 critical, 3 high, 8 low."""
    numbers = ((level, sum(debt.severity is level for debt in debts)) for level in reversed(Severity))
    return ", ".join(f"{number:,} {level}" for level, number in numbers if number)


def unread_paths(audit: Audit) -> int:
    return len({missing.path for missing in audit.coverage.not_read})


def outcomes(audit: Audit, outcome: Outcome) -> int:
    return sum(check.outcome is outcome for check in audit.coverage.checks)
