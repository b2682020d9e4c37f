"""Which checks are there? Built-in ones and plugins enter by one door: the entry-point group `mldebt.checks`."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from mldebt.doors import entry_points
from mldebt.model import Check, UserError
from mldebt.roster import KINDS, remembered

GROUP = "mldebt.checks"
OURS = "mldebt.checks"


@cache
def load_checks() -> tuple[Check, ...]:
    """Every installed check, by family and slug. A plugin that cannot be imported stops the program with its name."""
    found: dict[str, Check] = {}
    for door in sorted(entry_points(group=GROUP), key=lambda door: (door.name != "mldebt", door.name)):
        try:
            package = door.load()
            brought = list(_brought(package, _origin(package, door.name)))
        except UserError:
            raise
        except Exception as problem:
            raise UserError(f"plugin {door.name!r} cannot be imported: {problem}") from problem
        for check in brought:
            if check.slug in found:
                raise UserError(f"plugin {door.name!r} brings {check.slug!r}, which {found[check.slug].origin!r} has")
            found[check.slug] = check
    return tuple(sorted(found.values(), key=lambda check: (check.family, check.slug)))


def checks_of(package: ModuleType, origin: str) -> Iterator[Check]:
    """The twins in a package: each module that has a page beside it. The folder is the family."""
    for folder in package.__path__:
        for page in sorted(Path(folder).rglob("*.md")):
            if page.with_suffix(".py").exists():
                inner = page.relative_to(folder).with_suffix("").parts
                yield _check(import_module(".".join((package.__name__, *inner))), page, origin)


def _brought(package: ModuleType, origin: str) -> Iterator[Check]:
    """Plugins are imported; ours, which are many, only where they have something to look at."""
    checks = partial(checks_of, package, origin)
    if package.__name__ == OURS:
        return iter(remembered(OURS, Path(package.__path__[0]), checks))
    return checks()


def title_and_why(page: str) -> tuple[str, str]:
    """The page's first heading and its first paragraph."""
    blocks = page.strip().split("\n\n", 2)
    why = " ".join(blocks[1].split()) if len(blocks) > 1 else ""
    return blocks[0].removeprefix("# ").strip(), why


def _origin(package: ModuleType, name: str) -> str:
    """Only our own package is built in, whatever a plugin calls its door."""
    return name if package.__name__ == OURS or name != "mldebt" else package.__name__


def _check(module: ModuleType, page: Path, origin: str) -> Check:
    from mldebt.api import Terms

    name = page.stem
    function = getattr(module, name, None)
    terms = getattr(function, "__mldebt__", None)
    if not isinstance(terms, Terms) or function is None:
        raise UserError(f"{module.__file__}: a check file defines a function {name!r} decorated with @check")
    title, why = title_and_why(page.read_text(encoding="utf-8"))
    return Check(
        slug=name.replace("_", "-"), family=page.parent.name, title=title, why=why, severity=terms.severity,
        confidence=terms.confidence, kind=terms.kind, minutes=terms.minutes, practice=terms.practice, run=function,
        needs=_needs(function, f"{module.__file__}:{function.__code__.co_firstlineno}"), page=page, roles=terms.roles,
        origin=origin,
    )  # fmt: skip


def _needs(function: Callable[..., object], where: str) -> tuple[type[Any], ...]:
    """The parameter types in order; anything that is not a need is told to the author with file and line."""
    import inspect
    from typing import get_type_hints

    try:
        hints = get_type_hints(function)
    except NameError as problem:
        raise UserError(f"{where}: {problem}; import what the annotations need at run time as well") from problem
    needs = []
    for parameter in inspect.signature(function).parameters:
        kind = hints.get(parameter)
        if not (isinstance(kind, type) and issubclass(kind, KINDS)):
            raise UserError(f"{where}: parameter {parameter!r} must be annotated with a fact, a table or a section")
        needs.append(kind)
    return tuple(needs)
