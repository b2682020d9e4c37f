"""What may a configuration file contain, as a JSON Schema for editors?"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin

from mldebt.model import GateSettings, Section, Settings

from .keys import Key, keys_of
from .sections import BUILT_IN

STRING = {"type": "string"}


def schema(sections: Iterable[type[Section]] = BUILT_IN) -> dict[str, Any]:
    """The schema of mldebt.toml, made from the dataclasses that the program reads it into."""
    whole = _table(Settings, "Configuration of mldebt")
    tables: dict[str, type[Any]] = {"gate": GateSettings, **{section.key: section for section in sections}}
    for name, table in tables.items():
        whole["properties"][name] = _table(table, (table.__doc__ or name).splitlines()[0])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "mldebt", **whole}


def _table(table: type[Any], description: str) -> dict[str, Any]:
    row = getattr(table, "row", None)
    required = [key.name for key in keys_of(table) if key.required]
    return {
        "description": description,
        "type": "object",
        "additionalProperties": _table(row, (row.__doc__ or "").splitlines()[0]) if row is not None else False,
        "properties": {key.name: _value(key) for key in keys_of(table)},
        **({"required": required} if required else {}),
    }


def _value(key: Key) -> dict[str, Any]:
    value = {"description": key.about, **_kind(key)}
    if key.default is not None and not key.required:
        value["default"] = list(key.default) if isinstance(key.default, tuple) else key.default
    return value


def _kind(key: Key) -> dict[str, Any]:
    origin = get_origin(key.kind)
    if origin is tuple:
        return {"type": "array", "items": STRING}
    if origin is not None and issubclass(origin, Mapping):
        values = _number(key, "number") if get_args(key.kind)[1] is float else STRING
        return {"type": "object", "additionalProperties": values}
    if issubclass(key.kind, StrEnum):
        return {"enum": [member.value for member in key.kind]}
    if issubclass(key.kind, str):
        return STRING
    if key.kind is date:
        return {**STRING, "format": "date"}
    if key.kind is bool:
        return {"type": "boolean"}
    return _number(key, "integer" if key.kind is int else "number")


def _number(key: Key, kind: str) -> dict[str, Any]:
    bounds = {"minimum": key.least, "maximum": key.most}
    return {"type": kind, **{name: bound for name, bound in bounds.items() if bound is not None}}
