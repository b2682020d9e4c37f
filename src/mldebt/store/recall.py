"""Which answers about the project still hold? Those that were found from what is as it was.

Whoever asks the project for something, a check or a fact, is noted with what it was given: the facts of one kind in all
files, what is beside the facts, the commit, or another fact, on whose needs it then depends as well. What a project
lends and which files there are counts for all. An answer is told again where the digests of its needs are equal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from mldebt.model import (
    BaseFunctions,
    FileFact,
    NotRead,
    Outcome,
    Project,
    ProjectFact,
    Ran,
    Reading,
    Repository,
    SourceFile,
    Suppression,
    name_of,
)

from .entries import Answer
from .late import Bodies
from .rows import ALLOWED, LINES, LOST, ODD, packed, unpacked

T = TypeVar("T")
F = TypeVar("F", bound=FileFact)
P = TypeVar("P", bound=ProjectFact)
ALL, COMMIT, REMARKS = "#all", "#commit", "#remarks"
FACT, GIVEN, KNOWN = "fact ", "given ", "known "
"""How needs are written that are no kind of file facts."""


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


class Remembered(Project):
    """A project that notes who asks for what, and tells again what was found out before."""

    __slots__ = ("_all", "_memory", "_owner", "_seen", "_whole")
    _all: tuple[Reading, ...]
    _memory: Memory
    _owner: str
    _seen: tuple[Reading, ...] | None
    _whole: Repository

    def __init__(
        self, repository: Repository, readings: tuple[Reading, ...], table: Callable[[type[Any]], Any],
        setting: Callable[[type[Any]], Any], facts: dict[type[ProjectFact], ProjectFact] | None = None, *,
        memory: Memory, owner: str = "",
    ) -> None:  # fmt: skip
        super().__init__(repository, (), table, setting, {} if facts is None else facts)
        told: tuple[tuple[str, object], ...] = (
            ("_all", readings), ("_memory", memory), ("_owner", owner), ("_seen", None), ("_whole", repository),
        )  # fmt: skip
        for name, value in told:
            object.__setattr__(self, name, value)

    @property
    def repository(self) -> Repository:
        return SeenRepository(self._whole, self._note) if self._owner else self._whole

    @property
    def readings(self) -> tuple[Reading, ...]:
        if not self._owner:
            return self._all
        if self._seen is None:
            object.__setattr__(self, "_seen", tuple([SeenReading(one, self._note) for one in self._all]))
        return self._seen or ()

    def each(self, kind: type[F]) -> Iterator[tuple[SourceFile, F]]:
        self._note(name_of(kind))
        for reading in self._all:
            found = reading.facts.get(kind)
            if found:
                yield reading.file, found  # type: ignore[misc]  # the mapping is keyed by type

    def fact(self, kind: type[P]) -> P:
        name = name_of(kind)
        self._note((GIVEN if name in self._memory.given else FACT) + name)
        if kind not in self._facts:
            self._facts[kind] = kind.of(self._lent_to(FACT + name))
            self._memory.asked.add(name)
        return self._facts[kind]  # type: ignore[return-value]  # the mapping is keyed by type

    def known(self, kind: type[P]) -> P | None:
        name = name_of(kind)
        is_known = name in self._memory.asked or name in self._memory.given
        self._note(f"{KNOWN}{name} {is_known}")
        return self.fact(kind) if is_known else None

    def know(self, fact: ProjectFact) -> None:
        self._memory.given[name_of(type(fact))] = fact
        self._facts[type(fact)] = fact

    def kinds(self) -> frozenset[str]:
        return self._memory.there

    def looked_for(self, kinds: Iterable[str]) -> None:
        for kind in kinds:
            self._note(kind)

    def recalled(self, name: str, make: Callable[[Project], T]) -> T:
        self._note(name)
        found = self._memory.recalled(name)
        if found is not None:
            value: T = found[0]
            return value
        made = make(self._lent_to(name))
        if not (isinstance(made, Ran) and made.outcome is Outcome.CRASHED):
            self._memory.note(name, made)
        return made

    def notes(self, path: str) -> dict[str, str]:
        return self._memory.notes.setdefault(path, {})

    def _lent_to(self, owner: str) -> "Remembered":
        self._memory.needs[owner] = set()
        return Remembered(
            self._whole, self._all, self.table, self.setting, self._facts, memory=self._memory, owner=owner
        )

    def _note(self, need: str) -> None:
        if self._owner:
            self._memory.needs[self._owner].add(need)


class SeenRepository(Repository):
    """Notes who looks at what changes though no file does."""

    __slots__ = ("_note", "_told")
    _told: Repository
    _note: Callable[[str], None]

    def __init__(self, whole: Repository, note: Callable[[str], None]) -> None:
        for name in ("root", "name", "files", "skipped"):
            object.__setattr__(self, name, getattr(whole, name))
        object.__setattr__(self, "_told", whole)
        object.__setattr__(self, "_note", note)

    @property
    def commit(self) -> str | None:
        self._note(COMMIT)
        return self._told.commit

    @property
    def committed(self) -> str | None:
        self._note(COMMIT)
        return self._told.committed

    @property
    def remarks(self) -> tuple[str, ...]:
        self._note(REMARKS)
        return self._told.remarks


class SeenReading(Reading):
    """Notes who looks at more than the name of the file."""

    __slots__ = ("_note", "_read")
    _read: Reading
    _note: Callable[[str], None]

    def __init__(self, read: Reading, note: Callable[[str], None]) -> None:
        object.__setattr__(self, "file", read.file)
        object.__setattr__(self, "_read", read)
        object.__setattr__(self, "_note", note)

    @property
    def facts(self) -> Mapping[type[FileFact], FileFact]:
        return SeenFacts(self._read.facts, self._note)

    @property
    def logical_lines(self) -> int:
        self._note(LINES)
        return self._read.logical_lines

    @property
    def not_read(self) -> tuple[NotRead, ...]:
        self._note(LOST)
        return self._read.not_read

    @property
    def suppressions(self) -> tuple[Suppression, ...]:
        self._note(ALLOWED)
        return self._read.suppressions


class SeenFacts(Mapping[type[FileFact], FileFact]):
    """Notes which kinds are asked for; who looks through them has asked for all."""

    __slots__ = ("_facts", "_note")

    def __init__(self, facts: Mapping[type[FileFact], FileFact], note: Callable[[str], None]) -> None:
        self._facts, self._note = facts, note

    def get(self, kind: type[FileFact], default: Any = None) -> Any:  # noqa: ANN401 - as a mapping has it
        self._note(name_of(kind))
        return self._facts.get(kind, default)

    def __getitem__(self, kind: type[FileFact]) -> FileFact:
        self._note(name_of(kind))
        return self._facts[kind]

    def __contains__(self, kind: object) -> bool:
        self._note(ALL)
        return kind in self._facts

    def __iter__(self) -> Iterator[type[FileFact]]:
        self._note(ALL)
        return iter(self._facts)

    def __len__(self) -> int:
        self._note(ALL)
        return len(self._facts)
