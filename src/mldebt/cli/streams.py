"""How does text reach the user? Reports on stdout, everything else on stderr."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from time import monotonic

from mldebt.model import UserError

STDOUT, STDERR, FILE = 1, 2, 3
BAR = 30
PAUSE = 0.05


Tape = list[tuple[int, bytes]]
"""What went to which stream, in order."""
_tapes: list[Tape] = []


@contextmanager
def recorded() -> Iterator[Tape]:
    """All that is emitted and noted while the context lasts, as it was written."""
    _tapes.append([])
    try:
        yield _tapes[-1]
    finally:
        _tapes.pop()


def taped(sort: int, data: bytes) -> None:
    """Adds to the tape that runs, if one does."""
    if _tapes:
        _tapes[-1].append((sort, data))


def _record(sort: int, text: str, stream: object, line_end: str) -> None:
    if _tapes:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        taped(sort, text.replace("\n", line_end).encode(encoding, "backslashreplace"))


def prepare_streams() -> None:
    """A character that the terminal's encoding lacks is escaped instead of stopping the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def emit(text: str, *, exact: bool = False) -> None:
    """Writes a report. A reader that went away (`| head`) is no failure, and the exit code stays the gate's.

    `exact` is for programs that read it: UTF-8 and plain line breaks, whatever the platform's are.
    """
    if exact and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    _record(STDOUT, text, sys.stdout, "\n" if exact else os.linesep)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()
    except OSError as problem:
        _drop_stdout()
        raise UserError(f"the report cannot be written to stdout: {problem.strerror}") from problem


def _drop_stdout() -> None:
    """What is still in the buffer would fail once more when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """Something beside the report."""
    _record(STDERR, f"{text}\n", sys.stderr, os.linesep)
    print(text, file=sys.stderr)


def complain(sentence: str) -> None:
    """Why the exit code is not 0."""
    note(f"mldebt: {sentence}")


def wants_color(choice: str) -> bool:
    """Whether stdout gets colour: the flag decides, then the conventional variables, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int | None:
    """The terminal's width; None where lines must not be wrapped."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def may_show_progress() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


@contextmanager
def progress(is_wanted: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr that leaves no trace. Drawn by hand: a thread that draws does not go with worker processes."""
    if not (is_wanted and may_show_progress()):
        yield None
        return
    drawn = 0.0

    def draw(done: int, total: int) -> None:
        nonlocal drawn
        if monotonic() - drawn > PAUSE:
            drawn = monotonic()
            filled = BAR * done // max(total, 1)
            sys.stderr.write(f"\r{'━' * filled}{'─' * (BAR - filled)} {done}/{total} files")
            sys.stderr.flush()

    try:
        yield draw
    finally:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


def draws_signs() -> bool:
    """Whether stdout can show the signs that drawings are made of."""
    try:
        "◷┌├└▶…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
