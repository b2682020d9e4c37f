"""The worst findings as annotations of GitHub Actions, and one line on what else there is.

A run shows few annotations and drops the others in silence, so only as many are written, the worst first. The page of
the job is what `--output markdown="$GITHUB_STEP_SUMMARY"` fills, and code scanning takes all findings as SARIF.
"""

from collections import Counter
from collections.abc import Iterator

from mldebt.model import Audit, Debt, Severity, Status

from .words import count, in_cell, plain, standing, unlisted, unseen, worst_first

COMMANDS = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice",
}  # fmt: skip
SHOWN = {"error": 9, "warning": 10, "notice": 9}
"""What a step shows of each kind; one is left for the last line."""


def github(audit: Audit) -> str:
    return "".join(f"{line}\n" for line in _lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    debts = _varied(worst_first(debt for debt in audit.debts if debt.open))
    written: Counter[str] = Counter()
    for debt in debts:
        command = COMMANDS[debt.severity]
        written[command] += 1
        if written[command] <= SHOWN[command]:
            yield _annotation(command, debt)
    hidden = sum(max(0, number - SHOWN[command]) for command, number in written.items())
    rest = unlisted(audit)
    parts = (
        standing(audit),
        count(len(debts), "finding") + (f", of which {hidden:,} are not annotated" if hidden else ""),
        f"Not listed: {rest}" if rest else "",
        unseen(audit),
        *(f"Gate failed: {plain(failure)}" for failure in audit.verdict.failures),
    )
    command = "notice" if audit.verdict.passed else "error"
    yield f"::{command} title=mldebt::{_data('. '.join(part for part in parts if part))}."


def _varied(debts: list[Debt]) -> list[Debt]:
    """What is new before what was known; of equally severe ones the first of each check, then the second of each."""
    seen: Counter[str] = Counter()
    places = []
    for debt in debts:
        seen[debt.rule] += 1
        places.append(seen[debt.rule])
    ranks = [
        (debt.status is Status.KNOWN, -debt.severity.rank, place, at)
        for at, (debt, place) in enumerate(zip(debts, places, strict=True))
    ]
    return [debts[at] for *_, at in sorted(ranks)]


def _annotation(command: str, debt: Debt) -> str:
    where, cell = debt.where, in_cell(debt.where)
    properties = {"title": f"{debt.rule} ({debt.severity})"}
    if where.path not in ("", "."):
        properties |= {"file": where.path, "line": str(max(where.line, 1))}
        if where.cell is None and where.end_line >= where.line > 0:
            properties |= {"endLine": str(where.end_line)}
    told = ". ".join(filter(None, (f"{cell}: {debt.message}" if cell else debt.message, debt.fix)))
    return f"::{command} {','.join(f'{key}={_property(value)}' for key, value in properties.items())}::{_data(told)}"


def _data(text: str) -> str:
    """A command ends with its line, and the older form of commands is found anywhere in one."""
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("##[", "## [")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
