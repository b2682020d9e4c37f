"""What are nouns made of? Frozen dataclasses with slots, whose functions are written when they are first wanted.

`dataclass` writes and compiles six functions a class and makes the class twice, which for two hundred classes takes
longer than to audit a file. `record` does what `dataclass(frozen=True, slots=True)` does: `fields`, `replace`,
`asdict`, `match`, pickling and subclasses work on it, and a test holds each of our classes against the original.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from functools import cache, partial
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_origin, overload

T = TypeVar("T")


@dataclass(frozen=True)
class _Original:
    """Lends what `dataclass` marks its own classes and their fields with."""

    one: int


_PARAMS: Any = _Original.__dataclass_params__  # type: ignore[attr-defined]  # asked of every base of a dataclass
_ORDINARY: Any = _Original.__dataclass_fields__["one"]._field_type  # type: ignore[attr-defined]  # and of every field


@overload
def record(made: type[T], /) -> type[T]: ...
@overload
def record(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(made: type[T] | None = None, /, *, kw_only: bool = False) -> type[T] | Callable[[type[T]], type[T]]:
    """Declares a class as a frozen dataclass with slots."""
    return partial(_record, kw_only=kw_only) if made is None else _record(made)


def _record(made: type[T], *, kw_only: bool = False) -> type[T]:
    space = dict(made.__dict__)
    hints = space.get("__annotations__", {})
    own = {name: (hint, space.pop(name, MISSING)) for name, hint in hints.items() if get_origin(hint) is not ClassVar}
    there = {name for base in made.__mro__[1:] for name in getattr(base, "__slots__", ())}
    for name in ("__dict__", "__weakref__"):
        space.pop(name, None)
    if space.get("__hash__") is None:
        space["__hash__"] = _hash
    space["__slots__"] = tuple(name for name in own if name not in there)
    space["__dataclass_fields__"] = _Fields(own, kw_only)
    again: Any = type(made)
    return again(made.__name__, made.__bases__, _SHARED | space)  # type: ignore[no-any-return]  # the class once more


class _Fields:
    """The fields of a class by name, made when somebody asks for them."""

    def __init__(self, own: dict[str, tuple[Any, Any]], kw_only: bool) -> None:
        self._own, self._kw_only = own, kw_only

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._owner = owner

    def __get__(self, one: object, kind: type[Any]) -> dict[str, Field[Any]]:
        found: dict[str, Field[Any]] = {}
        for base in self._owner.__mro__[:0:-1]:
            found |= getattr(base, "__dataclass_fields__", {})
        found |= {name: self._field(name, *told) for name, told in self._own.items()}
        self._owner.__dataclass_fields__ = found
        return found

    def _field(self, name: str, hint: object, default: object) -> Field[Any]:
        made: Any = default if isinstance(default, Field) else field(default=default)
        made.name, made.type, made._field_type = name, hint, _ORDINARY
        made.kw_only = self._kw_only if made.kw_only is MISSING else made.kw_only
        return made  # type: ignore[no-any-return]  # it is one, with what its class does not tell


class _MatchArgs:
    """What stands by position in a pattern, found out when there is one."""

    def __get__(self, one: object, kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - any of our classes
        names = tuple(field.name for field in kind.__dataclass_fields__.values() if not field.kw_only)
        type.__setattr__(kind, "__match_args__", names)
        return names


def _first(self: Any, *given: object, **named: object) -> None:  # noqa: ANN401 - of any class
    """Stands where `__init__` will stand from the first call on."""
    owner: Any = next(kind for kind in type(self).__mro__ if kind.__dict__.get("__init__") is _first)
    owner.__init__ = _init(owner)
    owner.__init__(self, *given, **named)


def _init(owner: type[Any]) -> Callable[..., None]:
    fields = list(owner.__dataclass_fields__.values())
    space: dict[str, Any] = {"_missing": MISSING}
    positional = [_parameter(one, space) for one in fields if not one.kw_only]
    named = [_parameter(one, space) for one in fields if one.kw_only]
    for one in fields:
        space[f"_set_{one.name}"] = getattr(owner, one.name).__set__
    parameters = ", ".join(["self", *positional, *(["*", *named] if named else [])])
    body = "".join(f"\n  _set_{one.name}(self, {_value(one)})" for one in fields)
    exec(f"def __init__({parameters}):{body or ' pass'}", space)
    made: Callable[..., None] = space["__init__"]
    made.__qualname__ = f"{owner.__qualname__}.__init__"
    return made


def _parameter(one: Field[Any], space: dict[str, Any]) -> str:
    if one.default_factory is not MISSING:
        space[f"_make_{one.name}"] = one.default_factory
        return f"{one.name}=_missing"
    if one.default is MISSING:
        return one.name
    space[f"_default_{one.name}"] = one.default
    return f"{one.name}=_default_{one.name}"


def _value(one: Field[Any]) -> str:
    made = one.default_factory is not MISSING
    return f"_make_{one.name}() if {one.name} is _missing else {one.name}" if made else one.name


@cache
def _values(kind: Any) -> Callable[[Any], object]:  # noqa: ANN401 - any of our classes
    """Gives all that counts when two of the class are compared."""
    names = [one.name for one in kind.__dataclass_fields__.values() if one.compare]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _eq(self: Any, other: object) -> Any:  # noqa: ANN401 - of any class
    if type(other) is not type(self):
        return NotImplemented
    kind: Any = type(self)
    return _values(kind)(self) == _values(kind)(other)


def _hash(self: Any) -> int:  # noqa: ANN401 - of any class
    kind: Any = type(self)
    return hash(_values(kind)(self))


def _repr(self: Any) -> str:  # noqa: ANN401 - of any class
    shown = (one.name for one in self.__dataclass_fields__.values() if one.repr)
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def _setattr(self: Any, name: str, value: object) -> None:  # noqa: ANN401 - of any class
    _refuse(self, name, "assign to")
    object.__setattr__(self, name, value)


def _delattr(self: Any, name: str) -> None:  # noqa: ANN401 - of any class
    _refuse(self, name, "delete")
    object.__delattr__(self, name)


def _refuse(one: Any, name: str, act: str) -> None:  # noqa: ANN401 - of any class
    """Only a class that was not declared as a record may have attributes of its own beside the fields."""
    if "__dataclass_fields__" in type(one).__dict__ or name in one.__dataclass_fields__:
        raise FrozenInstanceError(f"cannot {act} field {name!r}")


def _getstate(self: Any) -> list[object]:  # noqa: ANN401 - of any class
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _setstate(self: Any, state: list[object]) -> None:  # noqa: ANN401 - of any class
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


_SHARED: dict[str, Any] = {
    "__dataclass_params__": _PARAMS, "__match_args__": _MatchArgs(), "__init__": _first, "__eq__": _eq,
    "__repr__": _repr, "__setattr__": _setattr, "__delattr__": _delattr, "__getstate__": _getstate,
    "__setstate__": _setstate,
}  # fmt: skip
