"""One screen: where the project stands, what is worst, what to do first, and what could not be seen."""

from collections import Counter
from collections.abc import Iterable, Iterator

from mldebt.model import Audit, CheckResult, Comparison, Condition, FamilyScore, Outcome, Score

from .entries import findings, todo
from .flow import flow_lines
from .ink import Text
from .layout import bar, columns, drawn, labelled, tone, wrapped
from .shown_text import in_short, practices, questions, sheet
from .words import (
    by_severity,
    count,
    doubts,
    duration,
    gaps,
    outcomes,
    plain,
    spot,
    total,
    unread_paths,
    unscored,
    worst_new,
)  # fmt: skip

STANDARD = 80
SHOWN = 3
NEW_SHOWN = 8
BARS_FROM = 58


def terminal(audit: Audit, *, color: bool, width: int | None, verbose: bool, ascii_only: bool = False) -> str:
    sections = (
        _header(audit, width),
        _change(audit.comparison, width),
        _families(audit.score, width or STANDARD),
        findings(audit, width, verbose),
        _flow(audit, width, ascii_only),
        todo(audit, width),
        *((questions(audit, width), sheet(audit, width), practices(audit, width)) if verbose else ()),
        _coverage(audit, width, verbose),
        _gate(audit, width),
    )
    return drawn(_spaced(sections), color)


def _spaced(sections: Iterable[Iterator[Text]]) -> Iterator[Text]:
    """A blank line between sections that hold something."""
    for number, lines in enumerate(filter(None, map(list, sections))):
        if number:
            yield Text()
        yield from lines


def _header(audit: Audit, width: int | None) -> Iterator[Text]:
    project = audit.project
    facts = (project.commit and project.commit[:7], *project.surfaces, count(project.logical_lines, "logical line"))
    yield Text(plain(project.root), "bold")
    yield from wrapped(" · ".join(plain(fact) for fact in facts if fact), width, 0, "dim")
    yield Text()
    if audit.score is None:
        yield from wrapped(unscored(audit), width, 2, "bold yellow")
        return
    yield _standing(audit.score, width or STANDARD)
    found = f"{total(audit.todo)} in {count(len(audit.todo), 'finding')}: {by_severity(audit.todo)}"
    yield from wrapped(found if audit.todo else "no debt found", width, 2)
    yield from wrapped(" · ".join(doubts(audit.score)), width, 2, "dim")
    if audit.score.incomplete:
        yield from wrapped("incomplete: not everything could be read or checked, see Coverage", width, 2, "yellow")


def _standing(score: Score, width: int) -> Text:
    mark = Text.assemble("  ", (f"{score.value:.1f}  {score.grade}", f"bold {tone(score.value)}"), "  ")
    return mark + bar(score.value, max(8, min(40, width - 16)))


def _families(score: Score | None, width: int) -> Iterator[Text]:
    if score is None:
        return
    yield Text("Families", "bold")
    rows = sorted(score.families, key=lambda row: (not row.assessed, row.score))
    if width < BARS_FROM:
        yield from columns([_family(row) for row in rows], "lrr")
        return
    length = min(24, width - BARS_FROM + 8)
    yield from columns([_family_with_bar(row, length) for row in rows], "lrlrr")


def _family(row: FamilyScore) -> list[Text]:
    """The score is cut, not rounded: nearly 100 is not 100."""
    if not row.assessed:
        return [Text(row.family, "dim"), Text(), Text("not assessed", "dim")]
    return [Text(row.family), Text(f"{int(row.score)}"), Text(duration(row.minutes) if row.findings else "no debt")]


def _family_with_bar(row: FamilyScore, length: int) -> list[Text]:
    name, value, debt = _family(row)
    if not row.assessed:
        return [name, value, debt, Text(), Text()]
    number = count(row.findings, "finding") if row.findings else ""
    return [name, value, bar(row.score, length), debt, Text(number, "dim")]


def _flow(audit: Audit, width: int | None, ascii_only: bool) -> Iterator[Text]:
    if audit.flow is not None:
        yield Text("Longest flow" if audit.flow.owner else "Longest flow that nobody owns", "bold")
        yield from flow_lines(audit.flow, width, ascii_only=ascii_only)


def _coverage(audit: Audit, width: int | None, verbose: bool) -> Iterator[Text]:
    coverage = audit.coverage
    yield Text("Coverage", "bold")
    read = f"read {coverage.files_read:,} of {count(coverage.files_seen, 'file')}"
    unread = f", {unread_paths(audit):,} not fully read" if coverage.not_read else ""
    yield Text(f"  {read}{unread}")
    yield from _reasons(gaps(coverage), width, verbose)
    yield from wrapped(_checks(audit), width, 2, "red" if outcomes(audit, Outcome.CRASHED) else "")
    unsure = [one for one in coverage.checks if one.outcome in (Outcome.CRASHED, Outcome.UNKNOWN)]
    yield from _reasons([_unsure(one) for one in sorted(unsure, key=_crashed_first)], width, verbose)
    suppressed = [debt.minutes for debt in audit.debts if not debt.open]
    if suppressed:
        yield Text(f"  {count(len(suppressed), 'finding')} suppressed, {duration(sum(suppressed))}")
    yield from in_short(audit, width, verbose)
    for remark in coverage.remarks:
        yield from wrapped(plain(remark), width, 2)


def _reasons(pairs: list[tuple[str, str]], width: int | None, verbose: bool) -> Iterator[Text]:
    shown = [(plain(name), plain(why)) for name, why in (pairs if verbose else pairs[:SHOWN])]
    longest = max((len(name) for name, _ in shown), default=0)
    for name, why in shown:
        yield from labelled(f"    {name:<{longest}}", why, width, "dim")
    if hidden := len(pairs) - len(shown):
        yield Text(f"    and {hidden:,} more, -v shows all", "dim")


def _checks(audit: Audit) -> str:
    ran = outcomes(audit, Outcome.CLEAN) + outcomes(audit, Outcome.DEBT)
    others = (
        f"{outcomes(audit, Outcome.NOT_APPLICABLE):,} not applicable",
        f"{outcomes(audit, Outcome.UNKNOWN):,} unknown",
        f"{outcomes(audit, Outcome.CRASHED):,} crashed",
    )
    return f"{count(ran, 'check')} ran, {', '.join(others)}"


def _crashed_first(check: CheckResult) -> tuple[bool, str]:
    return check.outcome is not Outcome.CRASHED, check.rule


def _unsure(check: CheckResult) -> tuple[str, str]:
    return check.rule, f"{check.outcome}: {check.reason}" if check.reason else check.outcome


def _change(comparison: Comparison | None, width: int | None) -> Iterator[Text]:
    if comparison is None:
        return
    yield Text("Change", "bold") + Text(f"  since {plain(comparison.base)}", "dim")
    new, fixed = comparison.new, comparison.fixed
    told = [f"{count(len(new), 'new finding')}, {duration(comparison.new_minutes)} more", f"{len(fixed):,} fixed"]
    if comparison.stale:
        told[1:] = [f"{comparison.stale:,} of the baseline gone"]
    if comparison.score_before is not None and comparison.score_now is not None:
        told.append(f"score {comparison.score_before:.1f} → {comparison.score_now:.1f} over the size of the base")
    yield from wrapped(" · ".join(told), width, 2)
    for debt in worst_new(new)[:NEW_SHOWN]:
        yield from labelled(f"  new {debt.severity:<8}", f"{plain(debt.rule)} at {spot(debt.where)}", width)
    if len(new) > NEW_SHOWN:
        yield Text(f"  and {len(new) - NEW_SHOWN:,} more", "dim")


def _gate(audit: Audit, width: int | None) -> Iterator[Text]:
    if audit.verdict.passed:
        return
    yield Text("Gate failed", "bold red")
    for failure in audit.verdict.failures:
        yield from wrapped(plain(failure), width, 2)
        remedy = next((one for one in audit.verdict.conditions if one.sentence == failure and one.remedy), None)
        if remedy is not None:
            yield from labelled("    would pass without", _remedy(remedy), width, "dim")


def _remedy(condition: Condition) -> str:
    """The cheapest findings known, by rule."""
    rules = Counter(plain(debt.rule) for debt in condition.remedy)
    named = ", ".join(f"{number} × {rule}" if number > 1 else rule for rule, number in rules.most_common(SHOWN))
    more = f" and {count(len(rules) - SHOWN, 'more rule')}" if len(rules) > SHOWN else ""
    return f"{count(len(condition.remedy), 'finding')}, {duration(condition.minutes)}: {named}{more}"
