"""How does a package offer names whose modules are imported only when somebody asks for the name?

    with lazily(__name__):
        from .imports import ImportGraph, Target

People, editors and type checkers read plain imports. Python notes down where each name lives, and imports the module
when the name is first asked for.
"""

import builtins
import sys
from collections.abc import Mapping, Sequence
from typing import Any


class lazily:  # noqa: N801 - read as the word after `with`
    """Every `from ... import ...` of ours under it is put off, but for a name that its own module would hide."""

    def __init__(self, package: str) -> None:
        self._space = vars(sys.modules[package])
        self._later: dict[str, _Name] = {}

    def __enter__(self) -> None:
        self._import = builtins.__import__
        builtins.__import__ = self._noted

    def __exit__(self, *_: object) -> None:
        builtins.__import__ = self._import
        self._later = {name: value for name, value in self._space.items() if isinstance(value, _Name)}
        for name in self._later:
            del self._space[name]
        self._space["__getattr__"] = self._found

    def _noted(
        self, name: str, globals: Mapping[str, object] | None = None, locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (), level: int = 0,
    ) -> Any:  # noqa: ANN401 - what `import` gives, or what stands in for it  # fmt: skip
        """Stands in for `import` while the block runs; only what the package itself writes there is put off."""
        ours = level == 1 or name.startswith("mldebt.")
        if globals is not self._space or not (ours and fromlist) or name.rpartition(".")[2] in fromlist:
            return self._import(name, globals, locals, fromlist or (), level)
        return _Module(f"{self._space['__package__']}.{name}" if level else name)

    def _found(self, name: str) -> object:
        """The package's `__getattr__` (PEP 562): asked once a name, then the name is there."""
        if name not in self._later:
            raise AttributeError(f"module {self._space['__name__']!r} has no attribute {name!r}")
        later = self._later[name]
        found = self._space[name] = getattr(__import__(later.module, fromlist=[later.name]), later.name)
        return found


class _Module:
    """A module that is not imported yet: any name can be taken from it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> "_Name":
        return _Name(self._name, name)


class _Name:
    """Where a name lives; what the package's names are while the block runs."""

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name
