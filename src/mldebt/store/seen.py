"""What a project shows to who asks it for something, noting what is looked at."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mldebt.model import FileFact, NotRead, Reading, Repository, Suppression, name_of

from .rows import ALLOWED, LINES, LOST

ALL, COMMIT, REMARKS = "#all", "#commit", "#remarks"


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
