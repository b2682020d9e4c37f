"""Which versions do pixi.lock and conda-lock.yml fix?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import Locked, Source

from .specs import LEADING_NAME, group_named
from .yaml_nodes import child, documents, items, keys, line_of, text_at, texts

if TYPE_CHECKING:
    from yaml import Node

CONDA_NAME = re.compile(r"(.+)-([^-]+)-[^-]+\.(?:conda|tar\.bz2)$")
WHEEL_NAME = re.compile(r"([^-]+)-([^-]+)(?:-[^/]+\.whl|\.tar\.gz|\.zip)$")


def pixi(source: Source) -> Iterator[Locked] | str:
    """conda packages with their licence and size, packages of the index without."""
    roots = documents(source.text)
    if isinstance(roots, str):
        return roots
    return (found for root in roots for one in items(child(root, "packages")) for found in _pixi(one, source))


def _pixi(node: "Node", source: Source) -> Iterator[Locked]:
    kind = text_at(node, "kind")
    url = text_at(node, "conda") or text_at(node, "pypi") or text_at(node, "url")
    is_conda = kind == "conda" or child(node, "conda") is not None
    name, version = text_at(node, "name"), text_at(node, "version")
    told = (CONDA_NAME if is_conda else WHEEL_NAME).match(url.partition("#")[0].rpartition("/")[2][:300])
    if told is not None:
        name, version = name or told[1], version or told[2]
    if not name or url.startswith("."):
        return
    key = "depends" if is_conda else "requires_dist"
    python = _in_python(node) if is_conda else canonical_name(name)
    yield Locked(
        python or name, version, source.place(line_of(node)), "", _number(node, "size"), _uploaded(node),
        text_at(node, "license"), tuple(_first_names(child(node, key))), url.rpartition("/")[0].rpartition("/")[2]
        if is_conda else "", "python" if python else "conda", True,
    )  # fmt: skip


def _in_python(node: "Node") -> str:
    """The name that the Python index gives the package, which the lock tells (`pkg:pypi/numpy`)."""
    for text, _ in texts(child(node, "purls")):
        if text.startswith("pkg:pypi/"):
            return canonical_name(re.split(r"[@?]", text.removeprefix("pkg:pypi/"))[0])
    return ""


def _first_names(node: "Node | None") -> Iterator[str]:
    for text, _ in texts(node):
        found = LEADING_NAME.match(text)
        if found and "extra ==" not in text:
            yield canonical_name(found.group(1))


def _uploaded(node: "Node") -> str:
    """conda counts milliseconds, or seconds in old packages."""
    stamp = _number(node, "timestamp")
    seconds = stamp / 1000 if stamp > 10**11 else stamp
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if 0 < seconds < 10**10 else ""


def _number(node: "Node", key: str) -> int:
    text = text_at(node, key)
    return int(text) if re.fullmatch(r"\d{1,18}", text) else 0


def conda_lock(source: Source) -> Iterator[Locked] | str:
    """One entry a package and platform, pip's part included."""
    roots = documents(source.text)
    if isinstance(roots, str):
        return roots
    return (found for root in roots for one in items(child(root, "package")) for found in _conda(one, source))


def _conda(node: "Node", source: Source) -> Iterator[Locked]:
    name, category = text_at(node, "name"), text_at(node, "category")
    if not name:
        return
    is_pip = text_at(node, "manager") == "pip"
    deps = keys(child(node, "dependencies"))
    yield Locked(
        canonical_name(name) if is_pip else name, text_at(node, "version"), source.place(line_of(node)),
        "" if category in ("", "main") else group_named(category),
        deps=tuple(canonical_name(one) for one in deps),
        marker=text_at(node, "platform"), ecosystem="python" if is_pip else "conda", graph=True,
    )  # fmt: skip
