"""Which versions do uv.lock, poetry.lock, pdm.lock and pylock.toml fix?"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import UNSHIPPED, Locked, Place, Source

from .specs import LEADING_NAME, group_named

Row = Mapping[str, Any]

HEADER = re.compile(r"\[\[\s*packages?\s*\]\]")
OF_THE_CHECKOUT = frozenset({"editable", "virtual", "directory", "workspace"})
"""Sources of packages that uv builds from the checkout and does not download."""


def uv(source: Source) -> Iterator[Locked] | str:
    """Groups follow from what the packages of the checkout require, directly or through others."""
    rows = _rows(source, "package")
    return rows if isinstance(rows, str) else _uv([row for row, _ in rows], [place for _, place in rows])


def _uv(rows: list[Row], places: list[Place]) -> Iterator[Locked]:
    needs: dict[str, set[str]] = {}
    for row in rows:
        needs.setdefault(str(row.get("name")), set()).update(_names(row.get("dependencies")))
    own = [row for row in rows if not OF_THE_CHECKOUT.isdisjoint(_table(row.get("source")))]
    shipped = _reached({name for row in own for name in _names(row.get("dependencies"))}, needs)
    extras = {name for row in own for part in _lists(row, "optional-dependencies") for name in _names(part)}
    optional = _reached(extras, needs)
    for row, where in zip(rows, places, strict=True):
        name = str(row.get("name"))
        group = "" if not own or name in shipped else "optional" if name in optional else "dev"
        if row not in own:
            size, uploaded = _download([*_dicts(row.get("wheels")), _table(row.get("sdist"))])
            deps = tuple(dict.fromkeys(map(canonical_name, _names(row.get("dependencies")))))
            yield Locked(canonical_name(name), _version(row), where, group, size, uploaded, deps=deps, graph=True)


def poetry(source: Source) -> Iterator[Locked] | str:
    """Older files tell dev from main by `category`, newer ones by `groups` or not at all."""
    rows = _rows(source, "package")
    return rows if isinstance(rows, str) else (_poetry(row, where) for row, where in rows)


def _poetry(row: Row, where: Place) -> Locked:
    groups = _texts(row.get("groups")) or _texts([row.get("category")])
    markers = row.get("markers")
    needs = _table(row.get("dependencies"))
    deps = (name for name, value in needs.items() if not (isinstance(value, dict) and value.get("optional") is True))
    group = "optional" if row.get("optional") is True and _group(groups) == "" else _group(groups)
    return Locked(
        canonical_name(str(row.get("name"))), _version(row), where, group, deps=tuple(map(canonical_name, deps)),
        marker=markers if isinstance(markers, str) else "", graph=True,
    )  # fmt: skip


def pdm(source: Source) -> Iterator[Locked] | str:
    """One package may stand there several times, once for each set of extras."""
    rows = _rows(source, "package")
    return rows if isinstance(rows, str) else (_pdm(row, where) for row, where in rows)


def _pdm(row: Row, where: Place) -> Locked:
    found = [LEADING_NAME.match(text) for text in _texts(row.get("dependencies"))]
    deps = dict.fromkeys(canonical_name(one.group(1)) for one in found if one)
    return Locked(
        canonical_name(str(row.get("name"))), _version(row), where, _group(_texts(row.get("groups"))),
        deps=tuple(deps), marker=str(row.get("marker") or ""), graph=True,
    )  # fmt: skip


def pylock(source: Source) -> Iterator[Locked] | str:
    """PEP 751. Dependencies are only informative there and often missing."""
    rows = _rows(source, "packages")
    return rows if isinstance(rows, str) else (_pylock(row, where) for row, where in rows)


def _pylock(row: Row, where: Place) -> Locked:
    size, uploaded = _download([*_dicts(row.get("wheels")), _table(row.get("sdist")), _table(row.get("archive"))])
    deps = tuple(map(canonical_name, _names(row.get("dependencies"))))
    return Locked(
        canonical_name(str(row.get("name"))), _version(row), where, "", size, uploaded, deps=deps,
        marker=str(row.get("marker") or ""), graph="dependencies" in row,
    )  # fmt: skip


def _rows(source: Source, key: str) -> list[tuple[Row, Place]] | str:
    try:
        document = tomllib.loads(_without_hashes(source.text))
    except tomllib.TOMLDecodeError as problem:
        return f"not valid TOML: {problem}"
    except RecursionError:
        return "not valid TOML: nested too deeply"
    starts = [number for number, line in enumerate(source.text.split("\n"), 1) if HEADER.match(line)]
    rows = _dicts(document.get(key))
    lines = starts if len(starts) == len(rows) else [1] * len(rows)
    return [
        (row, source.place(line)) for row, line in zip(rows, lines, strict=True) if isinstance(row.get("name"), str)
    ]


def _without_hashes(text: str) -> str:
    """Without the lines for files of other systems, and for files of which only a hash is told: nine tenths of a lock,
    which nobody asks about and whose parsing costs the time. Line numbers stay."""
    return "\n".join("" if line.startswith("    {") and _is_aside(line) else line for line in text.split("\n"))


def _is_aside(line: str) -> bool:
    if not line.endswith("},"):
        return False
    if line.startswith("    {file = "):
        return True
    linux = "x86_64" in line and "manylinux" in line
    return line.startswith("    { url = ") and '.whl"' in line and not linux and "none-any" not in line


def _reached(names: Iterable[str], needs: Mapping[str, set[str]]) -> set[str]:
    seen, todo = set(names), list(names)
    while todo:
        for name in needs.get(todo.pop(), ()):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


def _names(listed: object) -> list[str]:
    """The names in a list of tables, those aside that only another system needs."""
    return [
        row["name"] for row in _dicts(listed) if isinstance(row.get("name"), str) and _is_for_linux(row.get("marker"))
    ]


def _is_for_linux(marker: object) -> bool:
    return not (isinstance(marker, str) and re.fullmatch(r"\s*sys_platform == '(?:win32|darwin)'\s*", marker))


def _download(files: list[Row]) -> tuple[int, str]:
    """Size and date of what Linux on x86-64 would get: its wheel, else the pure one, else the source."""
    known = [file for file in files if isinstance(file.get("size"), int)]
    if not known:
        return 0, next((_uploaded(file) for file in files if _uploaded(file)), "")
    best = max(known, key=lambda file: (_fits(str(file.get("url") or file.get("name") or "")), file["size"]))
    return best["size"], _uploaded(best)


def _fits(url: str) -> int:
    if "manylinux" in url and "x86_64" in url:
        return 3 if "cp311" in url or "abi3" in url else 2
    return 1 if url.endswith("none-any.whl") else 0


def _uploaded(file: Row) -> str:
    told = file.get("upload-time", file.get("upload_time"))
    return told.isoformat() if isinstance(told, datetime) else told if isinstance(told, str) else ""


def _group(groups: list[str]) -> str:
    """What every installation gets if any of the groups says so."""
    known = ["" if group in ("default", "main", "dependencies") else group_named(group) for group in groups]
    return min(known, key=lambda group: (group in UNSHIPPED, group != "", group), default="")


def _version(row: Row) -> str:
    return str(row.get("version") or "")


def _lists(row: Row, key: str) -> list[object]:
    return list(_table(row.get(key)).values())


def _dicts(listed: object) -> list[Row]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _texts(listed: object) -> list[str]:
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _table(value: object) -> Row:
    return value if isinstance(value, dict) else {}
