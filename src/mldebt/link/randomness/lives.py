"""Which names does running a program come to? What is called, or handed on to be called, from function to function.

Each file is looked at once; a program then only joins what its files say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from mldebt.model import Call, Functions, Project

from ..imports import ImportGraph
from .values import Values

CALLED_WITH_CLASS = (".__init__", ".__call__", ".forward")
"""Methods that run when the class or its object is called."""
Names = frozenset[str]


class Lives:
    """Answers for one project. Functions are known by their bare names, as everywhere in link/randomness."""

    def __init__(self, project: Project, graph: ImportGraph, values: Values) -> None:
        self._graph = graph
        self._functions = {file.path: functions for file, functions in project.each(Functions)}
        self._tops: dict[str, tuple[Names, Names]] = {}
        self._below: dict[str, list[tuple[str, Names]]] = defaultdict(list)
        self._known: dict[str, Names] = {}
        for path, calls in values.calls.items():
            self._note(path, calls, values)

    def of(self, entry: str) -> Names:
        """The bare names, and the empty one for the top."""
        if entry not in self._known:
            self._known[entry] = frozenset(self._found(entry)) | {""}
        return self._known[entry]

    def _note(self, path: str, calls: Iterable[Call], values: Values) -> None:
        """What the file calls at its top, there behind a guard, and in each function."""
        top, guarded, inner = set[str](), set[str](), defaultdict[str, set[str]](set)
        for call in calls:
            if call.scope:
                for scope in _scopes(call.scope):
                    inner[scope].update(_named(call))
            elif values.is_guarded(path, call.where.line):
                guarded.update(_named(call))
            else:
                top.update(_named(call))
        self._tops[path] = (frozenset(top), frozenset(guarded))
        for scope, names in inner.items():
            self._below[scope].append((path, frozenset(names)))

    def _found(self, entry: str) -> set[str]:
        reach = self._graph.reach(entry)
        live: set[str] = set()
        for path in reach & self._tops.keys():
            top, guarded = self._tops[path]
            live |= top | guarded if path == entry else top
        todo = [*live, *self._hooks(entry)]
        while todo:
            for path, names in self._below.get(todo.pop(), ()):
                if path in reach:
                    fresh = names - live
                    live |= fresh
                    todo += fresh
        return live

    def _hooks(self, entry: str) -> list[str]:
        """Functions of the entry that a library may call: commands, hooks."""
        return [one.name.rpartition(".")[2] for one in self._functions.get(entry, ()) if one.decorated]


def _scopes(scope: str) -> Iterator[str]:
    yield scope.rpartition(".")[2]
    if scope.endswith(CALLED_WITH_CLASS):
        yield scope.split(".")[-2]


def _named(call: Call) -> Iterator[str]:
    yield call.name.rpartition(".")[2]
    for value in (*call.args, *(value for _, value in call.keywords)):
        if value.kind in ("name", "call"):
            yield str(value.value).rpartition(".")[2]
