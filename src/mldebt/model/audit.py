"""What leaves the program: the whole audit as one value."""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from .drawing import Flow
from .files import NotRead
from .findings import COLUMNS, Check, CheckResult, Debt
from .practices import Answer, Practice
from .record import record
from .settings import UserError

if TYPE_CHECKING:
    from pandas import DataFrame


@record
class FamilyScore:
    """One family's standing, 0 to 100. `assessed` is False when no check of the family had anything to look at."""

    family: str
    score: float
    minutes: int
    findings: int
    assessed: bool = True


@record
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


@record
class Coverage:
    files_seen: int
    files_read: int
    not_read: tuple[NotRead, ...]
    checks: tuple[CheckResult, ...]
    remarks: tuple[str, ...] = ()


@record
class Condition:
    """A condition of the gate that is not met: `by` how much, and the cheapest findings known whose end would meet it.

    `name` is its key in the configuration. `remedy` is empty where no finding is to blame.
    """

    name: str
    sentence: str
    by: float
    remedy: tuple[Debt, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(debt.minutes for debt in self.remedy)


@record
class Verdict:
    """The gate's answer; each failure is one sentence with its distance, and `conditions` says the same in parts."""

    passed: bool
    failures: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


@record
class Comparison:
    """What has changed since the `base`: a tree of the history or a baseline file, named for a reader.

    `new` holds what was not there, what became worse, and what only a comment of this very change allows (`allowed`
    holds the last of these, and old ones that such a comment covers). `added` are the minutes that came with the
    change by fingerprint; of an old finding those by which it grew. `fixed` was there and is not; `lost` are
    practices that were followed; `unseen` files that could be read or were not there. The scores are those of both
    trees over the size of the base; None where there are none. A baseline file counts `stale` findings that are gone.
    """

    base: str
    new: tuple[Debt, ...] = ()
    fixed: tuple[Debt, ...] = ()
    lost: tuple[Debt, ...] = ()
    allowed: tuple[Debt, ...] = ()
    added: Mapping[str, int] = field(default_factory=dict)
    unseen: tuple[NotRead, ...] = ()
    score_before: float | None = None
    score_now: float | None = None
    changed_lines: int | None = None
    stale: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def new_minutes(self) -> int:
        return sum(self.added.values())


@record
class ProjectInfo:
    root: str
    commit: str | None
    surfaces: tuple[str, ...]
    logical_lines: int


@record
class Audit:
    """Everything a report needs. `score` is None when there was nothing to assess; `unscored` then says why.

    `todo` holds the open debts in the order in which they should be paid (`todo_note` says what history has to do with
    it), `flow` the longest way of data worth drawing;
    `checks` are those that were chosen, for reports that describe rules. `practices` say how each practice stands, and
    `answers` what the repository shows of the ML Test Score's tests and of the questions that measure debt.
    """

    project: ProjectInfo
    coverage: Coverage
    debts: tuple[Debt, ...]
    score: Score | None
    verdict: Verdict
    ruleset: str = ""
    unscored: str = ""
    todo: tuple[Debt, ...] = ()
    todo_note: str = ""
    flow: Flow | None = None
    checks: tuple[Check, ...] = field(default=(), compare=False)
    comparison: Comparison | None = None
    practices: tuple[Practice, ...] = ()
    answers: tuple[Answer, ...] = ()
    timings: dict[str, float] = field(default_factory=dict, compare=False)

    def to_frame(self) -> "DataFrame":
        """One row a finding, as a pandas data frame (extra `data`), suppressed ones included."""
        try:
            from pandas import DataFrame
        except ModuleNotFoundError as missing:
            raise UserError("a data frame needs pandas, which the extra mldebt[data] brings") from missing
        return DataFrame([debt.row for debt in self.debts], columns=list(COLUMNS))
