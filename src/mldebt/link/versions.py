"""Which version does a requirement get? The pinned one, or else the newest that it admits, as an installer would."""

import re

NEWEST = "99999"
"""Stands for the newest version there is."""


def admitted_version(specifier: str, pinned: str = "") -> str:
    """The pinned version, or one just below the upper bound, or NEWEST; NEWEST too where nothing can be told."""
    if pinned:
        return pinned
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import Version

    try:
        wanted = SpecifierSet(specifier)
        candidates = [NEWEST, *(version for one in wanted for version in _near(one.operator, one.version))]
        fitting = [version for version in map(Version, candidates) if wanted.contains(version, prereleases=True)]
    except (InvalidSpecifier, ValueError):
        return NEWEST
    return str(max(fitting, default=NEWEST))


def matches(specifier: str, version: str) -> bool:
    """The version is among those that the specifier names; a version that is none matches nothing."""
    from packaging.specifiers import SpecifierSet
    from packaging.version import InvalidVersion

    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidVersion:
        return False


def _near(operator: str, version: str) -> list[str]:
    """Versions at the edge of what one clause admits, written so that no release lies between them and the edge."""
    numbers = [int(part) for part in re.findall(r"\d+", version.removesuffix(".*"))[:4]]
    below = _below(numbers)
    match operator:
        case "<":
            return [below] if below else []
        case "~=":
            return [".".join(map(str, [*numbers[:-1], NEWEST])), version]
        case "==" if version.endswith("*"):
            return [version.removesuffix("*") + NEWEST]
        case _:
            return [version]


def _below(numbers: list[int]) -> str:
    """`1.99999` for 2, `8.0.89.99999` for 8.0.90; empty for 0."""
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return ".".join(map(str, [*numbers[:-1], numbers[-1] - 1, NEWEST])) if numbers else ""


def edges(operator: str, version: str) -> list[str]:
    """Versions just at, below and above what one clause names: what satisfies several clauses lies among them."""
    bare = version.removesuffix(".*")
    near = [*_near(operator, version), bare, f"{bare}.0.0.1" if re.fullmatch(r"[\d.]+", bare) else bare, NEWEST]
    numbers = [int(part) for part in re.findall(r"\d+", bare)[:4]]
    below = _below(numbers)
    return [*near, *([below] if below else []), "0.0.1"]
