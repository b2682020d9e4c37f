"""Bytes of one file to its facts. Trees never leave this room."""

import codecs
import re
from pathlib import Path

from mldebt.model import Language, Lend, NotRead, Reading, Source, SourceFile

from .crontab import entries_of, is_muted
from .door import READERS, reader
from .suppressions import suppressions

__all__ = ["EDITORS_SUFFIX", "decoded", "entries_of", "is_muted", "is_readable", "read_file", "read_text"]

EDITORS_SUFFIX = re.compile(r"-(?:unix|dos|mac)$")
"""What Emacs adds for the line ends: `utf-8-unix`."""
CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def is_readable(file: SourceFile) -> bool:
    """There is a reader for its language."""
    return file.language in READERS


def read_file(file: SourceFile, root: Path, lend: Lend) -> Reading:
    """The file's facts; a file that cannot be read says why instead."""
    try:
        data = (root / file.path).read_bytes()
    except OSError as problem:
        return Reading(file, not_read=(NotRead(file.path, f"cannot be opened: {problem.strerror or problem}"),))
    text = decoded(data, file.language)
    if isinstance(text, NotRead):
        return Reading(file, not_read=(NotRead(file.path, text.reason, text.line),))
    return read_text(file, text, lend)


def read_text(file: SourceFile, text: str, lend: Lend) -> Reading:
    """The facts of a file whose text is at hand."""
    read = reader(file.language)
    if read is None:
        return Reading(file)
    source = Source(file, text)
    try:
        part = read(source, lend)
    except RecursionError:
        return Reading(file, not_read=(NotRead(file.path, "nested too deeply to be read"),))
    except Exception as problem:  # noqa: BLE001 - no file of the audited project may end the audit of the others
        told = f"mldebt failed on it ({type(problem).__name__}: {problem}), which is a fault of mldebt"
        return Reading(file, not_read=(NotRead(file.path, told),))
    return Reading(file, part.facts, part.logical_lines, part.not_read, suppressions(source, file.language))


def decoded(data: bytes, language: Language) -> str | NotRead:
    """The text with `\\n` line ends, or the reason why it is none (path left empty)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data:
        return NotRead("", "binary, not text")
    else:
        encoding = _declared(data) if language is Language.PYTHON else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return NotRead("", f"not valid {problem.encoding} at line {line}", line)
    except (LookupError, UnicodeError):
        return NotRead("", f"declares an unknown encoding {encoding!r}")
    if "\0" in text:
        return NotRead("", "binary, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _declared(data: bytes) -> str:
    """The encoding that PEP 263 lets the first two lines declare, the second only if the first holds no code."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for line in data[:4096].splitlines()[:2]:
        found = CODING.match(line)
        if found:
            return EDITORS_SUFFIX.sub("", found.group(1).decode("ascii", errors="replace"))
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return "utf-8-sig"
