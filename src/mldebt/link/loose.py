"""Does a requirement leave open which version it gets, how badly, and what would fix that?"""

from collections.abc import Iterator
from posixpath import basename
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Requirement

LONGEST = 1_000
"""Characters of an address that are looked at."""

MOVING = frozenset(
    {"", "main", "master", "head", "develop", "dev", "trunk", "devel", "development", "nightly", "latest"}
)
REPOSITORY = re.compile(r"(?:git|hg|svn|bzr)\+|\.git(?:[@#?]|$)|^git@|^ssh://")
REFERENCE = re.compile(r"^(?:[\w+.-]+://)?[^/]*/?.*?@([^@#?/:]*)(?:[#?].*)?$")


class Loose(NamedTuple):
    """A requirement that leaves the version open; `rank` 0 is the worst way to do so."""

    requirement: Requirement
    how: str
    rank: int


def loose_of(one: Requirement) -> Iterator[Loose]:
    if one.pinned or (one.url and not REPOSITORY.search(one.url)):
        return
    if one.url:
        found = REFERENCE.match(one.url.removeprefix("git@")[:LONGEST])
        reference = found[1].lower() if found else ""
        if reference in MOVING:
            yield Loose(one, f"comes from the branch {reference} of a repository" if reference else
                        "comes from a repository without a commit", 0)  # fmt: skip
        return
    clauses = [clause.strip() for clause in one.specifier.split(",") if clause.strip()]
    if not clauses:
        yield Loose(one, "takes any version", 1)
    elif all(clause.startswith((">", "!=")) for clause in clauses):
        yield Loose(one, f"takes any version {one.specifier}", 2)


def remedy_of(path: str) -> str:
    name = basename(path)
    if name.startswith("Pipfile"):
        return "pipenv lock"
    if name == "pyproject.toml":
        return "uv lock"
    if name == "pixi.toml":
        return "pixi lock"
    if name.endswith((".yml", ".yaml")):
        return f"conda-lock -f {name}"
    return f"uv pip compile {name} -o requirements.lock" if name.endswith((".txt", ".in")) else ""
