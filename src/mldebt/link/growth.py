"""Which functions have become more complex than they were in the tree that this one is compared with?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mldebt.knowledge import Thresholds
from mldebt.model import AUDITED, BaseFunctions, Function, Functions, Project, ProjectFact, record

ByPath = Mapping[str, tuple[Function, ...]]


class Growth(NamedTuple):
    """A function as it is now, and its complexity before; `moved_from` is the path it had then, if another."""

    function: Function
    before: int
    moved_from: str = ""


@record
class ComplexityGrowth(ProjectFact):
    """`compared` says that there is a tree to compare with; falsy when there is none."""

    compared: bool
    grown: tuple[Growth, ...]

    @classmethod
    def of(cls, project: Project) -> "ComplexityGrowth":
        base, limits = project.fact(BaseFunctions), project.table(Thresholds)
        if not base:
            return cls(False, ())
        now = {file.path: tuple(found) for file, found in project.each(Functions) if file.role in AUDITED}
        limit, step = int(limits["complexity"].value), int(limits["complexity_growth"].value)
        return cls(True, tuple(grown(base.functions, now, limit, step)))

    def __bool__(self) -> bool:
        return self.compared


def grown(before: ByPath, now: ByPath, limit: int, step: int) -> Iterator[Growth]:
    """Functions that are over the limit and at least `step` over what they were. A new function has not grown."""
    left = _only_in(before, now)
    for path, functions in sorted(now.items()):
        known = _by_name(before.get(path, ()))
        for function in functions:
            if function.complexity <= limit:
                continue
            old, came_from = known.get(function.name), ""
            if old is None and len(left[function.name]) == 1:
                came_from, old = left[function.name][0]
            if old is not None and function.complexity - old.complexity >= step:
                yield Growth(function, old.complexity, came_from)


def _by_name(functions: tuple[Function, ...]) -> dict[str, Function]:
    """Of several functions of one name the most complex counts, so that a choice between them is no growth."""
    found: dict[str, Function] = {}
    for function in functions:
        if function.name not in found or function.complexity > found[function.name].complexity:
            found[function.name] = function
    return found


def _only_in(before: ByPath, now: ByPath) -> dict[str, list[tuple[str, Function]]]:
    """By qualified name the functions that are no longer where they were: one of them may have been moved."""
    left: dict[str, list[tuple[str, Function]]] = defaultdict(list)
    for path, functions in before.items():
        here = {function.name for function in now.get(path, ())}
        for name, function in _by_name(functions).items():
            if name not in here:
                left[name].append((path, function))
    return left
