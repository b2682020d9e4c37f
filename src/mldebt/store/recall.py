"""Which answers about the project still hold? Those that were found from what is as it was.

Whoever asks the project for something, a check or a fact, is noted with what it was given: the facts of one kind in all
files, what is beside the facts, the commit, or another fact, on whose needs it then depends as well. What a project
lends and which files there are counts for all. An answer is told again where the digests of its needs are equal.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from mldebt.model import (
    FileFact,
    Outcome,
    Project,
    ProjectFact,
    Ran,
    Reading,
    Repository,
    SourceFile,
    name_of,
)

from .memory import FACT, GIVEN, KNOWN, Memory
from .seen import SeenReading, SeenRepository

T = TypeVar("T")
F = TypeVar("F", bound=FileFact)
P = TypeVar("P", bound=ProjectFact)


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
