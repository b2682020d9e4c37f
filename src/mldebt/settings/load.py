"""Where is the configuration, and what does it say together with the command line?"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from mldebt.model import GateSettings, Section, Settings, UserError

from .hints import did_you_mean
from .keys import Misfit, fitted, keys_of
from .sections import BUILT_IN

NAMES = ("mldebt.toml", ".mldebt.toml", "pyproject.toml")
ADDED = ("ignore", "extend_select", "exclude")
"""Lists of the command line that add to those of the file; any other flag replaces the file's value."""

T = TypeVar("T")


def load_settings(
    root: Path,
    *,
    config: Path | None = None,
    isolated: bool = False,
    overrides: Mapping[str, object] | None = None,
    sections: Iterable[type[Section]] = BUILT_IN,
) -> Settings:
    """The settings for a scan of `root`: those of the nearest file, changed by the command line's `overrides`.

    An override is named like its field of Settings or GateSettings; None and an empty list mean "not given".
    """
    if config is not None and isolated:
        raise UserError("--config and --isolated exclude each other")
    folder = root.resolve() if root.is_dir() else root.resolve().parent
    path = None if isolated else config or _nearest(folder)
    settings = _settings(_table(path) or {} if path else {}, str(path), sections)
    if path is not None:
        shown = path if config else Path(os.path.relpath(path, folder))
        settings = replace(settings, config_path=shown.as_posix())
    given = {name: value for name, value in (overrides or {}).items() if value not in (None, [], ())}
    return _overridden(settings, given)


def _nearest(folder: Path) -> Path | None:
    """The first configuration file upwards, as far as the top of the repository."""
    for place in (folder, *folder.parents):
        for name in NAMES:
            if os.path.isfile(place / name) and _table(place / name) is not None:
                return place / name
        if os.path.exists(place / ".git"):
            return None
    return None


def _table(path: Path) -> dict[str, Any] | None:
    """Our part of a configuration file; None where a pyproject.toml has nothing to say to us."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise UserError(f"{path} cannot be read: {problem.strerror}") from problem
    shared = path.name == "pyproject.toml"
    if shared and b"mldebt" not in raw:
        return None  # even if it is not valid TOML: it is the audited project's file, not ours
    whole = _parsed(raw, path)
    if not shared:
        return whole
    tools = whole.get("tool")
    ours = tools.get("mldebt") if isinstance(tools, dict) else None
    if ours is not None and not isinstance(ours, dict):
        raise UserError(f"{path}: [tool.mldebt] must be a table")
    return ours


def _parsed(raw: bytes, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise UserError(f"{path} is not valid TOML: {problem}") from problem


def _settings(table: Mapping[str, Any], where: str, sections: Iterable[type[Section]]) -> Settings:
    parts: dict[str, type[Any]] = {"gate": GateSettings, **{section.key: section for section in sections}}
    own = {name: value for name, value in table.items() if name not in parts}
    known = [key.name for key in keys_of(Settings)]
    settings = _filled(Settings(), own, where, known=(*known, *parts))
    filled = {}
    for name, kind in parts.items():
        inner = table.get(name, {})
        if not isinstance(inner, dict):
            raise UserError(f"{where}: {name} must be a table, not {inner!r}")
        row = getattr(kind, "row", None)
        keys = inner if row is None else {key.name for key in keys_of(kind)}
        values = {key: value for key, value in inner.items() if key in keys}
        filled[name] = _filled(kind(), values, where, prefix=f"{name}.")
        if row is not None:
            others = {key: value for key, value in inner.items() if key not in keys}
            filled[name] = replace(filled[name], rows=_rows(row, others, where, name))
    gate = filled.pop("gate")
    return replace(settings, gate=gate, sections=tuple(filled.values()))


def _rows(row: type[T], table: Mapping[str, Any], where: str, name: str) -> dict[str, T]:
    """Tables under names of the user's choice, each filled like any other."""
    rows = {}
    for key, inner in table.items():
        if not isinstance(inner, dict):
            raise UserError(f"{where}: {name}.{key} must be a table, not {inner!r}")
        nested = next((inside for inside, value in inner.items() if isinstance(value, dict)), None)
        if nested is not None:
            raise UserError(f'{where}: write the name of [{name}.{key}.{nested}] in quotes: [{name}."{key}.{nested}"]')
        rows[key] = _filled(row(), inner, where, prefix=f"{name}.{key}.")
        for asked in keys_of(row):
            if asked.required and not getattr(rows[key], asked.field):
                raise UserError(f"{where}: {name}.{key} has no {asked.name}. {asked.about}")
    return rows


def _filled(start: T, table: Mapping[str, Any], where: str, *, prefix: str = "", known: Iterable[str] = ()) -> T:
    """`start` with the values of a table; `prefix` and `known` complete the names in error messages."""
    keys = {key.name: key for key in keys_of(type(start))}
    values = {}
    for name, value in table.items():
        if name not in keys:
            raise UserError(f"{where}: there is no key {prefix + name!r}{did_you_mean(name, known or keys)}")
        try:
            values[keys[name].field] = fitted(value, keys[name])
        except Misfit as misfit:
            raise UserError(f"{where}: {prefix}{name} must be {misfit}, not {value!r}") from misfit
    return replace(start, **values)  # type: ignore[type-var]  # every table is a dataclass


def _overridden(settings: Settings, given: Mapping[str, object]) -> Settings:
    """A selection on the command line starts afresh: the file's selection and its `ignore` are forgotten."""
    if "select" in given:
        settings = replace(settings, select=(), ignore=(), extend_select=())
    gates = {field.name for field in fields(GateSettings)}
    flags = {name: {name.replace("_", "-"): value} for name, value in given.items()}
    for name, flag in flags.items():
        before: Any = settings.gate if name in gates else settings
        after: Any = _filled(before, flag, "command line", prefix="--")
        if name in ADDED:
            after = replace(after, **{name: (*getattr(before, name), *getattr(after, name))})
        settings = replace(settings, gate=after) if name in gates else after
    return settings
