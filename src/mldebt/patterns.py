"""`re`, but a pattern is compiled when it is first used: `from mldebt import patterns as re`.

There are hundreds of them, and of one project only a few see anything.
"""

import re
from re import *  # noqa: F403 - what else there is stays what it is
from typing import AnyStr, cast

METHODS = ("fullmatch", "match", "search", "finditer", "findall", "split", "sub", "subn", "pattern", "flags", "groups")


def compile(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:  # type: ignore[no-redef]  # that is the point
    return cast("re.Pattern[AnyStr]", _Later(pattern, flags))


class _Later:
    """Has what a pattern has; after the first question its methods are those of the pattern itself."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._asked = pattern, flags

    def __getattr__(self, name: str) -> object:
        if name not in METHODS:
            raise AttributeError(name)
        pattern, flags = self._asked
        compiled: re.Pattern[str] | re.Pattern[bytes] = re.compile(pattern, flags)
        for method in METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(self, name)

    def __reduce__(self) -> tuple[object, tuple[str | bytes, int]]:
        return compile, self._asked
