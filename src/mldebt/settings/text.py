"""How do settings look as a configuration file?"""

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any

from mldebt.model import Section, Settings

from .keys import Key, keys_of
from .sections import BUILT_IN

HEADER = """\
# Settings of mldebt. What is commented out shows the default, or an example where there is none.
# In a pyproject.toml the same keys stand under [tool.mldebt], the tables under [tool.mldebt.gate] and so on.
"""


def starter(sections: Iterable[type[Section]] = BUILT_IN) -> str:
    """A configuration file to begin with: every key, explained and commented out."""

    def line(_: object, key: Key) -> str:
        value = key.example if key.default is None else key.default
        return f"# {key.about}{_choices(key)}\n# {key.name} = {_toml(value)}"

    return HEADER + "\n" + _file(Settings(), tuple(section() for section in sections), line, "\n\n")


def as_toml(settings: Settings, sections: Iterable[type[Section]] = BUILT_IN) -> str:
    """The settings in force; what is not set is a comment."""

    def line(table: object, key: Key) -> str:
        value = getattr(table, key.field)
        return f"# {key.name} is not set" if value is None else f"{key.name} = {_toml(value)}"

    return _file(settings, tuple(settings.section(section) for section in sections), line, "\n")


def _file(settings: Settings, sections: Iterable[Section], line: Callable[[object, Key], str], gap: str) -> str:
    blocks = [gap.join(_lines(settings, line))]
    named: tuple[tuple[str, Any], ...] = (("gate", settings.gate), *((section.key, section) for section in sections))
    for name, table in named:
        blocks.append(f"[{name}]\n" + gap.join(_lines(table, line)))
        if getattr(table, "row", None) is not None:
            rows = [f"[{name}.{_toml(key)}]\n" + gap.join(_lines(row, line)) for key, row in table.rows.items()]
            blocks += rows or [_explained(name, table)]
    return "\n\n".join(blocks) + "\n"


def _explained(name: str, table: Any) -> str:  # noqa: ANN401 - a section with rows, of which there are none
    """What could stand in further tables below a table."""
    keys = "\n".join(f"#   {key.name}: {key.about}{_choices(key)}" for key in keys_of(table.row))
    about = (table.row.__doc__ or "").splitlines()[0]
    some = "these keys" if any(key.required for key in keys_of(table.row)) else "some of these keys"
    return f"# {about}\n# It has a table such as [{name}.{table.row_example}] with {some}:\n{keys}"


def _lines(table: object, line: Callable[[object, Key], str]) -> Iterator[str]:
    return (line(table, key) for key in keys_of(type(table)))


def _choices(key: Key) -> str:
    if isinstance(key.kind, type) and issubclass(key.kind, StrEnum):
        return f" ({', '.join(member.value for member in key.kind)})"
    return ""


def _toml(value: object) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{_toml(name)} = {_toml(inner)}" for name, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else str(value)
