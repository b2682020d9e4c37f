"""Makes a dataclass of a mapping: does every key exist, is every value of the field's type?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import partial
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

Converter = Callable[[object], object]


class RowError(ValueError):
    """What is wrong with a row, as the end of a sentence that begins with its file and name."""


class RowBuilder:
    """Builds instances of one dataclass. A field's key in the file is its name or `metadata["key"]`."""

    __slots__ = ("_converters", "_kind", "_required")

    def __init__(self, kind: type[Any]) -> None:
        hints, known = get_type_hints(kind), fields(kind)
        self._kind = kind
        self._converters = {_key(field): (field.name, _converter(hints[field.name])) for field in known}
        self._required = [(_key(field), field.name) for field in known if _has_no_default(field)]

    def row(self, name: object, given: object, source: object = None) -> Any:  # noqa: ANN401 - the YAML door
        """A row: `name` is its key in the table, `source` serves where the row itself names none."""
        if not isinstance(name, str):
            raise RowError(f"its name is {name!r}, write it in quotes")
        if isinstance(given, dict) and "name" in given:
            raise RowError("key 'name' is unknown, the row's key is its name")
        extra = {"name": name} if source is None else {"name": name, "source": source}
        return self.value({} if given is None else given, extra)

    def value(self, given: object, extra: Mapping[str, object] = MappingProxyType({})) -> Any:  # noqa: ANN401
        """An instance made of what is given, and of `extra` where nothing is."""
        if not isinstance(given, dict):
            raise RowError(f"{given!r} should be a mapping")
        values = {}
        for key, value in {**extra, **given}.items():
            if key not in self._converters:
                raise RowError(f"key {key!r} is unknown{_did_you_mean(key, self._converters)}")
            field, convert = self._converters[key]
            try:
                values[field] = convert(value)
            except RowError as error:
                raise RowError(f"key {key!r}: {error}") from error
        for key, field in self._required:
            if field not in values:
                raise RowError(f"key {key!r} is missing")
        return self._kind(**values)


def _key(field: Field[Any]) -> str:
    key: str = field.metadata.get("key", field.name)
    return key


def _has_no_default(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _did_you_mean(key: object, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(str(key), known, n=1)
    return f", did you mean {close[0]!r}?" if close else ""


def _converter(kind: Any) -> Converter:  # noqa: ANN401 - a type expression
    """The function that checks and freezes a value for a field of that type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return partial(_choice, arguments)
    if origin is UnionType:
        return partial(_first_fit, [_converter(one) for one in arguments])
    if origin is tuple:
        return partial(_sequence, _converter(arguments[0]))
    if origin is Mapping:
        return partial(_mapping, _converter(arguments[1]))
    if is_dataclass(kind):
        return RowBuilder(kind).value  # type: ignore[arg-type]  # a class, not an instance
    return _SIMPLE[kind]


def _choice(choices: tuple[object, ...], value: object) -> object:
    if value in choices:
        return value
    wanted = ", ".join(str(choice) for choice in choices)
    raise RowError(f"{value!r} is none of {wanted}{_did_you_mean(value, [str(one) for one in choices])}")


def _first_fit(converters: list[Converter], value: object) -> object:
    for convert in converters[:-1]:
        try:
            return convert(value)
        except RowError:
            continue
    return converters[-1](value)


def _sequence(convert: Converter, value: object) -> tuple[object, ...]:
    if type(value) is not list:
        raise RowError(f"{value!r} should be a list")
    return tuple([convert(one) for one in value])


def _mapping(convert: Converter, value: object) -> Mapping[str, object]:
    if type(value) is not dict:
        raise RowError(f"{value!r} should be a mapping")
    return MappingProxyType({_text(key): convert(one) for key, one in value.items()})


def _text(value: object) -> str:
    if type(value) is not str:
        raise RowError(f"{value!r} should be text")
    return value


def _claim(value: object) -> bool:
    if type(value) is not bool:
        raise RowError(f"{value!r} should be true or false")
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise RowError(f"{value!r} should be a whole number")
    return value


def _number(value: object) -> float:
    if type(value) is float or type(value) is int:
        return float(value)
    raise RowError(f"{value!r} should be a number")


def _nothing(value: object) -> None:
    if value is not None:
        raise RowError(f"{value!r} should be empty")


_SIMPLE: dict[type[Any], Converter] = {
    str: _text, bool: _claim, int: _whole, float: _number, NoneType: _nothing,
}  # fmt: skip
