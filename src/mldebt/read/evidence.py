"""What was collected outside the repository? Schedules, commands and notes, as `mldebt collect` wrote them down."""

import json
from collections.abc import Iterator
from typing import Any

from mldebt import patterns as re
from mldebt.model import Collected, Language, Lend, NotRead, Outside, Schedule, Schedules, Source

from .door import Part, facts, joined, read_part
from .texts import on_one_line

MARK, FORM = "mldebt_evidence", 1
FOLDER = ".mldebt/evidence/"
LISTS = {"schedules": "command", "commands": "command", "notes": "paragraphs"}
"""The lists of a file, and the key that marks the line of an entry."""


def read(source: Source, lend: Lend) -> Part:
    """The facts of all entries; what is collected counts as no code of the project's."""
    try:
        told = json.loads(source.text)
    except ValueError as problem:
        return _lost(source, f"not JSON: {problem}")
    if not isinstance(told, dict) or MARK not in told:
        ours = f"/{FOLDER}" in f"/{source.file.path}"
        return _lost(source, f"JSON, but without the key {MARK!r}") if ours else Part()
    if told[MARK] != FORM:
        return _lost(source, f"evidence in form {told[MARK]!r}, only form {FORM} is known")
    found = joined(_parts(told, source, lend))
    return Part(found.facts, 0, found.not_read)


def _parts(told: dict[str, Any], source: Source, lend: Lend) -> Iterator[Part]:
    places = {key: _lines(source.text, key) for key in set(LISTS.values())}
    for name, entries in told.items():
        if name not in LISTS:
            continue
        if not isinstance(entries, list):
            yield _lost(source, f"{name!r} should be a list")
            continue
        for number, entry in enumerate(entries, 1):
            line = next(places[LISTS[name]], 1) if isinstance(entry, dict) and LISTS[name] in entry else 1
            part = _entry(name, entry, source, line, lend)
            yield part or _lost(source, f"entry {number} of {name!r} is not as it should be", line)


def _entry(name: str, entry: object, source: Source, line: int, lend: Lend) -> Part | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("origin", ""), str):
        return None
    origin, where = entry.get("origin", ""), source.place(line)
    known = Part(facts(Outside([Collected(where, origin)])))
    if name == "notes":
        return joined([known, _note(entry, source, line, lend)])
    command, expression = entry.get("command"), entry.get("expression", "")
    if not isinstance(command, str) or not isinstance(expression, str) or (name == "schedules" and not expression):
        return None
    parts = [known, read_part(Language.SHELL, on_one_line(source, command, line), lend)]
    if name == "schedules":
        muted = entry.get("muted") is True
        schedule = Schedule("cron", expression, command, where, (line, line), muted, origin)
        parts.insert(1, Part(facts(Schedules([schedule]))))
    return joined(parts)


def _note(entry: dict[str, Any], source: Source, line: int, lend: Lend) -> Part:
    """The note as its own file would be read, all of it standing on the line of its paragraphs."""
    part = read_part(Language.ZEPPELIN, on_one_line(source, json.dumps(entry, indent=1), line), lend)
    origin = entry.get("origin", "")
    schedules = part.facts.get(Schedules)
    if schedules:
        part.facts[Schedules] = Schedules(one._replace(origin=origin) for one in schedules)
    return part


def _lines(text: str, key: str) -> Iterator[int]:
    """The lines on which entries have the key, in the order of the text."""
    pattern = re.compile(rf'(?<!\\)"{key}"\s*:')
    return (text.count("\n", 0, found.start()) + 1 for found in pattern.finditer(text))


def _lost(source: Source, reason: str, line: int = 0) -> Part:
    return Part(not_read=(NotRead(source.file.path, reason, line),))
