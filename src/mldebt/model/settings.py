"""What the user decided: the configuration file and the command line, as one immutable value."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from .findings import Confidence, Severity


class UserError(Exception):
    """The user's mistake (a flag, a config key, a path), as one sentence that names what would have been right."""


@dataclass(frozen=True, slots=True)
class Section:
    """Base of the settings that one family of checks reads: a table of the configuration file such as `[licenses]`.

    A check gets it by asking for its type. Field names are the configuration keys, with `-` for `_`.
    """

    key: ClassVar[str]


S = TypeVar("S", bound=Section)


@dataclass(frozen=True, slots=True)
class GateSettings:
    """The conditions under which a scan exits 1; None and empty mean "no gate"."""

    fail_under: float | None = None
    fail_on: Severity | None = None
    max_debt_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severity: Severity = Severity.LOW
    min_confidence: Confidence = Confidence.ADVISORY
    exclude: tuple[str, ...] = ()
    max_file_kb: int = 1024
    jobs: int = 1
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

    def as_dict(self) -> dict[str, Any]:
        from dataclasses import asdict

        return asdict(self)
