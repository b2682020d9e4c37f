"""Which module of the project does an import mean, and which file can reach which?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from mldebt.model import Functions, Import, Imports, Project, ProjectFact

from .reach import Reach

FOLLOWED = 8
"""How many re-exports are followed before a name is given up."""


class Target(NamedTuple):
    """Something defined in the project: the file, and its qualified name in it (empty for the module itself)."""

    path: str
    symbol: str


_Known = dict[tuple[str, str], Target | None]


@dataclass(frozen=True)
class ImportGraph(ProjectFact):
    """`modules` maps each file without its suffix (`src/pkg/__init__` as `src/pkg`) to its path; `defined` are the
    functions of a file, and its classes that have any."""

    modules: dict[str, str]
    imports: dict[str, tuple[Import, ...]]
    defined: dict[str, frozenset[str]]

    @classmethod
    def of(cls, project: Project) -> "ImportGraph":
        paths = [reading.file.path for reading in project.readings]
        modules = {_module(path): path for path in paths if path.endswith((".py", ".ipynb"))}
        defined = {
            file.path: frozenset(function.name.partition(".")[0] for function in functions)
            for file, functions in project.each(Functions)
        }
        return cls(modules, {file.path: tuple(found) for file, found in project.each(Imports)}, defined)

    def __bool__(self) -> bool:
        return bool(self.modules)

    def resolve(self, path: str, dotted: str) -> Target | None:
        """What a full dotted name written in the file means in this project; None for anybody else's."""
        if dotted[:1] != "." and dotted.partition(".")[0] not in self._tops:  # nearly always
            return None
        return self._resolve(path, dotted, FOLLOWED, {})

    def reach(self, *paths: str) -> frozenset[str]:
        """The files themselves and all files of the project that running them imports, directly or not."""
        return _closure(paths, self._direct)

    def packages(self, paths: Iterable[str]) -> frozenset[str]:
        """The `__init__` files of the packages that the files are in, which run before them."""
        folders = {above for path in paths for above in _homes(path) if above}
        return frozenset(self.modules[folder] for folder in folders if folder in self.modules)

    @cached_property
    def onward(self) -> Reach:
        """What running a file imports, for many questions: `reach` of all files at once."""
        return Reach({path: self.direct(path) for path in self._all})

    @cached_property
    def onward_with_packages(self) -> Reach:
        """The same with the packages around each file, which run before it."""
        return Reach({path: (*self.direct(path), *self.packages([path]) - {path}) for path in self._all})

    @cached_property
    def backward(self) -> Reach:
        """What imports a file, for many questions."""
        return Reach({path: self._importers.get(path, ()) for path in self._all})

    @property
    def _all(self) -> set[str]:
        return {*self.modules.values(), *self._direct}

    def direct(self, path: str) -> tuple[str, ...]:
        """The files of the project that this file imports itself."""
        return self._direct.get(path, ())

    def is_imported(self, path: str) -> bool:
        """Some other file of the project imports it."""
        return path in self._wanted

    @cached_property
    def _importers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path, targets in self._direct.items():
            for target in targets:
                found[target].append(path)
        return found

    @cached_property
    def _wanted(self) -> frozenset[str]:
        return frozenset(target for targets in self._direct.values() for target in targets)

    @cached_property
    def _direct(self) -> dict[str, tuple[str, ...]]:
        return {path: tuple(dict.fromkeys(self._imported(path))) for path in self.imports}

    def _imported(self, path: str) -> Iterator[str]:
        for found in self.imports.get(path, ()):
            full = _joined(found.module, found.name if found.name != "*" else "")
            target = self._module_of(path, full)
            if target is not None:
                yield target[0]

    def _resolve(self, path: str, dotted: str, left: int, known: _Known) -> Target | None:
        found = self._module_of(path, dotted)
        if found is None or found in known or left == 0:
            return known.get(found) if found is not None else None
        known[found] = None  # nothing while a circle of imports is gone through
        known[found] = self._passed_on(*found, left, known)
        return known[found]

    def _passed_on(self, module: str, symbol: str, left: int, known: _Known) -> Target:
        head, _, rest = symbol.partition(".")
        if not head or head in self.defined.get(module, ()):
            return Target(module, symbol)
        bound = self._bound_in(module)
        for _, exported in sorted((*bound.get(head, ()), *bound.get("*", ()))):
            inner = _joined(exported.module, head if exported.name == "*" else exported.name)
            passed_on = self._resolve(module, f"{inner}.{rest}" if rest else inner, left - 1, known)
            if passed_on is not None and (exported.name != "*" or self._binds(passed_on)):
                return passed_on
        return Target(module, symbol)

    def _binds(self, target: Target) -> bool:
        """The file defines or imports the name, as far as anybody knows."""
        head = target.symbol.partition(".")[0]
        if head in self.defined.get(target.path, ()):
            return True
        return head in self._bound_in(target.path)

    def _bound_in(self, path: str) -> dict[str, list[tuple[int, Import]]]:
        """The imports at the top of a file by the names that they give, `*` among them, each with its number."""
        if path not in self._bound:
            found: dict[str, list[tuple[int, Import]]] = defaultdict(list)
            for number, one in enumerate(self.imports.get(path, ())):
                if one.scope == "":
                    found[_bound(one)].append((number, one))
            self._bound[path] = dict(found)
        return self._bound[path]

    @cached_property
    def _bound(self) -> dict[str, dict[str, list[tuple[int, Import]]]]:
        return {}

    def _module_of(self, path: str, dotted: str) -> tuple[str, str] | None:
        """The file of the longest module that the dotted name begins with, and what is left of the name."""
        level = len(dotted) - len(dotted.lstrip("."))
        parts = [part for part in dotted.lstrip(".").split(".") if part]
        if level:
            homes = [_up(path, level)]
        elif not parts or parts[0] not in self._tops:
            return None
        else:
            homes = _homes(path)
        for home in homes:
            found = self._below(home, parts, allow_folder=bool(level))
            if found is not None and found[0] != path:
                return found
        return None

    def _below(self, home: str, parts: list[str], allow_folder: bool) -> tuple[str, str] | None:
        for count in range(len(parts), -1 if allow_folder else 0, -1):
            module = self.modules.get("/".join((home, *parts[:count])) if home else "/".join(parts[:count]) or ".")
            if module is not None:
                return module, ".".join(parts[count:])
        return None

    @cached_property
    def _tops(self) -> frozenset[str]:
        """Every name that could begin a module of the project; most imports begin with none of them."""
        return frozenset(name for module in self.modules for name in module.split("/"))


def _module(path: str) -> str:
    """Notebooks are entry points but no modules: their key keeps the suffix."""
    if path.endswith(".ipynb"):
        return path
    bare = path.removesuffix(".py")
    return bare.rpartition("/")[0] or "." if bare.rpartition("/")[2] == "__init__" else bare


def _closure(starts: Iterable[str], arrows: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Everything that can be reached from the starts, these included."""
    seen = {*starts}
    todo = [*seen]
    while todo:
        for target in arrows.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return frozenset(seen)


def _up(path: str, level: int) -> str:
    """The folder that a relative import with so many dots begins in; the root is empty."""
    return "/".join(path.split("/")[: -level or None])


@cache
def _homes(path: str) -> list[str]:
    """Where an absolute import written in the file may begin: its folder, those above, and `src` in each of them."""
    parts = path.split("/")[:-1]
    above = ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]
    return above + [f"{folder}/src" if folder else "src" for folder in above]


def _bound(found: Import) -> str:
    """The name that the import gives to what it imports."""
    return found.alias or found.name or found.module


def _joined(module: str, name: str) -> str:
    if not name:
        return module
    return module + name if module.endswith(".") else f"{module}.{name}"
