"""Does one thing to many files, in as many processes as pay for their start."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from mldebt.model import SourceFile

T = TypeVar("T")
PAYS_FROM = 3_000_000
"""Bytes of source from which a second process earns its start."""
CHUNK = 16

_work: Callable[[SourceFile], object] | None = None


def spread(
    function: Callable[..., T], files: Sequence[SourceFile], arguments: tuple[Any, ...], jobs: int
) -> Iterator[T]:
    """`function(file, *arguments)` for each file, in the order of the files, whatever the number of processes."""
    if jobs < 2 or sum(file.size for file in files) < PAYS_FROM:
        yield from (function(file, *arguments) for file in files)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (function, arguments)) as pool:
        yield from pool.map(_one, files, chunksize=CHUNK)


def _begin(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    import gc

    gc.disable()

    def work(file: SourceFile) -> object:
        return function(file, *arguments)

    global _work
    _work = work


def _one(file: SourceFile) -> Any:  # noqa: ANN401 - whatever the function gives
    if _work is None:
        raise RuntimeError("the worker was not begun")
    return _work(file)
