"""Which libraries that the project leans on are no longer cared for?"""

from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Lifecycle, Lifecycles
from mldebt.model import (
    Confidence,
    Hop,
    Imports,
    JvmRequirements,
    Place,
    Project,
    ProjectFact,
    Requirements,
    RRequirements,
    Severity,
    Uses,
    according_to,
)

from .dependencies import TESTS, DependencyUse, SymbolUse
from .elsewhere import artefacts_of_jvm, packages_of_r
from .providers import Providers, symbols

GONE = frozenset({"abandoned", "deprecated", "renamed", "stub"})
SHOWN = 5
"""Uses that the evidence lists."""


class DormantLibrary(NamedTuple):
    """Such a library: where it is declared (or, where it is not, first used), and the places that use it."""

    name: str
    row: Lifecycle
    where: Place
    uses: tuple[SymbolUse, ...]
    severity: Severity
    confidence: Confidence

    @property
    def told(self) -> str:
        """What became of it, in one sentence."""
        row, name = self.row, self.name.partition(":")[2] or self.name
        since = f" since {row.since}" if row.since else ""
        match row.state:
            case "renamed":
                return f"{name} goes by another name{since}: {row.successor}"
            case "stub":
                return f"{name} is no library but a name that was left behind; what is meant is {row.successor}"
            case "deprecated":
                return f"{name} is deprecated{since}, in favour of {row.successor}"
        instead = f", in favour of {row.successor}" if row.successor else ""
        return f"{name} is unmaintained{since}{instead}"

    @property
    def hops(self) -> tuple[Hop, ...]:
        """What upstream says, and the uses."""
        source = self.row.source
        seen = f"according to {self.row.seen} ({source})" if self.row.seen else according_to(source)
        uses = (Hop(use.where, f"uses {use.symbol}") for use in self.uses[:SHOWN])
        return Hop(self.where, seen), *uses


@dataclass(frozen=True)
class DormantLibraries(ProjectFact):
    """All of them; `examined` counts the distributions that are declared or used."""

    looks_at = (Requirements, Imports, RRequirements, JvmRequirements)

    examined: int
    found: tuple[DormantLibrary, ...]

    @classmethod
    def of(cls, project: Project) -> "DormantLibraries":
        table: Lifecycles = project.table(Lifecycles)
        declared = project.fact(DependencyUse).dependencies
        found: dict[str, DormantLibrary] = {}
        for dependency in declared:
            if dependency.core and not dependency.core[0].marker and dependency.name not in found:
                uses = tuple(use for use in dependency.uses if not use.test)
                judged = _judged(dependency.name, table, dependency.core[0].where, uses)
                if judged is not None:
                    found[dependency.name] = judged
        names = {dependency.name for dependency in declared}
        imported = _imported(project, names)
        for name, used in imported.items():
            judged = _judged(name, table, used[0].where, tuple(used))
            if judged is not None:
                found[name] = judged
        others = [*packages_of_r(project), *artefacts_of_jvm(project)]
        for one in others:
            judged = _judged(one.name, table, one.where, ())
            if judged is not None:
                found[one.name] = judged._replace(severity=Severity.MEDIUM)
        return cls(len(names) + len(imported) + len(others), tuple(found[name] for name in sorted(found)))

    def __bool__(self) -> bool:
        return self.examined > 0


def _imported(project: Project, declared: set[str]) -> dict[str, list[SymbolUse]]:
    """Uses of distributions that no manifest declares, by name; tests aside."""
    providers = project.fact(Providers)
    found: dict[str, list[SymbolUse]] = {}
    for reading in project.readings:
        if reading.file.role not in TESTS:
            folder = reading.file.path.rpartition("/")[0]
            for symbol, where, guarded in symbols(reading.fact(Imports), reading.fact(Uses)):
                name = providers.undeclared(folder, symbol)
                if name and name not in declared:
                    found.setdefault(name, []).append(SymbolUse(symbol, where, guarded))
    return found


def _judged(name: str, table: Lifecycles, where: Place, uses: tuple[SymbolUse, ...]) -> DormantLibrary | None:
    """A guarded import is somebody's care for those who still have it, and no debt."""
    row = table.get(name)
    if row is None or row.state not in GONE or (uses and all(use.guarded for use in uses)):
        return None
    severity = Severity.MEDIUM if uses or row.state == "stub" else Severity.LOW
    confidence = Confidence.HIGH if row.verified or row.state in ("renamed", "stub") else Confidence.MEDIUM
    return DormantLibrary(name, row, where, uses, severity, confidence)
