"""What every reader shares: the shape of its answer, and how a part in another language is handed on."""

from collections.abc import Callable, Iterable
from dataclasses import field
from importlib import import_module

from mldebt.model import FileFact, Language, Lend, NotRead, Source, record

READERS = {
    Language.PYTHON: "python",
    Language.NOTEBOOK: "notebook",
    Language.SHELL: "shell",
    Language.SQL: "sql",
    Language.CRONTAB: "crontab",
    Language.DOCKERFILE: "dockerfile",
    Language.YAML: "yaml",
    Language.TOML: "toml",
    Language.REQUIREMENTS: "requirements",
    Language.SETUP_CFG: "setup_cfg",
    Language.ZEPPELIN: "zeppelin",
    Language.SCALA: "scala",
    Language.MAKEFILE: "makefile",
    Language.SNAKEFILE: "snakefile",
    Language.JENKINSFILE: "jenkinsfile",
    Language.SYSTEMD: "systemd",
    Language.QUARTZ: "quartz",
    Language.R: "r",
    Language.LICENCE: "licence",
    Language.EVIDENCE: "evidence",
    Language.LOCK: "lock",
    Language.MANIFEST: "manifest",
}
"""Language to the module of this room that reads it; imported when first met, because grammars are heavy."""


@record
class Part:
    """What a reader found in one text: facts by type, size in logical lines, and what it could not read."""

    facts: dict[type[FileFact], FileFact] = field(default_factory=dict)
    logical_lines: int = 0
    not_read: tuple[NotRead, ...] = ()


Reader = Callable[[Source, Lend], Part]


def reader(language: Language) -> Reader | None:
    """The `read` function of the language's module, None where no reader exists."""
    name = READERS.get(language)
    if name is None:
        return None
    found: Reader = import_module(f"mldebt.read.{name}").read
    return found


def read_part(language: Language, source: Source, lend: Lend) -> Part:
    """Reads text of a language that is known to have a reader: a heredoc, a cell, a RUN line."""
    chosen = reader(language)
    return Part() if chosen is None else chosen(source, lend)


def facts(*found: FileFact) -> dict[type[FileFact], FileFact]:
    """Facts by their type; empty ones are left out."""
    return {type(fact): fact for fact in found if fact}


def joined(parts: Iterable[Part]) -> Part:
    """Several parts of one file as one: facts of one type follow each other in the order of the parts."""
    together: dict[type[FileFact], list[object]] = {}
    lines = 0
    missing: list[NotRead] = []
    parts = list(parts)
    for part in parts:
        lines += part.logical_lines
        missing.extend(part.not_read)
    telling = [part.facts for part in parts if part.facts]
    if len(telling) == 1:
        return Part(telling[0], lines, tuple(missing))
    for part in parts:
        for kind, fact in part.facts.items():
            together.setdefault(kind, []).extend(fact)
    return Part({kind: kind(items) for kind, items in together.items()}, lines, tuple(missing))
