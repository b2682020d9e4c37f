"""What leaves the program: the whole audit as one value."""

from dataclasses import dataclass, field

from .drawing import Flow
from .files import NotRead
from .findings import CheckResult, Debt


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """One family's standing, 0 to 100. `assessed` is False when no check of the family had anything to look at."""

    family: str
    score: float
    minutes: int
    findings: int
    assessed: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """The debt score, 0 to 100, higher is less debt; `low` and `high` say what advisory findings could change."""

    value: float
    low: float
    high: float
    grade: str
    principal_minutes: int
    families: tuple[FamilyScore, ...]
    calibration: str
    incomplete: bool = False
    calibrated: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    files_seen: int
    files_read: int
    not_read: tuple[NotRead, ...]
    checks: tuple[CheckResult, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer; each failure is one sentence with its distance."""

    passed: bool
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    root: str
    commit: str | None
    surfaces: tuple[str, ...]
    logical_lines: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything a report needs. `score` is None when there was nothing to assess; `unscored` then says why.

    `todo` holds the open debts in the order in which they should be paid, `flow` the longest way of data worth drawing.
    """

    project: ProjectInfo
    coverage: Coverage
    debts: tuple[Debt, ...]
    score: Score | None
    verdict: Verdict
    ruleset: str = ""
    unscored: str = ""
    todo: tuple[Debt, ...] = ()
    flow: Flow | None = None
    timings: dict[str, float] = field(default_factory=dict, compare=False)
