"""What a leakage claim is: a finding of one kind, and the words that all of them use."""

from typing import Literal, NamedTuple

from mldebt.flow import Log, Part
from mldebt.model import Finding, Place

Kind = Literal[
    "split", "folds", "resampled", "copied", "disordered", "grouped", "fitted-on-test", "judged-on-training", "reused",
    "target",
]  # fmt: skip


class Claim(NamedTuple):
    kind: Kind
    finding: Finding


def near(first: Place, second: Place) -> str:
    """` in line 12`, or the file as well where it is another one."""
    if first.path != second.path:
        return f" in {second}"
    return f" in cell {second.cell.index}" if second.cell else f" in line {second.line}"


def names_of(log: Log, parts: frozenset[Part]) -> str:
    """What the user calls the data sets that the parts belong to."""
    found = {log.sources[part.origin].name for part in parts if part.origin in log.sources}
    return " ".join(sorted(found - {""}))
