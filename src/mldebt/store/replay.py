"""Was this very scan made before, of the same files? Then its report is told again, and nothing else is imported.

What a row holds was written by somebody: it can say what is printed and the exit code, and nothing more. Where a report
is written to is taken from the command line.
"""

import os
import sys

from mldebt import __version__

from . import book
from .manifest import holds, is_doubtful, renewed

KIND = "report"
CODES = (0, 1, 3)
STDOUT, STDERR, FILE = 1, 2, 3
TOLD_APART = ("--no-cache", "--timing", "--show-files", "--debug", "--help")
"""Flags of runs that tell more than the state of the files, or want to be made afresh."""
VARIABLES = frozenset({
    "CI", "COLORTERM", "COLUMNS", "FORCE_COLOR", "HOME", "LANG", "LANGUAGE", "LINES", "LOCALAPPDATA", "NO_COLOR",
    "PATH", "TERM", "USERPROFILE",
})  # fmt: skip
PREFIXES = ("GIT_", "LC_", "MLDEBT_", "PYTHON", "XDG_")


def replayed(arguments: list[str]) -> int | None:
    """The exit code of the scan, told again from the store; None where it has to be made."""
    key = key_of(arguments)
    if key is None:
        return None
    row = book.get(KIND, [key]).get(key)
    if row is None:
        return None
    try:
        length, _, rest = row.partition(b"\n")
        manifest = rest[: int(length)]
        code, parts = unpacked(rest[int(length) :])
    except (ValueError, IndexError):
        return None
    if not holds(manifest):
        return None
    outputs = outputs_of(arguments)
    if not _wrote(outputs, [data for sort, data in parts if sort == FILE]) or not holds(manifest):
        return None
    if is_doubtful(manifest):
        _renew(key, manifest, rest[int(length) :], outputs)
    return code if _told(parts) else None


def key_of(arguments: list[str]) -> bytes | None:
    """All that decides on the report beside the files; None for what is no scan, or one that is not kept."""
    if arguments[:1] != ["scan"] or any(flag in arguments for flag in TOLD_APART):
        return None
    if any(argument.startswith("--python") for argument in arguments) or not (sys.stdout and sys.stderr):
        return None
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:
        return None
    surroundings = [f"{name}={value}" for name, value in sorted(os.environ.items()) if _matters(name)]
    real = [os.path.realpath(argument) for argument in arguments if os.path.lexists(argument)]
    parts = [
        __version__, os.path.dirname(__file__), sys.version, sys.platform, here, str(getattr(os, "getuid", int)()),
        *(f"{stream.encoding} {stream.isatty()}" for stream in (sys.stdout, sys.stderr)), _columns(),
        "|", *sys.path, "|", *surroundings, "|", *arguments, "|", *real,
    ]  # fmt: skip
    return b"\0".join(os.fsencode(part) for part in parts)


def packed(manifest: bytes, code: int, parts: list[tuple[int, bytes]]) -> bytes:
    """A row: the manifest, the exit code, and what goes where."""
    told = [b"%d\n%s%d %d\n" % (len(manifest), manifest, code, len(parts))]
    for sort, data in parts:
        told += (b"%d %d\n" % (sort, len(data)), data)
    return b"".join(told)


def unpacked(answer: bytes) -> tuple[int, list[tuple[int, bytes]]]:
    """The exit code and the parts; ValueError where it is none of ours."""
    head, _, rest = answer.partition(b"\n")
    code, count = map(int, head.split())
    parts = []
    for _ in range(count):
        head, _, rest = rest.partition(b"\n")
        sort, size = map(int, head.split())
        if size < 0 or size > len(rest) or sort not in (STDOUT, STDERR, FILE):
            raise ValueError(head)
        parts.append((sort, rest[:size]))
        rest = rest[size:]
    if rest or code not in CODES:
        raise ValueError(code)
    return code, parts


def outputs_of(arguments: list[str]) -> list[str]:
    """The files that the command line wants reports in, in its order."""
    found, takes = [], False
    for argument in arguments:
        if takes or argument.startswith("--output="):
            told = argument if takes else argument.partition("=")[2]
            found.append(told.partition("=")[2])
            takes = False
        else:
            takes = argument == "--output"
    return found


def _matters(name: str) -> bool:
    return name in VARIABLES or name.startswith(PREFIXES)


def _columns() -> str:
    try:
        return str(os.get_terminal_size(sys.stdout.fileno())) if sys.stdout.isatty() else ""
    except (OSError, ValueError):
        return "?"


def _wrote(paths: list[str], contents: list[bytes]) -> bool:
    """Each report is in its file; a scan that is made tells why where this fails."""
    if len(paths) != len(contents):
        return False
    try:
        for path, content in zip(paths, contents):  # noqa: B905 - of one length
            with open(path, "wb") as file:
                file.write(content)
    except (OSError, ValueError):
        return False
    return True


def _told(parts: list[tuple[int, bytes]]) -> bool:
    """A reader that went away is no failure; False where nothing could be written at all."""
    for sort, data in parts:
        stream = sys.stdout if sort == STDOUT else sys.stderr
        if sort == FILE:
            continue
        try:
            stream.buffer.write(data)
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        except OSError:
            return False
    return True


def _renew(key: bytes, manifest: bytes, answer: bytes, outputs: list[str]) -> None:
    """What was too fresh to be known by its time may be old enough now; next time nothing is read."""
    from time import time_ns

    now = time_ns()
    fresh = renewed(manifest, now, [os.path.abspath(path) for path in outputs])
    if fresh != manifest and holds(manifest):
        book.put(KIND, {key: b"%d\n%s%s" % (len(fresh), fresh, answer)})
