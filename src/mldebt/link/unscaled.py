"""Which models weigh columns by their size, where no step of the project before them has scaled the table?"""

from collections.abc import Iterator
from dataclasses import dataclass

from mldebt import patterns as re
from mldebt.knowledge import Transformers
from mldebt.model import Call, Calls, EstimatorSlips, Finding, Project, ProjectFact, Reading

READS = re.compile(r"^pandas\.read_\w+$")
WRITES = re.compile(r"\.(?:to_csv|to_parquet|to_excel|to_feather|to_pickle|to_sql)$")
UNKNOWN = "*"
"""The name of a table whose path nobody can tell; it may be any."""


@dataclass(frozen=True)
class UnscaledTables(ProjectFact):
    """`able` counts the files that use scikit-learn; falsy when there is none."""

    looks_at = (EstimatorSlips,)

    able: int
    found: tuple[Finding, ...]

    @classmethod
    def of(cls, project: Project) -> "UnscaledTables":
        slips = [reading for reading in project.readings if reading.fact(EstimatorSlips)]
        scaled = {reading.file.path: _tables(reading, WRITES) for reading in slips if _scales(project, reading)}
        found: list[Finding] = []
        for reading in slips:
            told = list(reading.fact(EstimatorSlips).of_kind("unscaled-features"))
            others = frozenset[str]().union(*(names for path, names in scaled.items() if path != reading.file.path))
            if told and not _meet(_tables(reading, READS), others):
                found += told
        return cls(len(slips), tuple(found))

    def __bool__(self) -> bool:
        return self.able > 0

    def findings(self) -> Iterator[Finding]:
        yield from self.found


def _scales(project: Project, reading: Reading) -> bool:
    table = project.table(Transformers)
    rows = (table.get(call.name) for call in reading.fact(Calls))
    return any(row is not None and row.effect == "scaling" for row in rows)


def _tables(reading: Reading, calls: re.Pattern[str]) -> frozenset[str]:
    """The bare names of the tables that it reads or writes."""
    return frozenset(_table(call) for call in reading.fact(Calls) if calls.search(call.name))


def _table(call: Call) -> str:
    value = call.args[0] if call.args else next((value for _, value in call.keywords), None)
    known = value is not None and value.kind in ("literal", "template")
    name = str(value.value).rpartition("/")[2] if known and value is not None else UNKNOWN
    return UNKNOWN if "*" in name else name


def _meet(reads: frozenset[str], writes: frozenset[str]) -> bool:
    """One may be what the other wrote."""
    return not reads.isdisjoint(writes) or bool(reads and UNKNOWN in writes) or bool(writes and UNKNOWN in reads)
