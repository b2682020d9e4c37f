"""Which functions may running a program come to? In doubt it does: only a plain function that nobody calls, names or
decorates is dead, as is what only dead ones call."""

from collections import defaultdict
from collections.abc import Iterator

from mldebt.model import Call, Functions, Project, Uses

from ..imports import ImportGraph
from .values import Values

BY_NAME = frozenset({"globals", "eval", "exec", "fire.Fire", "getattr"})
"""Calls that find a function by its name, in the file itself or in the module that they are given."""


class Alive:
    """Answers for one project. Functions are known by their bare names, as everywhere in link/randomness."""

    def __init__(self, project: Project, graph: ImportGraph, values: Values) -> None:
        self.graph, self.values = graph, values
        self.functions = {file.path: functions for file, functions in project.each(Functions)}
        self.uses = {file.path: uses for file, uses in project.each(Uses)}
        self._plain = {path: frozenset(_plain(found)) for path, found in self.functions.items()}
        self._alive: dict[str, frozenset[str]] = {}
        self._surely: dict[str, frozenset[str]] = {}
        self._guarded: dict[str, frozenset[str]] = {}
        self._inner: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for path in {*self.functions, *self.uses, *values.calls, *values.mentions}:
            self._note(path)

    def runs(self, start: str, path: str, scope: str, line: int) -> bool:
        """Running `start` may come to that line, in the function `scope` of the file."""
        if not scope:
            return path == start or not self.values.is_guarded(path, line)
        parts = scope.split(".")
        names = [*parts, f"{path}:{parts[0]}"]
        return parts[0] not in self._plain.get(path, ()) or not self._of(start).isdisjoint(names)

    def _of(self, start: str) -> frozenset[str]:
        if start not in self._alive:
            self._alive[start] = frozenset(self._found(start))
        return self._alive[start]

    def _note(self, path: str) -> None:
        """What running the file comes to for certain: what stands at its top, or in a class, of which nobody can tell
        who calls its methods. What it comes to where it is the program itself. And what each function comes to."""
        surely, guarded, inner = set(self._named(path)), set[str](), defaultdict[str, set[str]](set)
        for call in self.values.calls.get(path, ()):
            if not call.scope:
                (guarded if self.values.is_guarded(path, call.where.line) else surely).update(_called(path, call))
            elif call.scope.partition(".")[0] not in self._plain.get(path, ()):
                surely.update(_called(path, call))
            else:
                for part in call.scope.split("."):
                    inner[part].update(_called(path, call))
        self._surely[path], self._guarded[path] = frozenset(surely), frozenset(guarded)
        for part, names in inner.items():
            self._inner[part].append((path, frozenset(names)))

    def _found(self, start: str) -> set[str]:
        reach = self.graph.reach(start)
        alive = set(self._guarded.get(start, ()))
        alive.update(*(self._surely[path] for path in reach if path in self._surely))
        todo = list(alive)
        while todo:
            home, _, bare = todo.pop().rpartition(":")
            for path, names in self._inner.get(bare, ()):
                if path in reach and home in ("", path):
                    fresh = names - alive
                    alive |= fresh
                    todo += fresh
        return alive

    def _named(self, path: str) -> Iterator[str]:
        """Functions that are decorated, used without a call, imported and used, or found by their names."""
        yield from (_bare(one.name) for one in self.functions.get(path, ()) if one.decorated)
        yield from self.values.mentions.get(path, ())
        called = {call.name for call in self.values.calls.get(path, ())}
        yield from (_bare(use.name) for use in self.uses.get(path, ()) if use.name not in called)
        for call in self.values.calls.get(path, ()):
            if call.name in BY_NAME:
                given = str(call.args[0].value) if call.args and call.args[0].kind == "name" else ""
                target = self.graph.resolve(path, given) if given else None
                yield from self._plain.get(target.path if target is not None else path, ())


def _plain(functions: Functions) -> Iterator[str]:
    """Functions of the file that are no methods; the first part of a nested one's name is among them."""
    yield from (one.name for one in functions if "." not in one.name)


def _called(path: str, call: Call) -> Iterator[str]:
    """What it calls, and what it hands on to be called; a function of its own file with the file's path before it."""
    own = call.name.startswith(".") and call.name.count(".") == 1
    yield f"{path}:{call.name[1:]}" if own else _bare(call.name)
    for value in (*call.args, *(value for _, value in call.keywords)):
        if value.kind in ("name", "call"):
            yield _bare(str(value.value))


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
