"""What does a project do as a habit, as far as its repository or somebody who answers for it can show?"""

from datetime import date
from typing import Literal, NamedTuple

from .files import FileFact
from .findings import Hop
from .places import Place


class PledgeLine(NamedTuple):
    """A configuration file attests the practice there."""

    practice: str
    where: Place


class PledgeLines(FileFact):
    """Which practices does this configuration file attest, and on which lines?"""

    __slots__ = ()


class Pledge(NamedTuple):
    """Somebody answers for a practice that the repository does not show.

    `expires` is the last day on which it holds. `lapse` says why it does not count, empty where it does.
    """

    practice: str
    owner: str
    evidence: str
    expires: date
    where: Place
    lapse: str = ""

    @property
    def holds(self) -> bool:
        return not self.lapse

    @property
    def told(self) -> str:
        return f"{self.owner} attests {self.practice} until {self.expires}: {self.evidence}"


Following = Literal["followed", "missing", "allowed", "attested", "unknown", "not-applicable", "not-assessed"]
"""not-assessed: no check that ran asks for it. allowed: it is missing, and a comment allows that."""


class Practice(NamedTuple):
    """One practice of a family, its weight among them, and how it stands; `pledge` may have lapsed."""

    name: str
    family: str
    weight: float
    following: Following
    rule: str = ""
    pledge: Pledge | None = None


Shown = Literal["evidence", "attested", "not-found", "cannot-be-told"]
"""Never a pass: evidence says that something is there, not that it is good."""


class Answer(NamedTuple):
    """What the repository can say to a question. `found` is what speaks for it, `against` what was found against it;
    both name one place for each kind of thing. `missing` says what would be evidence, or why there can be none."""

    name: str
    section: str
    question: str
    shown: Shown
    found: tuple[Hop, ...]
    against: tuple[Hop, ...]
    missing: str
    source: str
    pledge: Pledge | None = None
