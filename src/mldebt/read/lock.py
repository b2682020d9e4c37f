"""Which versions has a lock file fixed? One reader for all of them; each tool writes its own."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import Lend, Locked, Locks, NotRead, Requirements, Source

from .compiled import written
from .door import Part, facts
from .lock_toml import pdm, poetry, pylock, uv
from .lock_yaml import conda_lock, pixi
from .requirements import read_lines
from .specs import group_named, group_of_file

Reader = Callable[[Source], Iterator[Locked] | str]

CONDA_FILE = re.compile(r"^\s*\S+/([^/\s]+)-([^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)(?:#\S*)?\s*$")
"""A line of an explicit list: the address of `name-version-build`."""


LONGEST = 1_000
"""Longer lines are no address of a package."""


def read(source: Source, lend: Lend) -> Part:  # noqa: ARG001 - the signature of every reader
    """All packages that the lock holds, or why it cannot be read."""
    found = _reader(source.file.path.rpartition("/")[2].lower())(source)
    if isinstance(found, str):
        return Part(not_read=(NotRead(source.file.path, found),))
    return Part(facts(Locks(found)))


def _reader(name: str) -> Reader:
    named: dict[str, Reader] = {
        "pipfile.lock": _pipfile, "renv.lock": _renv, "poetry.lock": poetry, "pdm.lock": pdm, "uv.lock": uv,
        "pixi.lock": pixi,
    }  # fmt: skip
    if name in named:
        return named[name]
    if name.startswith("pylock."):
        return pylock
    if "requirements" in name:
        return _compiled
    return _explicit if name.endswith(".lock") else conda_lock


def _pipfile(source: Source) -> Iterator[Locked] | str:
    document = _json(source.text)
    if isinstance(document, str):
        return document
    return _of_pipfile(document, _Keys(source.text), source)


def _of_pipfile(document: dict[str, Any], keys: "_Keys", source: Source) -> Iterator[Locked]:
    for section, packages in document.items():
        if section == "_meta" or not isinstance(packages, dict):
            continue
        group = "" if section == "default" else group_named(section)
        for name, row in packages.items():
            version = row.get("version") if isinstance(row, dict) else None
            where = source.place(keys.line(name))
            if isinstance(row, dict):
                told = version.lstrip("= ") if isinstance(version, str) else ""
                yield Locked(canonical_name(name), told, where, group, marker=str(row.get("markers") or ""))


def _renv(source: Source) -> Iterator[Locked] | str:
    document = _json(source.text)
    if isinstance(document, str):
        return document
    packages = document.get("Packages")
    return _of_renv(packages if isinstance(packages, dict) else {}, _Keys(source.text), source)


def _of_renv(packages: dict[str, Any], keys: "_Keys", source: Source) -> Iterator[Locked]:
    for name, row in packages.items():
        if isinstance(row, dict):
            needs = row.get("Requirements")
            deps = tuple(one for one in needs if isinstance(one, str)) if isinstance(needs, list) else ()
            yield Locked(
                name, str(row.get("Version") or ""), source.place(keys.line(name)), deps=deps, ecosystem="r",
                graph=isinstance(needs, list),
            )  # fmt: skip


def _compiled(source: Source) -> Iterator[Locked] | str:
    """Lines in pip's grammar; the name says that they are the choice of a resolver."""
    asked = read_lines(source, group_of_file(source.file.path)).facts.get(Requirements, Requirements())
    return written(source, [one for one in asked if one.pinned or one.url])


def _explicit(source: Source) -> Iterator[Locked] | str:
    platform = source.file.path.rpartition("/")[2].removeprefix("conda-").removesuffix(".lock")
    return (
        Locked(found[1], found[2], source.place(number), marker=platform, ecosystem="conda")
        for number, line in enumerate(source.text.split("\n"), 1)
        if len(line) < LONGEST and (found := CONDA_FILE.match(line))
    )


def _json(text: str) -> dict[str, Any] | str:
    try:
        document = json.loads(text)
    except ValueError as problem:
        return f"not valid JSON: {problem}"
    except RecursionError:
        return "not valid JSON: nested too deeply"
    return document if isinstance(document, dict) else "not a lock: its JSON is no object"


class _Keys:
    """The lines of the keys that hold objects; asked for in the order in which they stand."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, list[int]] = {}
        for number, line in enumerate(text.split("\n"), 1):
            found = re.match(r'\s*"([\w.-]+)"\s*:\s*\{', line)
            if found:
                self._lines.setdefault(found[1], []).append(number)

    def line(self, name: str) -> int:
        lines = self._lines.get(name, [1])
        return lines.pop(0) if len(lines) > 1 else lines[0]
