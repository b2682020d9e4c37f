"""Which calls differ from run to run even where every generator is seeded?"""

from collections.abc import Iterator
from dataclasses import dataclass

from mldebt.knowledge import Scalar, Unseedable, Unseedables
from mldebt.model import Call, Confidence, Finding, Hop, Imports, Project, ProjectFact, Severity

from .fact import SHOWN
from .programs import Programs


@dataclass(frozen=True)
class UnseedableCalls(ProjectFact):
    """`able` counts the files that import a library with such calls; `found` are those that are not mended, one group a
    file and row."""

    looks_at = (Imports,)

    able: int
    found: tuple[tuple[Unseedable, tuple[Call, ...]], ...]

    @classmethod
    def of(cls, project: Project) -> "UnseedableCalls":
        programs, table = project.fact(Programs), project.table(Unseedables)
        found = []
        for path, calls in sorted(programs.values.calls.items()):
            groups: dict[str, list[Call]] = {}
            for call in calls:
                row = table.get(call.name)
                if row is not None and _differs(row, call):
                    groups.setdefault(row.because, []).append(call)
            for group in groups.values():
                row = table[group[0].name]
                if _matters(programs, row, path, group):
                    found.append((row, tuple(group)))
        return cls(programs.values.importing(table.names()), tuple(found))

    def __bool__(self) -> bool:
        return self.able > 0

    def findings(self) -> Iterator[Finding]:
        for row, calls in self.found:
            name = row.name.rpartition(".")[2] if row.kind == "learns" else row.name
            message = f"{name} differs from run to run, seeded or not: {row.because}"
            hops = tuple(Hop(call.where, f"{call.name} does so") for call in calls[:SHOWN]) if len(calls) > 1 else ()
            found = Finding(calls[0].where, message, hops, row.name, fix=f"use {row.fix}")
            asks = Finding(
                found.where, message, hops, row.name, Severity.LOW, Confidence.ADVISORY, fix=found.fix
            )  # fmt: skip
            yield found if row.kind == "learns" else asks


def _differs(row: Unseedable, call: Call) -> bool:
    """Nothing in the call excuses it, and nothing in it is unknown that might."""
    if call.splat or any(_may_be(call, name, values) for name, values in row.unless.items()):
        return False
    return not row.when or any(_is(call, name, values) for name, values in row.when.items())


def _may_be(call: Call, name: str, values: tuple[Scalar, ...]) -> bool:
    value = call.keyword(name)
    if value is None:
        return False
    if value.kind == "none":
        return None in values
    return not values or value.kind != "literal" or value.value in values


def _is(call: Call, name: str, values: tuple[Scalar, ...]) -> bool:
    value = call.keyword(name)
    if value is None or value.kind == "none":
        return False
    return not values or (value.kind == "literal" and value.value in values)


def _matters(programs: Programs, row: Unseedable, path: str, calls: list[Call]) -> bool:
    """A program runs it; where it only asks a model, one that measures or learns something."""
    starts = programs.starts(path, at_top=any(not call.scope for call in calls))
    return any(row.kind == "learns" or programs.learns(start, or_measures=True) for start in starts)
