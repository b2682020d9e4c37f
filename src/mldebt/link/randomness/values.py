"""What is a seed, and what comes from the clock? Also the calls of each file, which everybody here looks at."""

from collections.abc import Iterable
from functools import cached_property

from mldebt.knowledge import Clocks
from mldebt.model import Call, Calls, ChanceSlips, Imports, Place, Project, Value


class Values:
    """What the files of one project say; lives as long as the question is asked."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.calls = {file.path: calls for file, calls in project.each(Calls)}
        self.slips = {file.path: slips for file, slips in project.each(ChanceSlips)}
        self.roots = {
            file.path: frozenset(found.module.partition(".")[0] for found in imports)
            for file, imports in project.each(Imports)
        }
        self._pauses: dict[str, frozenset[Place]] = {}
        self.paths = sorted(self.calls.keys() | self.slips.keys())
        self._clocks = project.table(Clocks)

    def importing(self, names: Iterable[str]) -> int:
        """How many files import a library of which one of the full names is."""
        wanted = {name.partition(".")[0] for name in names}
        return sum(bool(roots & wanted) for roots in self.roots.values())

    def pauses(self, path: str) -> frozenset[Place]:
        """The calls of a file in whose arguments a time to wait is made up: `sleep(random.random())`."""
        if path not in self._pauses:
            calls = self.calls.get(path, ())
            sleeps = {call.where.line: call.where for call in calls if call.name.rpartition(".")[2] == "sleep"}
            inside = (call.where for call in calls if _holds(sleeps.get(call.where.line), call.where))
            self._pauses[path] = frozenset(inside) if sleeps else frozenset()
        return self._pauses[path]

    @cached_property
    def looks(self) -> dict[str, frozenset[Place]]:
        """For each file the draws whose result is only shown."""
        return {
            path: frozenset(slip.where for slip in slips if slip.kind == "look") for path, slips in self.slips.items()
        }

    @cached_property
    def splits(self) -> dict[str, dict[Place, str]]:
        """For each file the draws by which rows are divided by hand, and their full names."""
        return {
            path: {slip.where: slip.subject for slip in slips if slip.kind == "split"}
            for path, slips in self.slips.items()
        }

    @cached_property
    def mentions(self) -> dict[str, frozenset[str]]:
        """For each file those of its functions that it names without calling them."""
        return {
            path: frozenset(slip.subject for slip in slips if slip.kind == "mention")
            for path, slips in self.slips.items()
        }

    def is_guarded(self, path: str, line: int) -> bool:
        """The line runs only where the file is the program itself."""
        return any(first <= line <= last for first, last in self._guards.get(path, ()))

    @cached_property
    def _guards(self) -> dict[str, list[tuple[int, int]]]:
        return {
            path: [(slip.where.line, slip.where.end_line) for slip in slips if slip.kind == "guard"]
            for path, slips in self.slips.items()
        }

    def is_given(self, path: str, call: Call, name: str, position: int) -> bool:
        """A seed is there and is neither None nor the clock. A variable is somebody's decision, hence a seed."""
        value = call.argument(position, name) if name else None
        return call.splat if value is None else not self.is_chance(path, call, value)

    def is_chance(self, path: str, call: Call, value: Value) -> bool:
        """The argument is None, which asks for chance, or is made of the clock."""
        if value.kind == "none" or (value.kind == "call" and value.value in self._clocks):
            return True
        names, places = self._timed.get(path, (frozenset(), frozenset()))
        if value.kind == "name":
            return f"{call.scope}|{value.value}" in names or f"|{value.value}" in names
        return value.kind in ("call", "other") and call.where in places

    @cached_property
    def _timed(self) -> dict[str, tuple[frozenset[str], frozenset[Place]]]:
        """For each file the names bound to the clock, and the calls in whose arguments it is."""
        found = {}
        for path, slips in self.slips.items():
            names = frozenset(slip.subject for slip in slips if slip.kind == "clock" and slip.subject)
            places = frozenset(slip.where for slip in slips if slip.kind == "clock" and not slip.subject)
            if names or places:
                found[path] = (names, places)
        return found


def _holds(outer: Place | None, inner: Place) -> bool:
    """The inner place lies within the outer one, which begins on the same line."""
    if outer is None or inner.cell != outer.cell:
        return False
    return outer.column <= inner.column and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
