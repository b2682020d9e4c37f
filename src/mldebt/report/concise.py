"""One line a finding, for editors and grep."""

from collections.abc import Iterator

from mldebt.model import Audit, Debt, Outcome, Severity, Status

from .words import by_place, by_severity, count, outcomes, plain, total, unlisted, unread_paths, unscored

INK = {Severity.CRITICAL: "1;31", Severity.HIGH: "31", Severity.MEDIUM: "33", Severity.LOW: "36"}

COMMANDS = ("::", "##")
"""How a line begins that a CI would obey; no file's name may begin one."""


def concise(audit: Audit, *, color: bool) -> str:
    new_only = audit.comparison is not None
    shown = (debt for debt in audit.debts if debt.open and not (new_only and debt.status is Status.KNOWN))
    debts = sorted(shown, key=by_place)
    lines = [_line(debt, color) for debt in debts]
    return "\n".join([*lines, " ".join(_closing(audit, debts))]) + "\n"


def _line(debt: Debt, color: bool) -> str:
    where = debt.where
    place = f"{where.path or '.'}:{where.line}:{where.column}" if where.cell is None else str(where)
    severity = f"\033[{INK[debt.severity]}m{debt.severity}\033[0m" if color else debt.severity.value
    if place.startswith(COMMANDS):
        place = f"./{place}"
    return f"{plain(place)}: {severity} {plain(debt.rule)} {plain(debt.message)}"


def _closing(audit: Audit, debts: list[Debt]) -> Iterator[str]:
    score = audit.score
    known = sum(debt.status is Status.KNOWN for debt in audit.debts) if audit.comparison else 0
    if debts:
        noun = "new finding" if audit.comparison else "finding"
        yield f"Found {count(len(debts), noun)} ({by_severity(debts)}), {total(debts)}."
    elif known:
        yield "No new debt found."
    elif score is not None and not audit.todo:
        yield f"No debt found in {count(audit.coverage.files_read, 'file')}."
    if known:
        yield f"Known before: {count(known, 'finding')}."
    if hidden := unlisted(audit):
        yield f"Not listed: {hidden}."
    if score is None:
        yield f"{unscored(audit)}."
    else:
        yield f"Score {score.value:.1f}, grade {score.grade}{'' if score.calibrated else ', uncalibrated'}."
    if unread := unread_paths(audit):
        yield f"{count(unread, 'file')} not fully read."
    if crashed := outcomes(audit, Outcome.CRASHED):
        yield f"{count(crashed, 'check')} crashed."
