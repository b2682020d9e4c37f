"""Who runs a step, directly or not: a script, a Makefile, a stage file, a flow?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .artefact_steps import Steps
from .reach import Reach


class Drivers:
    """Answers for all steps of a project. A driver runs or imports something; it drives itself as well."""

    def __init__(self, known: Steps) -> None:
        direct: dict[str, set[str]] = defaultdict(set)
        for driver in {*known.drives, *known.imports.imports}:
            for step in (driver, *known.drives.get(driver, ()), *known.imports.direct(driver)):
                direct[step].add(driver)
        self._upward = Reach({step: sorted(drivers) for step, drivers in direct.items()})
        self._all = self._upward.of({*known.drives, *known.imports.imports})

    def of(self, step: str) -> int:
        """All that drive the step, as a set whose common members `&` finds."""
        return self._upward.reached(step) & self._all

    def named(self, step: str) -> Iterator[str]:
        """The same by their names."""
        return self._upward.paths(self.of(step))

    def owner(self, steps: Iterable[str]) -> str:
        """The first that drives them all; empty if nothing does."""
        common = self._all
        for step in steps:
            common &= self.of(step)
        return next(self._upward.paths(common), "")
