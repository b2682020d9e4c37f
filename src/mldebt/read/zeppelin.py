"""What does a Zeppelin note run, and when? Paragraphs go to the reader of their language, Scala ones as one program."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from mldebt import patterns as re
from mldebt.model import Accesses, Cell, Language, Lend, NotRead, Schedule, Schedules, Source

from .days import form_day
from .door import Part, facts, joined, read_part

LANGUAGES = {
    "spark": Language.SCALA, "scala": Language.SCALA, "flink": Language.SCALA,
    "pyspark": Language.PYTHON, "ipyspark": Language.PYTHON, "python": Language.PYTHON, "ipython": Language.PYTHON,
    "sql": Language.SQL, "ssql": Language.SQL, "bsql": Language.SQL, "jdbc": Language.SQL, "hive": Language.SQL,
    "psql": Language.SQL, "mysql": Language.SQL, "sh": Language.SHELL,
}  # fmt: skip
"""The last part of an interpreter's name, or what the editor highlights, to the language."""

PROGRAMS = (Language.SCALA, Language.PYTHON)
"""Paragraphs of these see what earlier ones defined."""

_INTERPRETER = re.compile(r"\s*%([\w.\-]+)(?:\([^)]*\))?[ \t]*")
_TEXT = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)"')
_VIEW = re.compile(r"(?:create(?:OrReplace)?TempView|registerTempTable)\(\s*[\"'](\w+)[\"']")
_CRON = re.compile(r'"cron"\s*:\s*"[^"]')


class Paragraph(NamedTuple):
    """A paragraph: its number in the interface, its text without the interpreter, and its line in the raw file."""

    number: int
    language: Language
    text: str
    raw: int


def read(source: Source, lend: Lend) -> Part:
    """The facts of all paragraphs that are code in a language with a reader, and the note's own schedule."""
    try:
        note = json.loads(source.text)
        paragraphs = list(_paragraphs(note, source.text))
        schedules = Schedules(_schedules(note.get("config") or {}, source))
    except (ValueError, RecursionError) as problem:
        return Part(not_read=(NotRead(source.file.path, f"not JSON: {problem}"),))
    except (LookupError, AttributeError, TypeError):
        return Part(not_read=(NotRead(source.file.path, "JSON, but not a Zeppelin note"),))
    parts = [Part(facts(schedules))]
    for language in PROGRAMS:
        program = [paragraph for paragraph in paragraphs if paragraph.language is language]
        if program:
            parts.append(read_part(language, _source(program, source), lend))
    alone = (paragraph for paragraph in paragraphs if paragraph.language not in PROGRAMS)
    parts += [read_part(paragraph.language, _source([paragraph], source), lend) for paragraph in alone]
    found = _as_filled(joined(parts), {day for day in _saved(note) if form_day(day)})
    return _without_views(found, {name for one in paragraphs for name in _VIEW.findall(one.text)})


def _saved(note: dict[str, Any]) -> Iterator[str]:
    """What somebody has filled into the forms of the note, which stays there until the next time."""
    holders = [note.get("noteParams"), *((one.get("settings") or {}).get("params") for one in note["paragraphs"])]
    yield from (one for held in holders if isinstance(held, dict) for one in held.values() if isinstance(one, str))


def _as_filled(part: Part, saved: set[str]) -> Part:
    """Forms with the day that is saved in the place of the one that they begin with."""
    accesses = part.facts.get(Accesses)
    if not saved or not accesses:
        return part
    day = next(iter(saved)) if len(saved) == 1 else ""
    begun = (one.moment[:1].isdecimal() and one.moment not in saved for one in accesses)
    filled = [one._replace(moment=day) if wrong else one for one, wrong in zip(accesses, begun, strict=True)]
    return Part({**part.facts, **facts(Accesses(filled))}, part.logical_lines, part.not_read)


def _without_views(part: Part, views: set[str]) -> Part:
    """What one paragraph registers as a view and another one reads never leaves the note, so it is no table."""
    accesses = part.facts.get(Accesses)
    if views and accesses:
        kept = (one for one in accesses if one.kind != "table" or one.path not in views)
        return Part({**part.facts, **facts(Accesses(kept))}, part.logical_lines, part.not_read)
    return part


def parts(source: Source) -> Iterator[tuple[Language, Source]]:
    """Each paragraph's text in the language it is in."""
    with suppress(ValueError, RecursionError, LookupError, AttributeError, TypeError):
        for paragraph in _paragraphs(json.loads(source.text), source.text):
            yield paragraph.language, _source([paragraph], source)


def _paragraphs(note: dict[str, Any], raw: str) -> Iterable[Paragraph]:
    written = _TEXT.finditer(raw)
    for index, paragraph in enumerate(note["paragraphs"], 1):
        text = paragraph.get("text")
        if not text:
            continue
        at = next((found.start() for found in written if json.loads(f'"{found[1]}"', strict=False) == text), 0)
        found = _INTERPRETER.match(text)
        language = _language(found[1] if found else "", paragraph, note)
        if language is not None:
            code = "\n" * text.count("\n", 0, found.end()) + text[found.end() :] if found else text
            yield Paragraph(index, language, code, raw.count("\n", 0, at) + 1)


def _language(interpreter: str, paragraph: dict[str, Any], note: dict[str, Any]) -> Language | None:
    """By the interpreter written, else by what the editor highlights, else by the note's default."""
    if interpreter:
        return LANGUAGES.get(interpreter.rpartition(".")[2])
    setting = (paragraph.get("config") or {}).get("editorSetting") or {}
    return LANGUAGES.get(str(setting.get("language") or note.get("defaultInterpreterGroup") or "spark"))


def _source(paragraphs: list[Paragraph], source: Source) -> Source:
    lines = [
        (source.place(paragraph.raw).line, Cell(paragraph.number, number))
        for paragraph in paragraphs
        for number in range(1, paragraph.text.count("\n") + 2)
    ]
    return Source(source.file, "\n".join(paragraph.text for paragraph in paragraphs), tuple(lines))


def _schedules(config: dict[str, Any], source: Source) -> Iterable[Schedule]:
    expression = config.get("cron")
    if not isinstance(expression, str) or not expression or config.get("isZeppelinNotebookCronEnable") is False:
        return
    found = _CRON.search(source.text)
    line = source.text.count("\n", 0, found.start()) + 1 if found else 1
    last = source.place(source.text.count("\n") + 1).line
    yield Schedule("quartz", expression, "", source.place(line), (source.place(1).line, last))
