"""What does one requirement say? Shared by the readers of manifests."""

import posixpath
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mldebt import patterns as re
from mldebt.knowledge import canonical_name
from mldebt.model import Place, Requirement

if TYPE_CHECKING:
    from packaging.requirements import Requirement as Parsed

SAID_AS = {
    "dev": ("dev", "devel", "develop", "development", "lint", "linting", "linters", "format", "style", "typing",
            "types", "mypy", "ci", "tox", "nox", "precommit", "quality", "check", "checks", "tools", "tooling",
            "build", "release", "debug", "profiling"),
    "test": ("test", "tests", "testing", "coverage", "bench", "benchmark", "benchmarks"),
    "docs": ("doc", "docs", "documentation", "rtd", "sphinx", "mkdocs"),
    "optional": ("optional", "extra", "extras"),
}  # fmt: skip
"""Group, and the words by which people name it."""

GROUP_OF = {word: group for group, words in SAID_AS.items() for word in words}
LEADING_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def parsed_requirement(text: str, where: Place, group: str, line: str) -> Requirement | str:
    """A requirement as PEP 508 writes it, or the reason why it is none."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parser

    try:
        return requirement(Parser(text), where, group, line)
    except InvalidRequirement as problem:
        return f"{text.strip()[:80]!r} is not a requirement: {str(problem).splitlines()[0]}"
    except RecursionError:
        return "a requirement is nested too deeply to be read"


def requirement(parsed: "Parsed", where: Place, group: str, line: str) -> Requirement:
    """Our noun for what the library has parsed."""
    return Requirement(
        canonical_name(parsed.name), where, str(parsed.specifier), group, tuple(sorted(parsed.extras)),
        str(parsed.marker or ""), parsed.url or "", pinned_by((one.operator, one.version) for one in parsed.specifier),
        line.strip().rstrip("\\ "),
    )  # fmt: skip


def pinned_by(clauses: Iterable[tuple[str, str]]) -> str:
    """The version that `==` or `===` names, empty when none does or when it ends in a star."""
    exact = [version for operator, version in clauses if operator in ("==", "===") and not version.endswith("*")]
    return exact[0] if exact else ""


def group_named(name: str) -> str:
    """One spelling for the groups that everybody has: `tests` is `test`, `lint` is `dev`; others keep their name."""
    canonical = canonical_name(name)
    words = [GROUP_OF[word] for word in canonical.split("-") if word in GROUP_OF]
    return words[0] if words else canonical


def group_of_file(path: str) -> str:
    """The group that a manifest's own name or folder speaks of (`requirements-dev.txt`, `docs/requirements.txt`)."""
    folder, name = posixpath.split(path)
    stem = name.partition(".")[0] if name.count(".") == 1 else name.rpartition(".")[0]
    words = [*re.split(r"[-_. ]+", stem.lower()), posixpath.basename(folder).lower()]
    return next((GROUP_OF[word] for word in words if word in GROUP_OF), "")


def name_in_url(url: str) -> str:
    """What a URL that names no distribution most likely holds: the last piece of its path."""
    bare = re.split(r"[?#]", url.partition("://")[2] or url)[0].partition("/archive/")[0].rstrip("/")
    last = re.sub(r"@[^/]*$", "", bare).rpartition("/")[2]
    found = LEADING_NAME.match(re.sub(r"(-\d[\w.]*)?\.(git|zip|tar\.gz)$", "", last))
    return canonical_name(found.group(1)) if found else ""
