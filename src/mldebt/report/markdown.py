"""The audit as a comment on a pull request or as a job's summary: what is new first, the rest folded away.

The hidden marker in the first line lets a bot find its comment and update it.
"""

from collections.abc import Iterable, Iterator

from mldebt.model import Answer, Audit, Comparison, Debt, Status

from .markup import code, prose
from .shown import QUESTIONS, STATES, attested, measuring, sheet_in_short, tests, told
from .words import (
    by_rule,
    by_severity,
    count,
    duration,
    gaps,
    is_compared,
    plain,
    spot,
    standing,
    total,
    unlisted,
    unseen,
    worst_first,
)

MARKER = "<!-- mldebt -->"
LONGEST, SIGNS, ROWS = 65_000, 600, (25, 8, 2)
"""Signs of a whole comment, signs of one sentence, rows of one group as room allows."""

NAMED = 5


def markdown(audit: Audit) -> str:
    """Groups are added while there is room; what had none is counted in the last line."""
    text, left, groups = "\n".join((*_head(audit), "")), 0, list(_groups(audit))
    foot = "\n".join(("", *_foot(audit)))
    for heading, debts in groups:
        block = "" if left else _block(heading, debts, LONGEST - SIGNS - len(text) - len(foot))
        text += block
        left += 0 if block else len(debts)
    more = f"\n{count(left, 'more finding')} had no room here.\n" if left else ""
    for block in _sheets(audit):
        text += block if not left and len(text) + len(block) + len(foot) + SIGNS < LONGEST else ""
    return f"{text}{more}{foot}"


def _head(audit: Audit) -> Iterator[str]:
    yield MARKER
    yield f"### mldebt: {prose(standing(audit))}"
    yield ""
    debts = [debt for debt in audit.debts if debt.open]
    if audit.comparison is not None:
        known = [debt for debt in debts if debt.status is Status.KNOWN]
        yield from _change(audit.comparison)
        yield f"Known before: {len(known):,}, {total(known)}."
    elif debts:
        yield f"**{count(len(debts), 'finding')}**, {total(debts)}: {by_severity(debts)}."
    elif audit.score is not None and not audit.todo:
        yield f"No debt found in {count(audit.coverage.files_read, 'file')}."
    for failure in audit.verdict.failures:
        yield f"\n**Gate failed:** {prose(_cut(failure))}"


def _change(comparison: Comparison) -> Iterator[str]:
    """What came and what went; a comment that allows what came with it hides nothing here."""
    new, fixed = comparison.new, comparison.fixed
    of_new = f", {duration(comparison.new_minutes)} of debt: {by_severity(new)}" if new else ""
    gone = f"{len(fixed):,} fixed, {duration(sum(debt.minutes for debt in fixed))}"
    if comparison.stale:
        gone = f"{comparison.stale:,} of the baseline gone"
    yield f"**{count(len(new), 'new finding')}**{of_new}; {gone}, since {code(_cut(comparison.base))}."
    if comparison.score_before is not None and comparison.score_now is not None:
        yield f"Score {comparison.score_before:.1f} → {comparison.score_now:.1f} over the size of the base."
    if comparison.allowed:
        yield f"\n**Allowed only by this change:** {', '.join(_spots(comparison.allowed))}"
    if comparison.lost:
        yield f"\n**No longer followed:** {', '.join(_spots(comparison.lost))}"


def _spots(debts: tuple[Debt, ...]) -> Iterator[str]:
    shown = worst_first(debts)[:NAMED]
    yield from (f"{code(debt.rule)} at {code(_cut(spot(debt.where)))}" for debt in shown)
    if hidden := len(debts) - len(shown):
        yield f"{hidden:,} more"


def _groups(audit: Audit) -> Iterator[tuple[str, list[Debt]]]:
    """New debts by check, worst first, then the known ones."""
    compared = is_compared(audit)
    for status in (Status.NEW, Status.KNOWN):
        for debts in by_rule(worst_first(debt for debt in audit.debts if debt.status is status)):
            yield f"{status}: " if compared else "", debts


def _block(heading: str, debts: list[Debt], room: int) -> str:
    """With as many rows as there is room for; empty where there is none for a single one."""
    blocks = (_folded(heading, debts, rows) for rows in ROWS)
    return next((block for block in blocks if len(block) <= room), "")


def _folded(heading: str, debts: list[Debt], rows: int) -> str:
    first, minutes = debts[0], duration(sum(debt.minutes for debt in debts))
    summary = f"{heading}{first.severity} {code(first.rule)}, {count(len(debts), 'finding')}, {minutes}"
    hidden = len(debts) - rows
    more = [f"- and {count(hidden, 'more finding')}"] if hidden > 0 else []
    why = (prose(first.why), "") if first.why else ()
    lines = (f"\n<details><summary>{summary}</summary>", "", *why, *_rows(debts[:rows]), *more, "", "</details>", "")
    return "\n".join(lines)


def _rows(debts: Iterable[Debt]) -> Iterator[str]:
    for debt in debts:
        fix = f" Fix: {code(_cut(debt.fix))}" if debt.fix else ""
        but = f" But {prose(_cut(attested(debt)))}." if debt.pledge else ""
        yield f"- {code(_cut(spot(debt.where)))} {prose(_cut(debt.message))}.{but}{fix}"


def _sheets(audit: Audit) -> Iterator[str]:
    """What the repository shows, folded; evidence and no pass."""
    for summary, answers in ((QUESTIONS, measuring(audit)), (sheet_in_short(audit), tests(audit))):
        lines = [line for answer in answers for line in _answer(answer)]
        if lines:
            yield "\n".join((f"\n<details><summary>{prose(summary)}</summary>", "", *lines, "", "</details>", ""))


def _answer(answer: Answer) -> Iterator[str]:
    yield f"- **{STATES[answer.shown]}**: {prose(answer.question)}"
    for mark, line in told(answer):
        yield f"  - {'against: ' if mark == '-' else ''}{prose(_cut(line))}"


def _foot(audit: Audit) -> Iterator[str]:
    """What nobody looked at must not look like a pass."""
    suppressed = sum(not debt.open for debt in audit.debts)
    parts = (
        f"read {audit.coverage.files_read:,} of {count(audit.coverage.files_seen, 'file')}",
        unseen(audit),
        f"{count(suppressed, 'finding')} suppressed" if suppressed else "",
        f"not listed: {rest}" if (rest := unlisted(audit)) else "",
    )
    yield f"<sub>{'; '.join(part for part in parts if part)}</sub>"
    missing = gaps(audit.coverage)
    if missing:
        path, reason = missing[0]
        more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
        yield f"<br><sub>not fully read: {code(_cut(path))} ({prose(_cut(reason))}){more}</sub>"
    yield ""


def _cut(text: str) -> str:
    told = plain(text)
    return told if len(told) <= SIGNS else told[: SIGNS - 1] + "…"
