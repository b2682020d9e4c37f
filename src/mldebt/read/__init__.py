"""Bytes of one file to its facts. Trees never leave this room."""

import codecs
from dataclasses import replace
from pathlib import Path

from mldebt import patterns as re
from mldebt.lazily import lazily
from mldebt.model import AUDITED, FileFact, Language, Lend, NotRead, Reading, Requirements, Source, SourceFile

from .door import READERS, Part, facts, joined, reader
from .headers import head_of, licence_header
from .machine_paths import machine_paths
from .secrets import secrets
from .suppressions import parts_of, suppressions

with lazily(__name__):
    from .crontab import entries_of, is_muted
    from .installed import environment_of

__all__ = [
    "CODE", "decoded", "entries_of", "environment_of", "head_of", "is_muted", "is_readable", "read_file", "read_text",
]  # fmt: skip

EDITORS_SUFFIX = re.compile(r"-(?:unix|dos|mac)$")
"""What Emacs adds for the line ends: `utf-8-unix`."""
CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
WITH_HEADERS = frozenset({Language.PYTHON, Language.SHELL, Language.SCALA, Language.SQL})
"""Languages whose files begin with a comment that may say under which licence they are."""

DEPLOYING = frozenset({Language.YAML, Language.DOCKERFILE, Language.SHELL, Language.REQUIREMENTS, Language.TOML,
                       Language.MAKEFILE})  # fmt: skip
"""Languages that say on which machines the program runs, and with which builds."""
CHOOSING = frozenset({Language.YAML, Language.TOML, Language.MANIFEST})
"""Languages in which a file may choose the runtime of the program."""
MENTIONING = frozenset({Language.YAML, Language.DOCKERFILE, Language.MAKEFILE, Language.SHELL, Language.TOML,
                        Language.SETUP_CFG, Language.CRONTAB})  # fmt: skip
"""Languages in which a library is called by its name: a server that is started, a class that a configuration names."""

CODE = frozenset({
    Language.PYTHON, Language.NOTEBOOK, Language.SHELL, Language.SQL, Language.SCALA, Language.ZEPPELIN,
})  # fmt: skip
"""Languages whose lines are the size of a project; a broken table of settings is no lost code."""


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
        return Reading(file, not_read=(NotRead(file.path, text.reason, text.line, _lines(data, file.language)),))
    reading = read_text(file, text, lend)
    return _counted(reading, data)


def _counted(reading: Reading, data: bytes) -> Reading:
    """The reading; where nothing of the file could be read, with the number of lines that are lost."""
    if reading.facts or reading.logical_lines or len(reading.not_read) != 1:
        return reading
    (lost,) = reading.not_read
    if lost.lines or lost.foreign:
        return reading
    return replace(reading, not_read=(replace(lost, lines=_lines(data, reading.file.language)),))


def _lines(data: bytes, language: Language) -> int:
    """About how many lines of code are lost with a file that could not be read; a notebook's are JSON strings."""
    if language not in CODE:
        return 0
    written = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return written.count(b'\\n"') if language is Language.NOTEBOOK else written.count(b"\n") + 1


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
    found = {**part.facts, **_plain_text(source, lend)}
    if file.language in WITH_HEADERS:
        found |= facts(licence_header(source))
    if file.language in DEPLOYING:
        from .cards import card_signs

        found |= facts(card_signs(source))
    if file.language in CHOOSING:
        from .runtimes import runtimes

        found |= facts(runtimes(source))
    if file.language in MENTIONING and Requirements not in found:
        from .mentions import mentions

        found |= facts(mentions(source, lend))
    return Reading(file, found, part.logical_lines, part.not_read, suppressions(source, file.language))


def _plain_text(source: Source, lend: Lend) -> dict[type[FileFact], FileFact]:
    """What is seen in a text without understanding it, so also where it does not parse."""
    if source.file.role not in AUDITED:
        return {}
    language = source.file.language
    parts = parts_of(language, source)
    texts = [(language, source)] if parts is None else parts
    found = [fact for inner, text in texts for fact in (machine_paths(text, inner, lend), secrets(text, inner, lend))]
    return joined(Part({type(fact): fact}) for fact in found if fact).facts


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
