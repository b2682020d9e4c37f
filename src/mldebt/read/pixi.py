"""What do pixi.toml and the tables of pixi in pyproject.toml ask for?"""

from collections.abc import Iterator, Mapping

from mldebt.model import Inclusion, NotRead, Requirement, Source

from .environment import conda_requirement
from .poetry import poetry_requirement
from .specs import group_named
from .toml_lines import Path, TomlLines

Found = Requirement | Inclusion | NotRead


def pixi(document: Mapping[str, object], lines: TomlLines, source: Source, homes: tuple[Path, ...]) -> Iterator[Found]:
    """Dependencies of conda and of the index, of the whole project, of one feature, of one platform."""
    for home in homes:
        for path, group, marker in _tables(document, home):
            for key in ("dependencies", "pypi-dependencies"):
                for name, value in _table(document, (*path, key)).items():
                    line = lines.key((*path, key, name))
                    where, written = source.place(line), lines.written(line)
                    if key == "dependencies":
                        version = value.get("version") if isinstance(value, dict) else value
                        text = f"{name} {version}" if isinstance(version, str) and version != "*" else name
                        found: Found | None = conda_requirement(text, where, group, written)
                    else:
                        found = poetry_requirement(name, value, where, group, written)
                    if isinstance(found, Requirement):
                        yield found._replace(marker=found.marker or marker)
                    elif found is not None:
                        yield found


def _tables(document: Mapping[str, object], home: Path) -> Iterator[tuple[Path, str, str]]:
    """(path, group, marker) of each table that may hold dependencies."""
    features = [(("feature", name), group_named(name)) for name in _table(document, (*home, "feature"))]
    for below, group in [((), ""), *features]:
        path = (*home, *below)
        yield path, group, ""
        for target in _table(document, (*path, "target")):
            yield (*path, "target", target), group, f"platform {target}"


def _table(document: Mapping[str, object], path: Path) -> Mapping[str, object]:
    found: object = document
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
