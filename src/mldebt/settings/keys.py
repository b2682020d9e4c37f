"""Which keys does a table of the configuration have, and which values fit each?"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, NamedTuple, NoReturn, get_args, get_origin, get_type_hints

from mldebt.model import Section

from .hints import did_you_mean


class Key(NamedTuple):
    """One key as its dataclass field declares it; `kind` is the type without `| None`."""

    name: str
    field: str
    kind: Any
    default: Any
    about: str = ""
    least: float | None = None
    most: float | None = None
    example: Any = None
    required: bool = False


class Misfit(Exception):  # noqa: N818 - the caller knows the file and makes the sentence
    """The value does not fit; the text says what would."""


def keys_of(table: type[Any]) -> tuple[Key, ...]:
    """The keys of a settings dataclass; fields of Settings without `about` are none of the user's, nor are `rows`."""
    hints = get_type_hints(table)
    named = issubclass(table, Section)
    rows = {"rows"} if named and table.row is not None else set()
    found = []
    for field in fields(table):
        if field.metadata or (named and field.name not in rows):
            default = field.default_factory() if field.default_factory is not MISSING else field.default
            kind = _without_none(hints[field.name])
            found.append(Key(field.name.replace("_", "-"), field.name, kind, default, **field.metadata))
    return tuple(found)


def fitted(value: object, key: Key) -> object:
    """The value in the type of its field."""
    origin = get_origin(key.kind)
    if origin is tuple:
        return _strings(value)
    if origin is not None and issubclass(origin, Mapping):
        return _numbers(value, key) if get_args(key.kind)[1] is float else _pairs(value)
    if issubclass(key.kind, StrEnum):
        return _member(value, key.kind)
    if issubclass(key.kind, str):
        return _text(value)
    if key.kind is bool:
        return _truth(value)
    if key.kind is date:
        return _day(value)
    return _number(value, key)


def _without_none(hint: object) -> object:
    if get_origin(hint) is UnionType:
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise Misfit("a list of strings")
    return tuple(value)


def _pairs(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise Misfit("a table of strings")
    return dict(value)


def _numbers(value: object, key: Key) -> dict[str, float]:
    if not isinstance(value, dict):
        raise Misfit("a table of numbers")
    return {name: _number(item, key._replace(kind=float)) for name, item in value.items()}


def _member(value: object, kind: type[StrEnum]) -> StrEnum:
    known = [member.value for member in kind]
    if not isinstance(value, str) or value not in known:
        raise Misfit(f"one of {', '.join(known)}{did_you_mean(str(value), known)}")
    return kind(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Misfit("a string")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Misfit("true or false")
    return value


def _day(value: object) -> date:
    """TOML has dates of its own, and people write them in quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> NoReturn:
    raise Misfit("a date such as 2027-01-31")


def _number(value: object, key: Key) -> float:
    least = float("-inf") if key.least is None else key.least
    most = float("inf") if key.most is None else key.most
    accepted = int if key.kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, accepted) or not least <= value <= most:
        noun = "a whole number" if key.kind is int else "a number"
        raise Misfit(f"{noun} from {least:g} to {most:g}" if key.most is not None else f"{noun} of at least {least:g}")
    return key.kind(value)  # type: ignore[no-any-return]  # int or float, by the field's own type
