"""What discovery and reading hand on: files, their roles, and the facts found in each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, TypeVar

from .findings import Suppression
from .needs import name_of
from .places import Cell, Place
from .record import record
from .roles import Role


class Language(StrEnum):
    PYTHON = "python"
    NOTEBOOK = "notebook"
    SHELL = "shell"
    SQL = "sql"
    CRONTAB = "crontab"
    DOCKERFILE = "dockerfile"
    YAML = "yaml"
    TOML = "toml"
    REQUIREMENTS = "requirements"
    SETUP_CFG = "setup-cfg"
    ZEPPELIN = "zeppelin"
    SCALA = "scala"
    R = "r"
    MAKEFILE = "makefile"
    SNAKEFILE = "snakefile"
    JENKINSFILE = "jenkinsfile"
    SYSTEMD = "systemd"
    QUARTZ = "quartz"
    LICENCE = "licence"
    EVIDENCE = "evidence"
    LOCK = "lock"
    MANIFEST = "manifest"
    OTHER = "other"


@record
class SourceFile:
    """A file of the audited project; `path` is POSIX and relative to the scanned root, `size` in bytes."""

    path: str
    language: Language
    role: Role = Role.APPLICATION
    size: int = 0
    tracked: bool | None = None


@record
class NotRead:
    """A file, or a part of one, that nobody could read, and the reason in one sentence without a full stop.

    What is `foreign` is in a language without a reader: it is not seen, but no code of ours that broke.
    """

    path: str
    reason: str
    line: int = 0
    lines: int = 0
    foreign: bool = False


@record
class Repository:
    """What discovery found under the root. `commit` and `committed` (ISO date) are None outside git."""

    root: str
    name: str
    files: tuple[SourceFile, ...]
    skipped: tuple[NotRead, ...] = ()
    commit: str | None = None
    committed: str | None = None
    remarks: tuple[str, ...] = ()


@record
class Source:
    """Text in one language, and where each of its lines stands in the file it came from.

    A plain file maps line n to line n. A notebook's cells, a heredoc or a `RUN` line are Sources too, whose `lines`
    hold (raw line, cell) for each line of `text`; `column` shifts the first line's columns.
    """

    file: SourceFile
    text: str
    lines: tuple[tuple[int, Cell | None], ...] | None = None

    def place(self, line: int, column: int = 1, end_line: int = 0, end_column: int = 0) -> Place:
        if self.lines is None:
            return Place(self.file.path, line, column, end_line, end_column)
        raw, cell = self._at(line)
        end = self._at(end_line)[0] if end_line else 0
        return Place(self.file.path, raw, column, end, end_column, cell)

    def part(self, text: str, first: int) -> "Source":
        """Text that begins at line `first` of this source, as a source of its own."""
        count = text.count("\n") + 1
        return Source(self.file, text, tuple(self._at(first + offset) for offset in range(count)))

    def _at(self, line: int) -> tuple[int, Cell | None]:
        if self.lines is None:
            return line, None
        if not self.lines:
            return 1, None
        return self.lines[min(max(line, 1), len(self.lines)) - 1]


class FileFact(tuple[Any, ...]):
    """Base of everything known about one file: an immutable tuple of small things, empty when there are none.

    Subclass it as `class Calls(FileFact)`; facts of one type from several parts of a file (cells, heredocs) are joined.
    A `local` fact is dropped once the file's own checks have run, unless a check of the project asks for it.
    """

    __slots__ = ()
    local: ClassVar[bool] = False


F = TypeVar("F", bound=FileFact)


@record
class Reading:
    """One file, read: its facts by type, its size in logical lines, and what could not be read in it."""

    file: SourceFile
    facts: Mapping[type[FileFact], FileFact] = field(default_factory=dict)
    logical_lines: int = 0
    not_read: tuple[NotRead, ...] = ()
    suppressions: tuple[Suppression, ...] = ()

    def fact(self, kind: type[F]) -> F:
        found = self.facts.get(kind)
        return kind() if found is None else found  # type: ignore[return-value]  # the mapping is keyed by type


P = TypeVar("P", bound="ProjectFact")
T = TypeVar("T")


class ProjectFact:
    """Base of everything known about the project as a whole; lives in `link/` (or in a plugin).

    `of` answers the module's question once, for everybody. It raises CannotTell when the question has no answer
    here; a falsy fact means there is nothing to look at. One that is falsy (and can tell) wherever no file has any of
    certain facts may say which it `looks_at`: it is not asked there, and neither its module nor the check is imported.
    """

    __slots__ = ()
    looks_at: ClassVar[tuple[type[FileFact], ...]] = ()

    @classmethod
    def of(cls: type[P], project: "Project") -> P:
        raise NotImplementedError(cls.__name__)


@record
class Project:
    """All readings, and the project facts made from them on demand.

    `table` lends a knowledge table by type, `setting` a section of the settings by type.
    """

    repository: Repository
    readings: tuple[Reading, ...]
    table: Callable[[type[Any]], Any]
    setting: Callable[[type[Any]], Any]
    _facts: dict[type[ProjectFact], ProjectFact] = field(default_factory=dict, compare=False, repr=False)

    def each(self, kind: type[F]) -> Iterator[tuple[SourceFile, F]]:
        """Every file that has the fact, with the fact."""
        for reading in self.readings:
            found = reading.facts.get(kind)
            if found:
                yield reading.file, found  # type: ignore[misc]  # the mapping is keyed by type

    def fact(self, kind: type[P]) -> P:
        if kind not in self._facts:
            self._facts[kind] = kind.of(self)
        return self._facts[kind]  # type: ignore[return-value]  # the mapping is keyed by type

    def known(self, kind: type[P]) -> P | None:
        """The fact if somebody has asked for it before."""
        return self._facts.get(kind)  # type: ignore[return-value]  # the mapping is keyed by type

    def know(self, fact: ProjectFact) -> None:
        """Adds a fact that only the audit itself can establish."""
        self._facts[type(fact)] = fact

    def kinds(self) -> frozenset[str]:
        """The names of the file facts of which some file has any."""
        return frozenset(name_of(kind) for reading in self.readings for kind, fact in reading.facts.items() if fact)

    def looked_for(self, kinds: Iterable[str]) -> None:
        """Tells that an answer depends on whether there are file facts of these kinds."""

    def recalled(self, name: str, make: Callable[["Project"], T]) -> T:  # noqa: ARG002 - to remember it by
        """What `make` says of the project; a project that remembers may tell again what it said before."""
        return make(self)

    def notes(self, path: str) -> dict[str, str]:  # noqa: ARG002 - a project that remembers has some
        """What else was found out from this file alone; it is kept while the file is the same."""
        return {}


class CannotTell(Exception):  # noqa: N818 - it is an answer, not an error
    """The question cannot be answered here; the text says why and becomes the reason of outcome `unknown`."""


class UnusedSuppression(NamedTuple):
    """A comment that allows a debt nobody found, and why it is idle."""

    where: Place
    slug: str
    reason: str


@record
class UnusedSuppressions(ProjectFact):
    """Which suppression comments are idle? Known once all other checks have run; falsy when there is no comment."""

    comments: int
    idle: tuple[UnusedSuppression, ...]

    def __bool__(self) -> bool:
        return self.comments > 0
