"""What do pyproject.toml, Pipfile and pixi.toml ask for, and what does the project call itself?"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mldebt.knowledge import canonical_name
from mldebt.model import (
    UNSHIPPED,
    Buildable,
    Inclusion,
    Inclusions,
    Lend,
    NotRead,
    Own,
    OwnDistribution,
    Place,
    PledgeLine,
    PledgeLines,
    Requirement,
    Requirements,
    Source,
)

from .door import Part, facts
from .pixi import pixi
from .poetry import origin, poetry_requirement
from .specs import group_named, parsed_requirement
from .toml_lines import Path, TomlLines

OWN = ("mldebt.toml", ".mldebt.toml")
"""Our own configuration, which the settings read; where it says what concerns us here."""

Found = Requirement | Inclusion | NotRead
Table = Mapping[str, object]


class Listed(NamedTuple):
    """An array of requirement strings, or a table of names and versions, at a path of the document."""

    path: Path
    group: str
    content: object


def read(source: Source, lend: Lend) -> Part:  # noqa: ARG001 - the signature of every reader
    """Requirements of pyproject.toml, Pipfile or pixi.toml; another TOML file asks for nothing."""
    name = source.file.path.rpartition("/")[2]
    if name in OWN:
        return Part(facts(_pledges(source)))
    if name not in ("pyproject.toml", "Pipfile", "pixi.toml"):
        return Part()
    try:
        document = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        return Part(not_read=(NotRead(source.file.path, f"not valid TOML: {problem}"),))
    except RecursionError:
        return Part(not_read=(NotRead(source.file.path, "not valid TOML: nested too deeply"),))
    lines = TomlLines(source.text)
    found = list(pixi(document, lines, source, _homes(name)))
    listed = _pipfile(document) if name == "Pipfile" else _pyproject(document) if name == "pyproject.toml" else ()
    found += [one for each in listed for one in _requirements(each, lines, source)]
    origins = _origins(document)
    known = facts(
        Requirements(_from(origins, one) for one in found if isinstance(one, Requirement)),
        Buildable(_buildable(document, lines, source)),
        Inclusions([*(one for one in found if isinstance(one, Inclusion)), *_sources(document, lines, source)]),
        OwnDistribution(_own(document, lines, source)),
        _pledges(source),
    )
    return Part(known, 0, tuple(one for one in found if isinstance(one, NotRead)))


def _pyproject(document: Table) -> Iterator[Listed]:
    yield _at(document, ("project", "dependencies"), "")
    yield _at(document, ("tool", "poetry", "dependencies"), "")
    for tool in ("uv", "poetry"):
        yield _at(document, ("tool", tool, "dev-dependencies"), "dev")
    groups: tuple[Path, ...] = (("project", "optional-dependencies"), ("dependency-groups",))
    for path in groups:
        for name in _table(document, path):
            yield _at(document, (*path, name), group_named(name))
    for name in _table(document, ("tool", "poetry", "group")):
        yield _at(document, ("tool", "poetry", "group", name, "dependencies"), group_named(name))
    for name in _table(document, ("tool", "pdm", "dev-dependencies")):
        yield _at(document, ("tool", "pdm", "dev-dependencies", name), _unshipped(name))
    for name in _table(document, ("tool", "hatch", "envs")):
        for key in ("dependencies", "extra-dependencies"):
            yield _at(document, ("tool", "hatch", "envs", name, key), _unshipped(name))


def _homes(name: str) -> tuple[Path, ...]:
    """Where the tables of pixi stand."""
    return {"pixi.toml": ((),), "pyproject.toml": (("tool", "pixi"),)}.get(name, ())


def _pipfile(document: Table) -> Iterator[Listed]:
    for name in document:
        if name not in ("source", "requires", "scripts", "pipenv"):
            group = "" if name == "packages" else group_named(name.removesuffix("-packages"))
            yield _at(document, (name,), group)


def _unshipped(name: str) -> str:
    group = group_named(name)
    return group if group in UNSHIPPED else "dev"


def _requirements(listed: Listed, lines: TomlLines, source: Source) -> Iterator[Found]:
    path, group, content = listed
    if isinstance(content, list):
        texts = [text for text in content if isinstance(text, str)]
        for text, line in zip(texts, lines.strings(path, texts), strict=True):
            yield _one(text, line, group, lines, source)
    for name, value in content.items() if isinstance(content, dict) else ():
        line = lines.key((*path, name))
        for one in value if isinstance(value, list) else [value]:
            if name != "python":
                yield poetry_requirement(name, one, source.place(line), group, lines.written(line))


def _one(text: str, line: int, group: str, lines: TomlLines, source: Source) -> Found:
    where = source.place(line)
    if text.startswith("-e "):
        return Inclusion(text[3:].strip(), where)
    found = parsed_requirement(text, where, group, lines.written(line))
    return NotRead(source.file.path, found, where.line, 1) if isinstance(found, str) else found


def _sources(document: Table, lines: TomlLines, source: Source) -> Iterator[Inclusion]:
    """Packages that uv takes from a folder of the checkout."""
    for name, value in _table(document, ("tool", "uv", "sources")).items():
        path = value.get("path") if isinstance(value, dict) else None
        if isinstance(path, str):
            yield Inclusion(path, source.place(lines.key(("tool", "uv", "sources", name))))


def _origins(document: Table) -> dict[str, str]:
    """The repositories from which uv takes a requirement that itself only gives the name."""
    listed = _table(document, ("tool", "uv", "sources")).items()
    told = ((name, origin(value)) for name, value in listed if isinstance(value, dict))
    return {canonical_name(name): url for name, url in told if url}


def _from(origins: Mapping[str, str], one: Requirement) -> Requirement:
    return one._replace(url=origins[one.name]) if one.name in origins and not one.url else one


def _buildable(document: Table, lines: TomlLines, source: Source) -> Iterator[Place]:
    """A build system, unless the project says that nobody is to install it."""
    tools = (("poetry", "package-mode"), ("uv", "package"), ("pdm", "distribution"))
    if any(_table(document, ("tool", tool)).get(key) is False for tool, key in tools):
        return
    classifiers = _table(document, ("project",)).get("classifiers")
    private = any(str(one).startswith("Private ::") for one in classifiers) if isinstance(classifiers, list) else False
    if _table(document, ("build-system",)) and not private:
        yield source.place(lines.key(("build-system",)))


def _own(document: Table, lines: TomlLines, source: Source) -> Iterator[Own]:
    homes: tuple[Path, ...] = (("project",), ("tool", "poetry"))
    for path in homes:
        table = _table(document, path)
        name, licence = table.get("name"), _licence(table)
        if isinstance(name, str) or licence:
            key = (*path, "name" if isinstance(name, str) else "license")
            yield Own(canonical_name(name) if isinstance(name, str) else "", licence, source.place(lines.key(key)))


def _licence(table: Table) -> str:
    said = table.get("license")
    if isinstance(said, dict):
        said = said.get("text")
    if isinstance(said, str):
        return said.strip()
    listed = table.get("classifiers")
    classifiers = listed if isinstance(listed, list) else []
    return "; ".join(text for text in classifiers if isinstance(text, str) and text.startswith("License ::"))


def _at(document: Table, path: Path, group: str) -> Listed:
    return Listed(path, group, _table(document, path[:-1]).get(path[-1]))


def _table(document: Table, path: Path) -> Table:
    found: object = document
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _pledges(source: Source) -> PledgeLines:
    if "attest" not in source.text:
        return PledgeLines()
    lines, at = TomlLines(source.text), ("attest",)
    table = at if source.file.path.rpartition("/")[2] in OWN else ("tool", "mldebt", *at)
    return PledgeLines(PledgeLine(name, source.place(line)) for name, line in lines.below(table))
