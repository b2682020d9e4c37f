"""One line a finding, for editors and grep."""

from collections.abc import Iterator

from mldebt.model import Audit, Debt, Outcome, Severity

from .words import by_place, by_severity, count, outcomes, plain, total, unlisted, unread_paths, unscored

INK = {Severity.CRITICAL: "1;31", Severity.HIGH: "31", Severity.MEDIUM: "33", Severity.LOW: "36"}

COMMANDS = ("::", "##")
"""How a line begins that a CI would obey; no file's name may begin one."""


def concise(audit: Audit, *, color: bool) -> str:
    debts = sorted((debt for debt in audit.debts if debt.open), key=by_place)
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
    if debts:
        yield f"Found {count(len(debts), 'finding')} ({by_severity(debts)}), {total(debts)}."
    elif score is not None and not audit.todo:
        yield f"No debt found in {count(audit.coverage.files_read, 'file')}."
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
