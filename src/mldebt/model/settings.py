"""What the user decided: the configuration file and the command line, as one immutable value."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from .findings import Confidence, Severity
from .record import record


class UserError(Exception):
    """The user's mistake (a flag, a config key, a path), as one sentence that names what would have been right."""


def about(
    text: str, *, least: float | None = None, most: float | None = None, example: object = None, required: bool = False
) -> dict[str, object]:
    """Metadata of a settings field: the line that `config schema` and `config init` show for it.

    Numbers stay between `least` and `most`; `example` stands in for a default of None. What is `required` is a key of
    further tables that none of them may lack.
    """
    return {"about": text, "least": least, "most": most, "example": example, "required": required}


@record
class Section:
    """Base of the settings that one family of checks reads: a table of the configuration file such as `[licences]`.

    A check gets it by asking for its type. Field names are the configuration keys, with `-` for `_`.
    """

    key: ClassVar[str]
    row: ClassVar[type[Any] | None] = None
    """Set where the table holds further tables under names of the user's choice: what each of them is. The section
    then has a field `rows` beside those that are keys of the table itself."""
    row_example: ClassVar[str] = '"package.function"'
    """The name of such a table, as it is written in the file."""


S = TypeVar("S", bound=Section)


class Distribution(StrEnum):
    """How the audited project reaches its users, which decides what a licence asks of it."""

    INTERNAL = "internal"
    SAAS = "saas"
    SHIPPED = "shipped"
    OPEN_SOURCE = "open-source"


@record
class LicencePolicy(Section):
    """Which licences may the project's dependencies have?"""

    key = "licences"
    distribution: Distribution = field(
        default=Distribution.SHIPPED, metadata=about("How the project reaches its users")
    )
    own_licence: str = field(
        default="", metadata=about("The project's own licence as an SPDX identifier; empty: as its metadata says")
    )
    allow: tuple[str, ...] = field(default=(), metadata=about("Licence classes or SPDX identifiers that are accepted"))
    deny: tuple[str, ...] = field(
        default=(), metadata=about("Licence classes or SPDX identifiers that are not accepted")
    )
    exceptions: Mapping[str, str] = field(
        default_factory=dict,
        metadata=about(
            "Packages, models and folders that are accepted, each with the reason and perhaps `expires=YYYY-MM-DD`"
        ),
    )


@record
class SurfaceSettings(Section):
    """What is the project, where detection is wrong?"""

    key = "project"
    surfaces: tuple[str, ...] = field(
        default=(), metadata=about("What the project has (training, serving, ...); empty: detected")
    )


class IoKind(StrEnum):
    """What a function of the project's own reads or writes."""

    DATA = "data"
    MODEL = "model"


class IoScheme(StrEnum):
    """What the argument with the path holds; empty for a path or a URL."""

    PATH = ""
    TABLE = "table"
    QUERY = "query"
    STATEMENT = "statement"
    S3 = "s3"
    GS = "gs"
    HF = "hf"


@record
class IoRow:
    """A function that reads or writes data, as in `rules/io.yaml`. Positions count from 0; 99 is a keyword only."""

    reads: int = field(default=-1, metadata=about("Position of the argument that says what is read", least=-1))
    writes: int = field(default=-1, metadata=about("Position of the argument that says what is written", least=-1))
    keyword: str = field(default="", metadata=about("Name of that argument, of the one that is read where both are"))
    writes_keyword: str = field(default="", metadata=about("Name of the argument that says what is written"))
    mode: int = field(default=-1, metadata=about("Position of the argument that says whether it writes", least=-1))
    bucket: int = field(default=-1, metadata=about("Position of the argument that names the bucket", least=-1))
    bucket_keyword: str = field(default="", metadata=about("Name of the argument that names the bucket"))
    format: str = field(default="", metadata=about("Format of the data, such as parquet"))
    kind: IoKind = field(default=IoKind.DATA, metadata=about("Whether it is data or a model"))
    scheme: IoScheme = field(default=IoScheme.PATH, metadata=about("What the argument holds; empty: a path or a URL"))


@record
class EnvironmentWords(Section):
    """By which words of a bucket, a host, an account or a profile are environments told apart, beside those known?"""

    key = "environments"
    prod: tuple[str, ...] = field(default=(), metadata=about("More words that mean production"))
    staging: tuple[str, ...] = field(default=(), metadata=about("More words that mean staging"))
    dev: tuple[str, ...] = field(default=(), metadata=about("More words that mean development"))


@record
class OwnIo(Section):
    """Which functions of your own read and write data, and which argument of them is the path?"""

    key = "io"
    row = IoRow
    reads: Mapping[str, str] = field(
        default_factory=dict,
        metadata=about("Functions that read, by full name or as ?.method, each with the path's position or keyword"),
    )
    writes: Mapping[str, str] = field(
        default_factory=dict,
        metadata=about("Functions that write, by full name or as ?.method, each with the path's position or keyword"),
    )
    rows: Mapping[str, IoRow] = field(default_factory=dict)


@record
class Attestation:
    """A practice that is followed where the repository does not show it: it counts half a gap instead of a whole."""

    owner: str = field(default="", metadata=about("Who answers for it", required=True))
    evidence: str = field(
        default="", metadata=about("What shows it: a file or folder of the project, or a URL", required=True)
    )
    expires: date | None = field(
        default=None, metadata=about("The last day on which it holds, as YYYY-MM-DD", required=True)
    )


@record
class Attestations(Section):
    """Which practices are followed although the repository does not show it?"""

    key = "attest"
    row = Attestation
    row_example = "data-tests"
    rows: Mapping[str, Attestation] = field(default_factory=dict)


@record
class GateSettings:
    """The conditions under which a scan exits 1; None and empty mean "no gate"."""

    fail_under: float | None = field(
        default=None, metadata=about("Fail when the score is below this", least=0, most=100, example=60.0)
    )
    fail_on: Severity | None = field(
        default=None, metadata=about("Fail on an open finding of at least this severity", example="critical")
    )
    max_debt_minutes: int | None = field(
        default=None, metadata=about("Fail when the open findings together cost more minutes", least=0, example=2400)
    )
    fail_on_new: Severity | None = field(
        default=None, metadata=about("Fail on a new finding of at least this severity", example="high")
    )
    max_new_minutes: int | None = field(
        default=None, metadata=about("Fail when new findings together cost more minutes", least=0, example=60)
    )
    score_drop: float | None = field(
        default=None, metadata=about("Fail when a change lowers the score by more", least=0, most=100, example=0.5)
    )
    practice_lost: int | None = field(
        default=None, metadata=about("Fail when a change gives up more practices", least=0, example=0)
    )
    family_min: Mapping[str, float] = field(
        default_factory=dict, metadata=about("Fail when the score of a family is below its number", least=0, most=100)
    )
    trust_new_suppressions: bool = field(
        default=False, metadata=about("Let a change allow its own findings; else the base decides what is allowed")
    )

    @property
    def is_asked(self) -> bool:
        """Some condition can fail."""
        return replace(self, trust_new_suppressions=False) != GateSettings()


@record
class Settings:
    select: tuple[str, ...] = field(default=(), metadata=about("Rules or families to run; empty: all"))
    ignore: tuple[str, ...] = field(default=(), metadata=about("Rules or families not to run"))
    extend_select: tuple[str, ...] = field(
        default=(), metadata=about("Rules or families to run beside the selected ones")
    )
    severity: Severity = field(default=Severity.LOW, metadata=about("Report findings of at least this severity"))
    min_confidence: Confidence = field(
        default=Confidence.ADVISORY, metadata=about("Report findings of at least this confidence")
    )
    exclude: tuple[str, ...] = field(
        default=(), metadata=about("Files and folders to leave out, as patterns of a .gitignore")
    )
    max_file_kb: int = field(
        default=1024, metadata=about("Do not read larger files; notebooks may be ten times as large", least=1)
    )
    python: str = field(
        default="", metadata=about("Interpreter (or folder of an environment) whose packages tell their licences")
    )
    jobs: int = field(default=1, metadata=about("Processes that read files", least=1))
    gate: GateSettings = field(default_factory=GateSettings)
    sections: tuple[Section, ...] = ()
    files: tuple[str, ...] = ()
    config_path: str | None = None

    def section(self, kind: type[S]) -> S:
        """The section of that type as configured, or its defaults."""
        for section in self.sections:
            if isinstance(section, kind):
                return section
        return kind()
