"""What would a careful reader ask of the repository, and what is evidence for an answer?"""

from dataclasses import dataclass
from typing import Literal

from mldebt.model import Row, Table

from .names import prefixes

MEASURING = "measuring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Row):
    """A test of the ML Test Score, or (section `measuring`) a question that measures debt.

    `visible`: a repository that does it usually shows it. `missing` says what would be evidence, or why none can be.
    Findings of the checks in `against` speak against it; `practices` stand for it when somebody attests them. Without
    its `surface` the question does not arise.
    """

    section: Literal["data", "model", "infrastructure", "monitoring", "measuring"]
    question: str
    visible: bool
    missing: str
    against: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    surface: str = ""


class Questions(Table[Question]):
    __slots__ = ()
    file = "questions.yaml"
    row = Question

    def attestable(self) -> frozenset[str]:
        """The names of the ML Test Score's tests."""
        return frozenset(question.name for question in self if question.section != MEASURING)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSign(Row):
    """Evidence for some questions: a dotted name that is used, the name of a file, the beginning of a command, or
    a fact by name."""

    kind: Literal["import", "file", "command", "fact"]
    questions: tuple[str, ...]


class EvidenceSigns(Table[EvidenceSign]):
    __slots__ = ()
    file = "evidence_signs.yaml"
    row = EvidenceSign

    def of(self, dotted: str) -> EvidenceSign | None:
        """The import that the name belongs to, by its longest known beginning."""
        for part in prefixes(dotted):
            sign = self.get(part)
            if sign is not None and sign.kind == "import":
                return sign
        return None

    def some(self, kind: str) -> list[EvidenceSign]:
        return [sign for sign in self if sign.kind == kind]
