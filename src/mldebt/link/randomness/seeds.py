"""Which calls seed a generator, and when are they made? Home-made helpers are understood by what they call."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import RandomDomains, Seeders
from mldebt.model import Call, Functions, Place, Value

from .values import Values

DEEPEST = 5
"""Helpers that call helpers are followed so far."""
HELPER = re.compile(r"seed|reproducib|determinis", re.IGNORECASE)
"""What somebody else's helper that seeds is called."""
OF_OBJECTS = frozenset({"seed", "manual_seed", "manual_seed_all"})
"""Methods that seed only the object whose they are."""
READS = re.compile(r"^(?:get|load|read|generate|make|new|initial|is|next|spawn)_|seeds$|_worker|worker_", re.IGNORECASE)
"""Functions that give a seed to their caller, or seed a worker and not the program."""


class Site(NamedTuple):
    """A call that seeds the domains with a value; `scope` is the function in which it stands, empty at the top."""

    path: str
    domains: frozenset[str]
    scope: str
    where: Place


Moment = tuple[str, Place]
"""A file, and the call at its top level that seeds."""


class Seeding:
    """Where the files of a project seed. Functions are known by their bare names, as everywhere in link/randomness."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.table = values.project.table(Seeders)
        self.defined: set[str] = set()
        self.decorated: set[str] = set()
        for _, functions in values.project.each(Functions):
            for function in functions:
                bare = function.name.rpartition(".")[2]
                self.defined.add(bare)
                if function.decorated:
                    self.decorated.add(bare)
        self.everything = frozenset(values.project.table(RandomDomains).names())
        self.all_sites = {path: list(self._found(path)) for path in values.calls}
        self.helpers = frozenset(_bare(site.scope) for sites in self.all_sites.values() for site in sites if site.scope)
        self._answers: dict[str, bool] = {}

    @cached_property
    def sites(self) -> dict[str, list[Site]]:
        """For each file the calls that seed and are made at all."""
        running = ((path, [site for site in sites if self._is_made(site)]) for path, sites in self.all_sites.items())
        return {path: sites for path, sites in running if sites}

    def moments(self, site: Site) -> list[Moment] | None:
        """The top-level calls by which it is made; None where nobody can tell when it is."""
        if not site.scope:
            return [(site.path, site.where)]
        return None if "." in site.scope else self._moments(site.scope, DEEPEST)

    def _moments(self, name: str, left: int) -> list[Moment] | None:
        found: list[Moment] = []
        if name in self.decorated or name in self._handed_on or left == 0:
            return None
        for path, scope, where in self._callers.get(name, ()):
            inner: list[Moment] | None = [(path, where)]
            if scope:
                inner = None if "." in scope else self._moments(scope, left - 1)
            if inner is None:
                return None
            found += inner
        return found

    def _found(self, path: str) -> Iterator[Site]:
        for call in self.values.calls[path]:
            row = self.table.get(call.name)
            if row is not None and not row.attribute:
                value = call.argument(row.seed_position, row.seed)
                by_default = row.by_default and value is None
                if by_default or self.values.is_given(path, call, row.seed, row.seed_position):
                    yield Site(path, frozenset(row.domains), call.scope, call.where)
            elif row is None and self._is_unknown_helper(path, call):
                yield Site(path, self.everything, call.scope, call.where)
        for slip in self.values.slips.get(path, ()):
            name, _, scope = slip.subject.partition("|")
            row = self.table.get(name) if slip.kind == "seed" else None
            if row is not None and slip.message != "None":
                yield Site(path, frozenset(row.domains), scope, slip.where)

    def _is_unknown_helper(self, path: str, call: Call) -> bool:
        """It is named like a helper that seeds, and nobody here can look into it: it may seed everything."""
        root, name = call.name.partition(".")[0], call.name.rpartition(".")[2]
        if not HELPER.search(name) or READS.search(name) or name[:1].isupper() or name in self.defined:
            return False
        if (name in OF_OBJECTS and root in ("", "?", name)) or root in self._known:
            return False
        return not self._is_by_chance(path, call)

    @cached_property
    def _known(self) -> frozenset[str]:
        """Libraries whose every function that seeds stands in the table."""
        return frozenset({"numpy", "random", "torch", "tensorflow", "keras", "sklearn"}) & {
            row.name.partition(".")[0] for row in self.table
        }

    def _is_by_chance(self, path: str, call: Call) -> bool:
        """A helper is told None or the clock, so it seeds nothing."""
        value: Value | None = next((value for key, value in call.keywords if "seed" in key), None)
        value = call.args[0] if value is None and call.args else value
        return value is not None and self.values.is_chance(path, call, value)

    def _is_made(self, site: Site) -> bool:
        """It stands at the top or in a method, or in a function that is run."""
        return not site.scope or "." in site.scope or self._runs(site.scope, DEEPEST)

    def _runs(self, name: str, left: int) -> bool:
        """Somebody runs the function: at the top level, as a decorator, by being handed it, or from one that runs."""
        if name in self._answers:
            return self._answers[name]
        self._answers[name] = False  # while a circle of helpers is gone through
        runs = name in self.decorated or name in self._handed_on or any(
            not scope or "." in scope or left == 0 or not self._only_seeds(path, scope) or self._runs(scope, left - 1)
            for path, scope, _ in self._callers.get(name, ())
        )  # fmt: skip
        self._answers[name] = runs
        return runs

    def _only_seeds(self, path: str, scope: str) -> bool:
        """The function is a helper that seeds and does nothing else, so it is not a program's main function."""
        own = [call for call in self.values.calls[path] if call.scope == scope]
        return all(call.name in self.table or _bare(call.name) in self.helpers or "." not in call.name for call in own)

    @cached_property
    def _callers(self) -> dict[str, list[tuple[str, str, Place]]]:
        """Who calls each helper, and each function that calls one, and so on."""
        found: dict[str, list[tuple[str, str, Place]]] = {}
        wanted = {name for name in self.helpers if name}
        for _ in range(DEEPEST):
            fresh: dict[str, list[tuple[str, str, Place]]] = defaultdict(list)
            for path, calls in self.values.calls.items() if wanted else ():
                for call in calls:
                    name = call.name.rpartition(".")[2]
                    if name in wanted and call.name not in self.table and not self._is_by_chance(path, call):
                        fresh[name].append((path, call.scope, call.where))
            found |= fresh
            scopes = {scope for callers in fresh.values() for _, scope, _ in callers if scope and "." not in scope}
            wanted = scopes - found.keys()
        return found

    @cached_property
    def _handed_on(self) -> frozenset[str]:
        """Functions that are given to somebody who may call them."""
        if not self.helpers:
            return frozenset()
        given = (
            value for calls in self.values.calls.values() for call in calls
            for value in (*call.args, *(value for _, value in call.keywords)) if value.kind == "name"
        )  # fmt: skip
        return frozenset(str(value.value).rpartition(".")[2] for value in given)


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
