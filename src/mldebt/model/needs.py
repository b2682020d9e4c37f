"""What does a check ask for? A type or, where nobody has imported its module yet, the name of one."""

import sys
from importlib import import_module
from typing import Any

from .record import record


@record
class Named:
    """A type that a check asks for, known before its module is imported; `kind` is the base class that it has.

    What a fact of the project `looks_at` is known with it, so that it is not asked where it has nothing to look at.
    """

    kind: type[Any]
    module: str
    name: str
    looks_at: tuple["Named", ...] = ()


Need = type[Any] | Named


def is_a(need: Need, kind: type[Any] | tuple[type[Any], ...]) -> bool:
    return issubclass(need.kind if isinstance(need, Named) else need, kind)


def name_of(need: Need) -> str:
    """The full name of the type, imported or not."""
    return f"{need.module}.{need.name}" if isinstance(need, Named) else f"{need.__module__}.{need.__name__}"


def asks_for(needs: tuple[Need, ...], wanted: type[Any]) -> bool:
    """One of the needs is that very type."""
    return any(at_hand(need) is wanted for need in needs)


def at_hand(need: Need) -> type[Any] | None:
    """The type; None while its module is not imported, so that nobody can have made anything of that type."""
    if not isinstance(need, Named):
        return need
    module = sys.modules.get(need.module)
    return None if module is None else getattr(module, need.name, None)


def imported(need: Need) -> type[Any]:
    """The type, whose module is imported where that has not been done."""
    if not isinstance(need, Named):
        return need
    found: type[Any] = getattr(import_module(need.module), need.name)
    return found
