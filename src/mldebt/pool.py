"""Does one thing to many files, in as many processes as pay for their start."""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from mldebt.model import SourceFile

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

T = TypeVar("T")
PAYS_FROM = 3_000_000
"""Bytes of source from which a second process earns its start."""
CHUNK = 200_000
"""Bytes of source that a process is given at a time; a larger file goes alone."""
MOST = 64
"""Files that a process is given at a time."""

_work: Callable[[SourceFile], object] | None = None


def spread(
    function: Callable[..., T], files: Sequence[SourceFile], arguments: tuple[Any, ...], jobs: int
) -> Iterator[T]:
    """`function(file, *arguments)` for each file, in the order of the files, whatever the number of processes."""
    gc.disable()  # a tree dies by its reference count; collecting while trees live costs three times the parsing
    try:
        if jobs < 2 or sum(file.size for file in files) < PAYS_FROM:
            yield from (function(file, *arguments) for file in files)
        else:
            yield from _spread(function, files, arguments, jobs)
    finally:
        gc.freeze()  # readings live to the end; looking through them again and again costs as much as linking
        gc.enable()


def _spread(
    function: Callable[..., T], files: Sequence[SourceFile], arguments: tuple[Any, ...], jobs: int
) -> Iterator[T]:
    """Where processes are forked, this one first meets a file of each language, so that they need not import or load
    anything again."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    first = _smallest(files) if _forks() else []
    done: dict[int, T] = {index: function(files[index], *arguments) for index in first}
    context = get_context("fork" if _forks() else "spawn")
    with ProcessPoolExecutor(jobs, context, _begin, (function, arguments)) as pool:
        yield from _in_order(done, _begun(pool, files, done), len(files))


def _begun(
    pool: "ProcessPoolExecutor", files: Sequence[SourceFile], done: dict[int, T]
) -> "dict[Future[list[T]], list[int]]":
    left = [index for index in range(len(files)) if index not in done]
    chunks = _chunks(left, files)
    return {pool.submit(_all, [files[index] for index in chunk]): chunk for chunk in chunks}


def _in_order(done: dict[int, T], begun: "dict[Future[list[T]], list[int]]", count: int) -> Iterator[T]:
    """The answers in the order of the files, as soon as all before them are there."""
    from concurrent.futures import as_completed

    following = 0
    for future in as_completed(list(begun)):
        done.update(zip(begun.pop(future), future.result(), strict=True))
        while following in done:
            yield done.pop(following)
            following += 1
    yield from (done.pop(index) for index in range(following, count))


def _chunks(indices: Sequence[int], files: Sequence[SourceFile]) -> list[list[int]]:
    """Largest files first, so that no process is left with much at the end; equal ones in their order."""
    found: list[list[int]] = []
    room = 0
    for index in sorted(indices, key=lambda one: (-files[one].size, one)):
        if not found or room < files[index].size or len(found[-1]) >= MOST:
            found.append([])
            room = CHUNK
        found[-1].append(index)
        room -= files[index].size
    return found


def _smallest(files: Sequence[SourceFile]) -> list[int]:
    """The smallest file of each language."""
    found: dict[object, int] = {}
    for index, file in enumerate(files):
        if file.language not in found or file.size < files[found[file.language]].size:
            found[file.language] = index
    return sorted(found.values())


def _forks() -> bool:
    """A fork is quick and safe where no thread runs; elsewhere a process begins anew."""
    import threading

    return sys.platform == "linux" and threading.active_count() == 1


def _begin(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    gc.disable()
    gc.freeze()

    def work(file: SourceFile) -> object:
        return function(file, *arguments)

    global _work
    _work = work


def _all(files: list[SourceFile]) -> list[Any]:
    if _work is None:
        raise RuntimeError("the worker was not begun")
    return [_work(file) for file in files]
