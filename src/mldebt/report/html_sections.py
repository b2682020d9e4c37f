"""The sections of the HTML page."""

from collections.abc import Iterable, Iterator

from mldebt.model import Audit, Debt, FamilyScore, Outcome, Severity

from .markup import escaped
from .shown import attested
from .words import (
    by_rule,
    by_severity,
    count,
    doubts,
    duration,
    gaps,
    outcomes,
    payback,
    spot,
    standing,
    total,
    unlisted,
    unread_paths,
    worst_first,
)

LISTED, FIRST = 5_000, 10
"""Findings that a page lists, and rows of what to do first."""
TONES = {Severity.CRITICAL: "bad", Severity.HIGH: "bad", Severity.MEDIUM: "fair", Severity.LOW: "good"}


def head(audit: Audit) -> str:
    project, score = audit.project, audit.score
    facts = (project.commit and project.commit[:7], *project.surfaces, count(project.logical_lines, "logical line"))
    lines = [f"<h1>{escaped(project.root)}</h1>", f'<p class="dim">{" · ".join(escaped(f) for f in facts if f)}</p>']
    if score is None:
        lines.append(f'<p class="standing fair">{escaped(standing(audit))}</p>')
    else:
        lines.append(f'<p class="standing {_tone(score.value)}">{score.value:.1f} {escaped(score.grade)}</p>')
        lines.append(_bar(score.value, "score"))
        found = f"{total(audit.todo)} in {count(len(audit.todo), 'finding')}: {by_severity(audit.todo)}"
        lines.append(f"<p>{found if audit.todo else 'no debt found'}</p>")
        lines += [f'<p class="dim">{escaped(doubt)}</p>' for doubt in doubts(score)]
        lines += ['<p class="fair">incomplete: see Coverage</p>'] if score.incomplete else []
    lines += [f'<p class="failed">Gate failed: {escaped(failure)}</p>' for failure in audit.verdict.failures]
    return _joined(lines)


def families(audit: Audit) -> str:
    if audit.score is None:
        return ""
    rows = sorted(audit.score.families, key=lambda row: (not row.assessed, row.score))
    heads = '<tr><th scope="col">family</th><th scope="col" class="number">score</th><th scope="col">of 100</th>'
    heads += '<th scope="col" class="number">debt</th><th scope="col" class="number">findings</th></tr>'
    table = ("<table>", f"<thead>{heads}</thead>", "<tbody>", *map(_family, rows), "</tbody>", "</table>")
    return _joined(["<h2>Families</h2>", '<div class="wide">', *table, "</div>"])


def todo(audit: Audit) -> str:
    groups = by_rule(audit.todo)[:FIRST]
    if not groups:
        return ""
    note = [f'<p class="dim">{escaped(audit.todo_note)}</p>'] if audit.todo_note else []
    return _joined(["<h2>Do first</h2>", "<ol>", *map(_task, groups), "</ol>", *note])


def findings(audit: Audit) -> str:
    """By check, worst first, each group folded; the script only sifts what is there."""
    debts = worst_first(debt for debt in audit.debts if debt.open)
    levels = "".join(f"<option>{level}</option>" for level in reversed(Severity))
    lines = [
        "<h2>Findings, worst first</h2>",
        '<div class="sieve" id="sieve" hidden><label>words <input id="words" type="search"></label>',
        f'<label>severity <select id="level"><option value="">all</option>{levels}</select></label>',
        '<button id="unfold" type="button">fold or unfold all</button>',
        '<span id="told" class="dim" role="status"></span></div>',
        *(line for group in by_rule(debts[:LISTED]) for line in _group(group)),
    ]
    if hidden := len(debts) - LISTED:
        lines += [f"<p>{count(hidden, 'more finding')} of less weight: see the JSON report.</p>"] if hidden > 0 else []
    if rest := unlisted(audit):
        lines.append(f"<p>Not listed: {rest}.</p>")
    return _joined(lines)


def coverage(audit: Audit) -> str:
    seen = audit.coverage
    unsure = [one for one in seen.checks if one.outcome in (Outcome.CRASHED, Outcome.UNKNOWN)]
    suppressed = sum(not debt.open for debt in audit.debts)
    ran = outcomes(audit, Outcome.CLEAN) + outcomes(audit, Outcome.DEBT)
    items = [
        f"read {seen.files_read:,} of {count(seen.files_seen, 'file')}, {unread_paths(audit):,} not fully read",
        *(f"<code>{escaped(path)}</code> {escaped(reason)}" for path, reason in gaps(seen)),
        f"{count(ran, 'check')} ran, {outcomes(audit, Outcome.NOT_APPLICABLE):,} not applicable",
        *(f"<code>{escaped(one.rule)}</code> {one.outcome}: {escaped(one.reason)}"
          for one in sorted(unsure, key=lambda one: (one.outcome, one.rule))),
        *([f"{count(suppressed, 'finding')} suppressed"] if suppressed else []),
        *map(escaped, seen.remarks),
    ]  # fmt: skip
    return _joined(["<h2>Coverage</h2>", "<ul>", *(f"<li>{item}</li>" for item in items), "</ul>"])


def _family(row: FamilyScore) -> str:
    if not row.assessed:
        return f'<tr class="dim"><td>{escaped(row.family)}</td><td></td><td>not assessed</td><td></td><td></td></tr>'
    debt = duration(row.minutes) if row.findings else "no debt"
    return (f'<tr><td>{escaped(row.family)}</td><td class="number">{int(row.score)}</td>'
            f'<td class="{_tone(row.score)}">{_bar(row.score, row.family)}</td>'
            f'<td class="number">{debt}</td><td class="number">{row.findings:,}</td></tr>')  # fmt: skip


def _task(group: list[Debt]) -> str:
    first = group[0]
    months = "" if first.payback_months is None else f", pays back in {payback(first.payback_months)}"
    return f"<li><code>{escaped(first.rule)}</code> {count(len(group), 'finding')}, {total(group)}{months}</li>"


def _group(group: list[Debt]) -> Iterator[str]:
    first, rule = group[0], escaped(group[0].rule)
    mark = f'<span class="mark {TONES[first.severity]}">{first.severity}</span>'
    rest = f'<span class="dim">{escaped(first.family)}, {count(len(group), "finding")}, {total(group)}</span>'
    yield f'<details class="group" data-rule="{rule}"><summary>{mark} <code>{rule}</code> {rest}</summary>'
    yield f"<p>{escaped(first.why)}</p>"
    yield "<ul>"
    for debt in group:
        fix = f"<p>fix: <code>{escaped(debt.fix)}</code></p>" if debt.fix else ""
        yield (f'<li class="debt" data-severity="{debt.severity}"><code>{escaped(spot(debt.where))}</code> '
               f"{escaped(debt.message)}{_chain(debt)}{_but(debt)}{fix}</li>")  # fmt: skip
    yield "</ul></details>"


def _but(debt: Debt) -> str:
    return f'<p class="dim">but {escaped(attested(debt))}</p>' if debt.pledge else ""


def _chain(debt: Debt) -> str:
    if len(debt.evidence) < 2:
        return ""
    hops = (f"<li><code>{escaped(spot(hop.where))}</code> {escaped(hop.message)}</li>" for hop in debt.evidence)
    return f"<ol>{''.join(hops)}</ol>"


def _tone(score: float) -> str:
    return "good" if score >= 80 else "fair" if score >= 50 else "bad"


def _bar(score: float, name: str) -> str:
    return (f'<svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" class="{_tone(score)}">'
            f"<title>{escaped(name)}: {int(score)} of 100</title>"
            f'<rect class="rest" width="100" height="6"/>'
            f'<rect class="filled" width="{int(score)}" height="6"/></svg>')  # fmt: skip


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
