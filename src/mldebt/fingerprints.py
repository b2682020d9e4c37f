"""Which finding is this, whatever happens around it?

A fingerprint is `identity:ordinal`. The identity knows the rule and what the finding is about, but no line, no column
and no path, so it survives edits elsewhere, formatters, renamed and moved files and moved functions. It also knows the
function, unless the check names a subject or the finding has several places, of which any may be the first. Findings
of one identity are numbered: how many there are is all that order can change.
"""

import hashlib
from collections.abc import Iterable

from mldebt import patterns as re
from mldebt.model import Debt, Finding, Functions, Place, Project

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.]*\w)")
"""Of a line, of a cell, of how many more there are: a number in a sentence says how things stand, not what they are."""
AFTER_PATH = re.compile(r"‹file›(?::(?:cell )?\d+)+")


class Scopes:
    """The functions of the project by file, to tell in which one a place lies."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._readings = {reading.file.path: reading for reading in project.readings}
        self._ranges: dict[str, list[tuple[int, int, str]]] = {}

    def of(self, place: Place) -> str:
        """The qualified name of the innermost function around the place; empty outside of all."""
        notes, line = self._project.notes(place.path), str(place.line)
        if line not in notes:
            if place.path not in self._ranges:
                self._ranges[place.path] = self._ranges_in(place.path)
            around = [(first, name) for first, last, name in self._ranges[place.path] if first <= place.line <= last]
            notes[line] = max(around)[1] if around else ""
        return notes[line]

    def names(self) -> dict[str, frozenset[str]]:
        """The qualified names of all functions by file."""
        return {file.path: frozenset(one.name for one in some) for file, some in self._project.each(Functions)}

    def _ranges_in(self, path: str) -> list[tuple[int, int, str]]:
        functions = self._readings[path].fact(Functions) if path in self._readings else ()
        return [(one.where.line, max(one.last_line, one.where.line), one.name) for one in functions]


def about(subject: str, message: str, paths: Iterable[str]) -> str:
    """What a finding is about: its subject, else its message without numbers; in both, its own files are unnamed.

    `paths` are those of the finding itself and of its evidence.
    """
    text = subject or message
    for path in sorted(filter(_is_named, paths), key=lambda path: (-len(path), path)):
        for name in dict.fromkeys((path, path.rpartition("/")[2])):
            text = text.replace(name, "‹file›")
    text = AFTER_PATH.sub("‹file›", text)
    return text if subject else NUMBER.sub("‹n›", text)


def about_finding(finding: Finding | Debt) -> str:
    paths = {finding.where.path, *(hop.where.path for hop in finding.evidence)}
    return about(finding.subject, finding.message, paths)


def identity(rule: str, subject: str, scope: str) -> str:
    return hashlib.sha256("\0".join((rule, subject, scope)).encode()).hexdigest()[:16]


def fingerprint(identity: str, ordinal: int) -> str:
    """Unique within one audit."""
    return f"{identity}:{ordinal}"


def identity_in(fingerprint: str) -> str:
    return fingerprint.partition(":")[0]


def _is_named(path: str) -> bool:
    """A name without a dot (`crontab`, `Makefile`) may be any word of the sentence."""
    return "." in path.rpartition("/")[2].strip(".")
