"""The baseline file: how many findings of which kind a project has accepted, one line each.

Lines are sorted by place, so that two branches that touch different files merge without help. A finding is known by
its identity and counted, so a second copy of an accepted one is new.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from mldebt.fingerprints import identity_in
from mldebt.model import Debt, Severity, UserError, record

VERSION = 1
MOST_BYTES = 64 * 1024 * 1024
KEYS = {"fingerprint": str, "count": int, "rule": str, "severity": str, "hops": int, "paths": list, "message": str}
LEVELS = frozenset(level.value for level in Severity)


@record
class Recorded:
    """`count` findings of one identity; the severity and the number of steps are those of the worst of them."""

    fingerprint: str
    count: int
    rule: str
    severity: Severity
    hops: int
    paths: tuple[str, ...]
    message: str

    @property
    def order(self) -> tuple[str, str, str]:
        return self.paths[0] if self.paths else "", self.rule, self.fingerprint


@record
class Baseline:
    """The accepted findings by identity; `name` is what the file is called in sentences."""

    name: str
    findings: Mapping[str, Recorded]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.findings.values())


def recorded(debts: Iterable[Debt]) -> dict[str, Recorded]:
    """The open debts as lines of a baseline."""
    by_identity: defaultdict[str, list[Debt]] = defaultdict(list)
    for debt in debts:
        if debt.open:
            by_identity[identity_in(debt.fingerprint)].append(debt)
    return {name: _recorded(name, some) for name, some in by_identity.items()}


def baseline_text(findings: Iterable[Recorded]) -> str:
    """The file: one finding a line."""
    lines = ",\n".join(f"  {_line(one)}" for one in sorted(findings, key=lambda one: one.order))
    body = f"[\n{lines}\n]" if lines else "[]"
    return f'{{"mldebt_baseline": {VERSION}, "findings": {body}}}\n'


def parsed_baseline(raw: bytes, name: str) -> Baseline:
    """What the file says. It may come from anybody: all that does not fit is told with the place."""
    whole = _json(raw, name)
    if not isinstance(whole, dict) or "mldebt_baseline" not in whole:
        raise UserError(f"{name} is not a baseline of mldebt; `mldebt baseline create` writes one")
    if whole["mldebt_baseline"] != VERSION or isinstance(whole["mldebt_baseline"], bool):
        told = str(whole["mldebt_baseline"])[:20]
        raise UserError(f"{name} is a baseline of version {told!r}; this mldebt reads version {VERSION}")
    rows = whole.get("findings")
    if not isinstance(rows, list):
        raise UserError(f"{name}: findings must be a list")
    found: dict[str, Recorded] = {}
    for number, row in enumerate(rows, 1):
        one = _row(row, f"{name}: finding {number}")
        if one.fingerprint in found:
            raise UserError(f"{name}: finding {number} repeats the fingerprint {one.fingerprint!r}")
        found[one.fingerprint] = one
    return Baseline(name, found)


def _json(raw: bytes, name: str) -> object:
    if len(raw) > MOST_BYTES:
        raise UserError(f"{name} has {len(raw):,} bytes, too many for a baseline")
    try:
        text = raw.decode("utf-8-sig")
        if any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.splitlines()):
            raise UserError(
                f"{name} holds the marks of a merge conflict; resolve it, or delete it and run `mldebt baseline create`"
            )
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise UserError(f"{name} is not valid JSON: {str(problem)[:120]}") from problem


def _row(row: object, where: str) -> Recorded:
    if not isinstance(row, dict):
        raise UserError(f"{where} must be a table")
    for key, kind in KEYS.items():
        if not isinstance(row.get(key), kind) or isinstance(row[key], bool):
            raise UserError(f"{where} must have {key!r} with {_noun(kind)}")
    unknown = sorted(set(row) - set(KEYS))
    if unknown:
        raise UserError(f"{where} has an unknown key {unknown[0][:40]!r}")
    if row["count"] < 1 or row["hops"] < 0:
        raise UserError(f"{where} must have a positive count")
    if row["severity"] not in LEVELS:
        raise UserError(f"{where} must have a severity of {', '.join(Severity)}")
    if not all(isinstance(path, str) for path in row["paths"]):
        raise UserError(f"{where} must have 'paths' with a list of strings")
    return Recorded(**{**row, "severity": Severity(row["severity"]), "paths": tuple(row["paths"])})


def _noun(kind: type) -> str:
    return {str: "a string", int: "a whole number"}.get(kind, "a list of strings")


def _recorded(name: str, debts: list[Debt]) -> Recorded:
    worst = max(debts, key=lambda debt: debt.severity.rank)
    paths = tuple(sorted({debt.where.path for debt in debts}))
    hops = max(len(debt.evidence) for debt in debts)
    return Recorded(name, len(debts), worst.rule, worst.severity, hops, paths, worst.message)


def _line(one: Recorded) -> str:
    """Path and rule first, for who reads a difference."""
    shown = {
        "paths": list(one.paths), "rule": one.rule, "severity": one.severity.value, "count": one.count,
        "hops": one.hops, "message": one.message, "fingerprint": one.fingerprint,
    }  # fmt: skip
    return json.dumps(shown)
