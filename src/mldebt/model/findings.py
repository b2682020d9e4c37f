"""What a check says, and what becomes of it."""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .needs import Need
from .places import Place
from .record import record
from .roles import AUDITED, Role

if TYPE_CHECKING:
    from .practices import Pledge


class Severity(StrEnum):
    """How much the debt hurts when it bites; a ratio scale (research: Letouzey's SQALE, "a ratio, not a rank")."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return ("low", "medium", "high", "critical").index(self.value)


class Confidence(StrEnum):
    """A promise about precision: high at least 0.90 (may gate), medium 0.70 to 0.90, advisory below."""

    HIGH = "high"
    MEDIUM = "medium"
    ADVISORY = "advisory"

    @property
    def rank(self) -> int:
        return ("advisory", "medium", "high").index(self.value)


class Kind(StrEnum):
    """A site is a line or a chain of lines; a practice is something that nothing in the repository does."""

    SITE = "site"
    PRACTICE = "practice"


class Outcome(StrEnum):
    CLEAN = "clean"
    DEBT = "debt"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"
    CRASHED = "crashed"


class Status(StrEnum):
    NEW = "new"
    KNOWN = "known"
    SUPPRESSED = "suppressed"


@record
class Hop:
    """One step of the evidence: this line, and what happens there."""

    where: Place
    message: str


@record
class Finding:
    """What a check yields: the place and one sentence. The rest has a default that the check's decorator states.

    `subject` names the thing in debt (a symbol, a distribution, a job) in a way that survives edits elsewhere in the
    file; it feeds the fingerprint. Leave it empty and the message serves. `fix` is the repair of this very place in the
    user's own names, where one can be told; the page says what to do in general.
    """

    where: Place
    message: str
    evidence: tuple[Hop, ...] = ()
    subject: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None
    minutes: int | None = None
    fix: str = ""


@record
class Check:
    """A check as the runner sees it. `needs` are the parameter types of `run`, in order."""

    slug: str
    family: str
    title: str
    why: str
    severity: Severity
    confidence: Confidence
    kind: Kind
    minutes: int
    practice: str | None
    run: Callable[..., Iterator[Finding]]
    needs: tuple[Need, ...]
    page: Path
    roles: frozenset[Role] = AUDITED
    origin: str = "mldebt"

    @property
    def built_in(self) -> bool:
        return self.origin == "mldebt"


WHOLE_FILE = 10**9
NEVER = date.min
"""The expiry of a comment whose date cannot be read."""
"""The last line that a suppression of a whole file covers."""


@record
class Suppression:
    """A comment such as `# mldebt: allow sql-in-shell -- migrated in Q3`.

    It covers the lines `first` to `last` of the file `where.path` (the whole file: 1 to WHOLE_FILE); where it
    stands in a notebook, those of its cell.
    """

    where: Place
    slugs: tuple[str, ...]
    reason: str
    first: int
    last: int
    expires: date | None = None

    def covers(self, slug: str, place: Place) -> bool:
        """The finding begins on a covered line, or the comment stands on one of the finding's own lines."""
        if self.where.path != place.path or slug not in self.slugs:
            return False
        begin, end = place.line, place.end_line
        if self.where.cell is not None and self.last < WHOLE_FILE:
            if place.cell is None or place.cell.index != self.where.cell.index:
                return False
            begin, end = place.cell.line, place.cell.line + max(end - begin, 0)
        return self.first <= begin <= self.last or begin <= self.first <= end


COLUMNS = (
    "rule", "family", "kind", "severity", "confidence", "status", "path", "line", "column", "cell", "cell_line",
    "message", "fix", "minutes", "payback_months", "hops", "fingerprint", "reason",
)  # fmt: skip
"""What a table of debts says of each."""


@record
class Debt:
    """A finding with everything the reader of a report needs; `scope` is the function in which it stands.

    `pledge`: the practice is missing here, and somebody answers for it elsewhere.
    """

    rule: str
    family: str
    kind: Kind
    severity: Severity
    confidence: Confidence
    where: Place
    message: str
    why: str
    minutes: int
    evidence: tuple[Hop, ...] = ()
    subject: str = ""
    practice: str | None = None
    fingerprint: str = ""
    status: Status = Status.NEW
    suppression: Suppression | None = None
    payback_months: float | None = None
    scored: bool = True
    fix: str = ""
    scope: str = ""
    pledge: "Pledge | None" = None

    @property
    def open(self) -> bool:
        return self.status is not Status.SUPPRESSED

    @property
    def row(self) -> dict[str, str | int | float | None]:
        """Flat, for tables: a value for each of COLUMNS, None where nothing is known."""
        where, cell = self.where, self.where.cell
        values = (
            self.rule, self.family, self.kind.value, self.severity.value, self.confidence.value, self.status.value,
            where.path, where.line or None, where.column or None, cell and cell.index, cell and cell.line,
            self.message, self.fix or None, self.minutes, self.payback_months, len(self.evidence), self.fingerprint,
            None if self.suppression is None else self.suppression.reason,
        )  # fmt: skip
        return dict(zip(COLUMNS, values, strict=True))

    @property
    def quick_win(self) -> bool:
        """At most half an hour of work that pays for itself within three months."""
        return self.open and self.minutes <= 30 and self.payback_months is not None and self.payback_months <= 3


class Ran(NamedTuple):
    """One run of one check, over one file or over the project: what the runner hands on."""

    rule: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    traceback: str = ""


@record
class CheckResult:
    """How one check ended over the whole project."""

    rule: str
    family: str
    outcome: Outcome
    reason: str = ""
    traceback: str = ""
