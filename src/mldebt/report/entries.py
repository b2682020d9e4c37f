"""Which debts does the terminal show, and how?"""

from collections.abc import Iterator

from mldebt.model import Audit, Confidence, Debt, Hop, Severity

from .ink import Text
from .layout import beside, columns, labelled, wrapped
from .shown import attested
from .words import by_rule, count, duration, payback, plain, spot, total, unlisted, worst_first

INK = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
WORST_SHOWN, TODO_SHOWN, HOPS_SHOWN = 8, 3, 6
JUNGLE = "pipeline-jungle"
"""Its evidence is drawn as a flow of its own."""
INDENT = 2 + len("critical") + 2


def findings(audit: Audit, width: int | None, verbose: bool) -> Iterator[Text]:
    """Worst first; one of each check stands for all of its kind unless everything is wanted."""
    debts = worst_first(debt for debt in audit.debts if debt.open)
    groups = [[debt] for debt in debts] if verbose else by_rule(debts)
    shown = groups if verbose else groups[:WORST_SHOWN]
    if not audit.todo:
        return
    yield Text("Findings, worst first", "bold")
    for group in shown:
        is_drawn = audit.flow is not None and group[0].where == audit.flow.where and not verbose
        yield from _entry(group, width, verbose, drawn=is_drawn and group[0].rule == JUNGLE)
    if hidden := groups[len(shown) :]:
        number = count(sum(len(group) for group in hidden), "more finding")
        yield Text(f"  and {number} from {count(len(hidden), 'check')}, -v shows all", "dim")
    if filtered := unlisted(audit):
        yield from wrapped(f"not listed: {filtered}", width, 2, "dim")


def todo(audit: Audit, width: int | None) -> Iterator[Text]:
    """What pays back first, by check, because one decision usually pays all debts of a kind."""
    groups = by_rule(audit.todo)[:TODO_SHOWN]
    if not groups:
        return
    yield Text("Do first", "bold")
    rows = list(columns([_task(position, group) for position, group in enumerate(groups, 1)], "rlrl"))
    places = [_where(group) for group in groups]
    fits = width is None or all(row.cell_len + 2 + len(place) <= width for row, place in zip(rows, places, strict=True))
    for row, place in zip(rows, places, strict=True):
        if fits:
            yield row + Text("  ").append(place, "dim")
        else:
            yield row
            yield Text(" " * 5).append(place, "dim")
    if wins := [debt for debt in audit.todo if debt.quick_win]:
        text = f"{count(len(wins), 'quick win')}, {total(wins)}: each at most 30 min, paid back in 3 months"
        yield from wrapped(text, width, 2)
    if audit.todo_note:
        yield from wrapped(audit.todo_note, width, 2, "dim")


def _entry(group: list[Debt], width: int | None, verbose: bool, *, drawn: bool) -> Iterator[Text]:
    debt, *others = group
    line = Text.assemble("  ", (f"{debt.severity:<8}", INK[debt.severity]), "  ", (plain(debt.rule), "bold"))
    marks = ("advisory" if debt.confidence is Confidence.ADVISORY else "", "" if debt.scored else "not scored")
    if any(marks):
        line.append(f" ({', '.join(filter(None, marks))})", "dim")
    yield from beside(line, spot(debt.where), width, INDENT)
    yield from wrapped(plain(debt.message), width, INDENT)
    if drawn:
        yield Text(" " * INDENT).append("drawn below", "dim")
    elif len(debt.evidence) > 1:
        yield from _chain(debt.evidence, width, verbose)
    if told := attested(debt):
        yield from labelled(" " * INDENT + "but", told, width, "dim")
    if debt.fix:
        yield from labelled(" " * INDENT + "fix", plain(debt.fix), width, "dim")
    if others:
        yield Text(" " * INDENT).append(f"and {len(others):,} more in {_where(others)}", "dim")


def _chain(evidence: tuple[Hop, ...], width: int | None, verbose: bool) -> Iterator[Text]:
    shown = evidence if verbose else evidence[:HOPS_SHOWN]
    margin = Text(" " * INDENT).append("│ ", "dim")
    longest = max(len(spot(hop.where)) for hop in shown)
    room = width and width - INDENT - 2
    for hop in shown:
        for line in labelled(f"{spot(hop.where):<{longest}}", plain(hop.message), room, "dim"):
            yield margin + line
    if hidden := len(evidence) - len(shown):
        yield margin + Text(f"and {count(hidden, 'more step')}", "dim")


def _task(position: int, group: list[Debt]) -> list[Text]:
    first = group[0]
    months = "" if first.payback_months is None else f"pays back in {payback(first.payback_months)}"
    minutes = duration(sum(debt.minutes for debt in group))
    return [Text(f"{position}"), Text(plain(first.rule), "bold"), Text(minutes), Text(months)]


def _where(group: list[Debt]) -> str:
    spots, paths = {spot(debt.where) for debt in group}, {debt.where.path for debt in group}
    if len(spots) == 1:
        return spots.pop()
    return plain(paths.pop()) if len(paths) == 1 else count(len(paths), "file")
