"""Can two requirements hold in the same environment, and can one version satisfy both?"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from mldebt import patterns as re

from .versions import edges

if TYPE_CHECKING:
    from packaging.markers import Marker

PYTHONS = tuple(f"3.{minor}" for minor in range(6, 15))
SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
MACHINES = ("x86_64", "aarch64", "arm64", "AMD64")
UNKNOWN = re.compile(r"\bextra\b|platform_release|platform_version|dependency_groups|extras\b")
LOCAL = re.compile(r"(==\s*[^,+]+)\+[^,]*")
"""`+cu118`, `+cpu`: builds of one version."""


@lru_cache(maxsize=4096)
def may_meet(first: str, second: str) -> bool:
    """An environment exists to which both markers apply. Where a marker cannot be told, they are taken not to meet."""
    one, other = _parsed(first), _parsed(second)
    if one is None or other is None:
        return False
    return any(_holds(one, here) and _holds(other, here) for here in _environments())


@lru_cache(maxsize=4096)
def disjoint(first: str, second: str) -> bool:
    """No version satisfies both specifiers; False where one cannot be understood. Builds of a version are one."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    first, second = LOCAL.sub(r"\1", first), LOCAL.sub(r"\1", second)
    try:
        both = SpecifierSet(",".join(filter(None, (first, second))))
        if any(one.operator == "===" for one in both):
            return False
        candidates = [Version(text) for one in both for text in edges(one.operator, one.version)]
        return bool(candidates) and not any(both.contains(one, prereleases=True) for one in candidates)
    except (InvalidSpecifier, InvalidVersion, ValueError):
        return False


@lru_cache(maxsize=4096)
def _parsed(text: str) -> "Marker | bool | None":
    """True for no marker, None for one that asks what we do not know."""
    from packaging.markers import InvalidMarker, Marker

    if not text:
        return True
    try:
        return None if UNKNOWN.search(text) else Marker(text)
    except (InvalidMarker, RecursionError):
        return None


def _holds(marker: "Marker | bool", environment: dict[str, str]) -> bool:
    from packaging.markers import UndefinedComparison, UndefinedEnvironmentName

    if isinstance(marker, bool):
        return marker
    try:
        return marker.evaluate(environment)
    except (UndefinedComparison, UndefinedEnvironmentName, ValueError):
        return False


def _environments() -> Iterator[dict[str, str]]:
    for python, (system, platform, name), machine in product(PYTHONS, SYSTEMS, MACHINES):
        yield {
            "python_version": python, "python_full_version": f"{python}.5", "sys_platform": system,
            "platform_system": platform, "os_name": name, "platform_machine": machine, "extra": "",
            "implementation_name": "cpython", "platform_python_implementation": "CPython",
            "implementation_version": f"{python}.5", "platform_release": "", "platform_version": "",
        }  # fmt: skip
