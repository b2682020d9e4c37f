"""Facts as JSON, and back. Only nouns that are known by name come back to life, and only through their constructors.

A value is itself where JSON has it; all else is a list that begins with what it is: 0 a tuple, 1 a frozen set, 2 a
mapping, 3 a date, 4 bytes, from 5 on a class of the list
beside it. Whatever does not fit is not kept.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from importlib import import_module
from types import MappingProxyType
from typing import Any

PLAIN = frozenset({str, int, float, bool, type(None)})
FIRST = 5


Makers = dict[str, Callable[[list[Any]], Any]]


class Unfit(Exception):  # noqa: N818 - it is a reason not to keep something
    """The value is not made of nouns, or the text is none of ours."""


class Writer:
    """Writes values; `names` are the classes met, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._ways: dict[type, Callable[[Any], Any]] = {
            tuple: lambda value: [0, *map(self.shape, value)],
            frozenset: lambda value: [1, *sorted(map(self.shape, value), key=json.dumps)],
            dict: self._mapping, MappingProxyType: self._mapping,
            date: lambda value: [3, value.isoformat()],
            bytes: lambda value: [4, value.decode("latin-1")],
        }  # fmt: skip

    def shape(self, value: Any) -> Any:  # noqa: ANN401 - any fact
        kind = type(value)
        if kind in PLAIN:
            return value
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = self._way(kind)
        return way(value)

    def _mapping(self, value: Mapping[Any, Any]) -> list[Any]:
        return [2, *([self.shape(key), self.shape(inner)] for key, inner in value.items())]

    def _way(self, kind: type) -> Callable[[Any], Any]:
        code = FIRST + len(self.names)
        shape = self.shape
        if issubclass(kind, Enum):
            self.names.append(_name(kind))
            return lambda value: [code, value.value]
        if issubclass(kind, tuple):
            self.names.append(_name(kind))
            return lambda value: [code, *map(shape, value)]
        if is_dataclass(kind) and all(field.init for field in fields(kind)):
            self.names.append(_name(kind))
            names = [field.name for field in fields(kind)]
            return lambda value: [code, *(shape(getattr(value, name)) for name in names)]
        raise Unfit(kind.__qualname__)


class Reader:
    """Reads what a Writer wrote, whose classes had these names."""

    def __init__(self, names: Iterable[str], modules: frozenset[str], known: Makers | None = None) -> None:
        """`known` are ways to make nouns that were found out before."""
        known = {} if known is None else known
        for name in names:
            if name not in known:
                known[name] = _maker(name, modules)
        self._makers = [known[name] for name in names]

    def value(self, shape: Any) -> Any:  # noqa: ANN401 - any fact
        if type(shape) is not list:
            if type(shape) is dict:
                raise Unfit("dict")
            return shape
        code = shape[0]
        if code >= FIRST:
            value, make = self.value, self._makers[code - FIRST]
            return make([inner if type(inner) is not list else value(inner) for inner in shape[1:]])
        if code == 0:
            return tuple([self.value(inner) for inner in shape[1:]])
        if code == 1:
            return frozenset(self.value(inner) for inner in shape[1:])
        if code == 2:
            return {self.value(key): self.value(inner) for key, inner in shape[1:]}
        return date.fromisoformat(shape[1]) if code == 3 else shape[1].encode("latin-1")


def _name(kind: type) -> str:
    if "<locals>" in kind.__qualname__:
        raise Unfit(kind.__qualname__)
    return f"{kind.__module__}:{kind.__qualname__}"


def is_known(module: str, modules: frozenset[str]) -> bool:
    """Nouns live in our model, in what the flow is reduced to, and where a plugin defines a fact of its own."""
    return module.startswith(("mldebt.model.", "mldebt.flow.")) or module in modules


def class_of(name: str, modules: frozenset[str]) -> type:
    """The noun of that name."""
    module, _, path = name.partition(":")
    if not is_known(module, modules) or not all(part.isidentifier() for part in path.split(".")):
        raise Unfit(name)
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part, None)
    if not isinstance(found, type) or found.__module__ != module:
        raise Unfit(name)
    return found


def _maker(name: str, modules: frozenset[str]) -> Callable[[list[Any]], Any]:
    kind: Any = class_of(name, modules)
    make: Callable[..., Any] = kind
    if issubclass(kind, tuple):
        return getattr(kind, "_make", make)  # a NamedTuple's takes a list as well
    if issubclass(kind, Enum) or is_dataclass(kind):
        return lambda parts: make(*parts)
    raise Unfit(name)
