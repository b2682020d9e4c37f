"""Counts what a piece of work does instead of timing it: the same number on a fast and on a busy machine."""

import gc
import sys
from collections.abc import Callable


def operations(work: Callable[[], object]) -> int:
    """How many functions, Python's own included, the work calls."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.collect()
    gc.disable()  # what it would collect, and call, belongs to other tests
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count
