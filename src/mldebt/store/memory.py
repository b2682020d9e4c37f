"""What was found out about the project last time, what it was found from, and what is found out now."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from mldebt.model import BaseFunctions, ProjectFact, Repository

from .entries import Answer
from .late import Bodies
from .rows import ODD, packed, unpacked
from .seen import ALL, COMMIT, REMARKS

FACT, GIVEN, KNOWN = "fact ", "given ", "known "
"""How needs are written that are neither a kind of file facts nor something beside them."""
IDLE = 20
"""Answers that are kept though nobody asked for them this time: other files were named."""


class Memory:
    """What is known of one project from last time, and who asks for what this time."""

    def __init__(
        self, repository: Repository, sums: Mapping[str, int], there: frozenset[str], answers: Mapping[str, Answer],
        notes: dict[str, dict[str, str]], bodies: Bodies,
    ) -> None:  # fmt: skip
        self.there, self.notes = there, notes
        self.given: dict[str, ProjectFact] = {}
        self.asked: set[str] = set()
        self.needs: dict[str, set[str]] = {}
        self._sums, self._past, self._bodies = sums, answers, bodies
        self._now: dict[str, tuple[str, list[str]]] = {}
        self._held: dict[str, Answer] = {}
        self._commit = f"{repository.commit} {repository.committed}"
        self._remarks = repr(repository.remarks)
        self._listing = _listing(repository)
        self.reused: list[str] = []

    def recalled(self, name: str) -> tuple[Any] | None:
        """The answer of last time, where all that it was found from is as it was."""
        answer = self._past.get(name)
        if answer is None or not self._knows_as_much(answer.needs) or self._state(answer.needs) != answer.state:
            return None
        try:
            value = unpacked(answer.value, self._bodies.modules, self._bodies.makers)
        except ODD:
            return None
        self.needs[name] = set(answer.needs)
        self.asked.update(answer.asked)
        self._held[name] = answer
        self.reused.append(name)
        return (value,)

    def note(self, name: str, value: object) -> None:
        """A new answer."""
        try:
            text = packed(value)
        except ODD:
            return
        needs = self._all_needs(name)
        made = {need[len(FACT) :] for need in needs if need.startswith(FACT)} & self.asked
        told = (self._held[need].asked for need in needs if need in self._held)
        self._now[name] = text, sorted(made.union(*told))

    def kept(self) -> dict[str, Answer]:
        """All answers that hold today; needs are told at the end, for a fact may ask for more after it was made."""
        idle = [name for name in self._past if name not in self._held and name not in self._now]
        found = {name: self._past[name] for name in idle[-IDLE:] if self._state(self._past[name].needs)}
        found |= self._held
        for name, (value, asked) in self._now.items():
            needs = sorted(need for need in self._all_needs(name) if not self._is_made(need))
            state = self._state(needs)
            if state:
                found[name] = Answer(needs, state, asked, value)
        return found

    def _knows_as_much(self, needs: list[str]) -> bool:
        """What had been asked for before has been asked for now, and nothing else of what was looked for."""
        looked = (need[len(KNOWN) :].split(" ") for need in needs if need.startswith(KNOWN))
        return all(str(name in self.asked or name in self.given) == told for name, told in looked)

    def _is_made(self, need: str) -> bool:
        """It is no need itself, but has needs that are told with it."""
        return need in self.needs

    def _all_needs(self, name: str) -> set[str]:
        seen, todo = set[str](), [name]
        for one in todo:
            for need in self.needs.get(one, ()):
                if need not in seen:
                    seen.add(need)
                    todo.append(need)
        return seen

    def _state(self, needs: list[str]) -> str:
        """A digest of what they are today; empty where nobody can tell."""
        told = [self._listing]
        for need in needs:
            value = self._value(need)
            if value is None:
                return ""
            told.append(f"{need}={value}")
        return sha256("\n".join(told).encode(errors="surrogatepass")).hexdigest()

    def _value(self, need: str) -> str | None:
        if need == COMMIT:
            return self._commit
        if need == REMARKS:
            return self._remarks
        if need == ALL:
            return " ".join(f"{kind}={value:x}" for kind, value in sorted(self._sums.items()))
        if need.startswith(GIVEN):
            fact = self.given.get(need[len(GIVEN) :])
            return "nothing" if isinstance(fact, BaseFunctions) and not fact else None
        if need.startswith(KNOWN):
            return ""
        return f"{self._sums.get(need, 0):x}"


def _listing(repository: Repository) -> str:
    files = [f"{file.path}\0{file.language}\0{file.role}\0{file.tracked}" for file in repository.files]
    others = [repository.root, repository.name, *map(repr, repository.skipped)]
    return sha256("\n".join((*files, "", *others)).encode(errors="surrogatepass")).hexdigest()
