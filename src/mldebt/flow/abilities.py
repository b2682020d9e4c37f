"""Which functions may learn, divide or judge, by themselves or by what they call?

Methods are taken for what they are called, whoever they are called on, among files that import one another; so the
answer errs towards yes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from mldebt.knowledge import CrossValidators, FrameOperations, Metrics, Splitters
from mldebt.model import HelperProgram, Lend, Place, Program
from mldebt.model.program import Calling, Define, Function

from .shapes import OF_NETWORKS, definitions
from .tools import FITS, FITS_AND_RESULTS, JUDGES, RESAMPLES, SCORES

LEARNS, DIVIDES, ASKS, PREPARES, SCORES_ROWS, IS_NETWORK = 1, 2, 4, 8, 16, 32
MOVES = LEARNS | DIVIDES | PREPARES | SCORES_ROWS
ALL = MOVES | IS_NETWORK
BY_METHOD = {
    **dict.fromkeys(OF_NETWORKS, IS_NETWORK),
    **dict.fromkeys(JUDGES, ASKS),
    **dict.fromkeys(SCORES, ASKS | SCORES_ROWS),
    **dict.fromkeys(RESAMPLES | FITS_AND_RESULTS | {"adapt", "fit_on_texts"}, PREPARES),
    **dict.fromkeys(FITS, LEARNS | ASKS),  # it may be given rows to be judged on
    "backward": LEARNS | ASKS,
}
BY_NAME = {"?.split": PREPARES}
"""Who is given a splitter does not make it, so a split needs more than this."""
Programs = Mapping[str, Program | HelperProgram]
Locate = Callable[[str, str], tuple[str, str] | None]
"""(file, full dotted name) -> file and qualified name of what it means in the project."""
Direct = Callable[[str], Iterable[str]]
"""The files of the project that a file imports itself."""
Key = tuple[str, str]
"""A file and a qualified name in it, or `*` with one of several files that belong together and the name of a method."""
Node = tuple[Key, Key | None, Iterable[str]]


class Abilities:
    """`known` says what the project's own functions can do, `files` what everything in a file can."""

    def __init__(self, known: Mapping[Key, int], files: Mapping[str, int], names: "_Names") -> None:
        self._known = known
        self._files = files
        self._names = names
        self._moving: dict[Place, bool] = {}

    def moves(self, function: Function) -> bool:
        """It may fit or divide something, by itself or by what it calls."""
        where = function.where
        if where not in self._moving:
            self._moving[where] = bool(self._of(where.path, function) & MOVES)
        return self._moving[where]

    def _of(self, path: str, function: Function) -> int:
        """Those of a function inside another one are asked for here."""
        known = self._known.get((path, function.qualified))
        if known is not None:
            return known
        found = 0
        for name in function.calls:
            said, key = self._names.meaning(path, name)
            found |= said | (self._known.get(key, 0) if key is not None else 0)
        return found

    def may_leak(self, path: str, *, whole: bool) -> bool:
        """Following the file could tell something: somebody learns and is judged, or rows are divided for either."""
        found = self._files.get(path, 0) if whole else self._known.get((path, ""), 0)
        learns, asks = bool(found & LEARNS), bool(found & (ASKS | IS_NETWORK))
        return (learns and asks) or (bool(found & DIVIDES) and (learns or asks))


def abilities_of(programs: Programs, locate: Locate, direct: Direct, lend: Lend) -> Abilities:
    """The abilities of every function of these files."""
    homes = _together(programs, direct)
    nodes = [node for path, program in programs.items() for node in _nodes(path, homes[path], program)]
    names = _Names(homes, frozenset(key for key, _, _ in nodes), locate, lend)
    callers: dict[Key, list[Key]] = defaultdict(list)
    known: dict[Key, int] = defaultdict(int)
    for key, alias, calls in nodes:
        found = known[key]
        if alias is not None:
            callers[key].append(alias)
        for name in calls:
            said, called = names.meaning(key[0], name)
            found |= said
            if called is not None:
                callers[called].append(key)
        known[key] = found
    _handed_up(known, callers)
    files: dict[str, int] = defaultdict(int)
    for (path, _), found in known.items():
        files[path] |= found
    return Abilities(known, files, names)


def _handed_up(known: dict[Key, int], callers: Mapping[Key, list[Key]]) -> None:
    """Whoever calls something can do what that can do."""
    waiting = [key for key, found in known.items() if found]
    while waiting:
        key = waiting.pop()
        for caller in callers.get(key, ()):
            if known[caller] | known[key] != known[caller]:
                known[caller] |= known[key]
                waiting.append(caller)


def _together(paths: Iterable[str], direct: Direct) -> dict[str, str]:
    """Of the files that import one another, directly or not and in whatever direction, one for all of them."""
    above = {path: path for path in paths}

    def first(path: str) -> str:
        while above[path] != path:
            above[path] = above[above[path]]  # every other step is saved the next time
            path = above[path]
        return path

    for path in above:
        for other in direct(path):
            if other in above:
                above[first(other)] = first(path)
    return {path: f"*{first(path)}" for path in above}


def _nodes(path: str, home: str, program: Program | HelperProgram) -> Iterator[Node]:
    """The module itself, its functions and classes; whether they are known as methods too, and what they call. A class
    makes an instance."""
    for step in program:
        if isinstance(step, Calling):
            yield (path, ""), None, step.calls
    for step in definitions(tuple(program)):
        if isinstance(step, Define):
            yield (path, step.name), None, step.function.calls
            continue
        for method in step.methods:
            name = method.qualified.rpartition(".")[2]
            yield (path, method.qualified), (home, name) if name != "__init__" else None, method.calls
        bases = step.imported or tuple(f".{base}" for base in step.bases)
        yield (path, step.qualified), None, (f".{step.qualified}.__init__", *bases)


class _Names:
    """What the names of calls mean, each asked for once."""

    def __init__(self, homes: Mapping[str, str], own: frozenset[Key], locate: Locate, lend: Lend) -> None:
        self._homes = homes
        self._own = own
        self._locate = locate
        self._last = frozenset(name.rpartition(".")[2] for _, name in own) - {""}
        self._tables = ((lend(Splitters), DIVIDES), (lend(CrossValidators), ALL), (lend(Metrics), ASKS))
        self._operations = lend(FrameOperations)
        self._known: dict[str, tuple[int, str | None]] = {}

    def meaning(self, path: str, name: str) -> tuple[int, Key | None]:
        """What the name says by itself, and what it means in the project, if anything there is called so."""
        known = self._known.get(name)
        if known is None:
            last = name.rpartition(".")[2].removeprefix("&")
            known = self._known[name] = (self._said(name), last if last in self._last else None)
        said, last_name = known
        return said, self._key(path, name, last_name) if last_name is not None else None

    def _key(self, path: str, name: str, last: str) -> Key | None:
        """What the file defines, what it imports, else any method of that name."""
        if name[0] == "&":
            return (path, last)
        own = (path, name.removeprefix("."))
        if own in self._own or "." not in name:
            return own
        if name[0] != "?":
            found = self._locate(path, name)
            if found in self._own:
                return found
            if found is None and name[0] != ".":
                return None
        return (self._homes[path], last)

    def _said(self, name: str) -> int:
        method = name.rpartition(".")[2]
        said = BY_NAME.get(name, 0) | (BY_METHOD.get(method, 0) if "." in name else 0)
        for table, ability in self._tables:
            if name in table or f"?.{method}" in table:
                said |= ability
        for key in (name, f".{method}"):
            operation = self._operations.get(key)
            if operation is not None and operation.effect in ("train", "evaluate"):
                said |= LEARNS | ASKS
        return said
