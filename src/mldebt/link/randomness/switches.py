"""Where does a program that seeds its generators let a library choose algorithms that differ from run to run?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mldebt.knowledge import Switch, Switches
from mldebt.model import Finding, Hop, Imports, Place, Project, ProjectFact

from .programs import Programs
from .seeds import Site


class Set(NamedTuple):
    """A switch that is set: `value` as written, `?` where it is not known."""

    row: Switch
    value: str
    where: Place
    scope: str


@dataclass(frozen=True)
class LooseSwitches(ProjectFact):
    """`able` counts the files that import a library with such switches; each of `found` with the seed that shows what
    is meant."""

    looks_at = (Imports,)

    able: int
    found: tuple[tuple[Set, Place], ...]

    @classmethod
    def of(cls, project: Project) -> "LooseSwitches":
        programs = project.fact(Programs)
        known = {path: list(_set(programs, path)) for path in programs.values.paths}
        found = []
        for path, switches in sorted(known.items()):
            loose: dict[str, Set] = {}
            for one in switches:
                if one.value == str(one.row.loose):
                    loose.setdefault(one.row.name, one)
            for one in loose.values():
                seed = _careful(programs, known, path, one)
                if seed is not None:
                    found.append((one, seed.where))
        return cls(programs.values.importing(project.table(Switches).names()), tuple(found))

    def __bool__(self) -> bool:
        return self.able > 0

    def findings(self) -> Iterator[Finding]:
        for one, seed in self.found:
            last = one.row.name.rpartition(".")[2]
            name = f"{one.row.argument} of {last}" if one.row.argument else last
            message = f"{name} is {one.value}, which {one.row.because}, although the program seeds its generators"
            hops = (Hop(seed, "seeds the generator"),)
            yield Finding(one.where, message, hops, one.row.name, fix=f"write {one.row.strict}")


def _set(programs: Programs, path: str) -> Iterator[Set]:
    table = programs.project.table(Switches)
    for slip in programs.values.slips.get(path, ()):
        name, _, scope = slip.subject.partition("|")
        row = table.get(name) if slip.kind == "switch" else None
        if row is not None and not row.argument:
            yield Set(row, slip.message, slip.where, scope)
    for call in programs.values.calls.get(path, ()):
        row = table.get(call.name)
        value = call.argument(row.position, row.argument) if row is not None and row.argument else None
        if row is not None and value is not None:
            yield Set(row, str(value.value) if value.kind == "literal" else "?", call.where, call.scope)


def _careful(programs: Programs, known: dict[str, list[Set]], path: str, loose: Set) -> Site | None:
    """A seed of the same generator in a program that runs both, unless the program also sets the switch otherwise, so
    that there is a choice."""
    row = loose.row
    for start in sorted(programs.starts(path, at_top=True)):
        wide = programs.graph.onward_with_packages
        near = wide.paths(wide.reached(start) & wide.of(known))
        if any(one.row == row and one.value != str(row.loose) for path in near for one in known[path]):
            return None
        live = programs.live(start)
        if not live.intersection(loose.scope.split(".")):
            continue
        sites = (site for path in programs.seeding_below([start]) for site in programs.seeding.sites[path])
        known_sites = (site for site in sites if live.intersection(site.scope.split(".")))
        seed = next((site for site in known_sites if row.domain in site.domains), None)
        if seed is not None:
            return seed
    return None
