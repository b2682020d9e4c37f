"""Practices, questions and tests as lines of the terminal."""

from collections.abc import Iterable, Iterator

from mldebt.model import Answer, Audit

from .ink import Text
from .layout import labelled, wrapped
from .shown import QUESTIONS, STATES, TESTS, measuring, practices_in_short, sheet_in_short, standing_of, tests, told
from .words import plain

INK = {"evidence": "", "attested": "", "not-found": "yellow", "cannot-be-told": "dim"}


def in_short(audit: Audit, width: int | None, verbose: bool) -> Iterator[Text]:
    """Two lines of the coverage."""
    for line in filter(None, (practices_in_short(audit), sheet_in_short(audit))):
        yield from wrapped(line if verbose else f"{line}; -v shows them", width, 2)


def questions(audit: Audit, width: int | None) -> Iterator[Text]:
    yield from _sheet(QUESTIONS, measuring(audit), width, in_sections=False)


def sheet(audit: Audit, width: int | None) -> Iterator[Text]:
    yield from _sheet(TESTS, tests(audit), width, in_sections=True)


def practices(audit: Audit, width: int | None) -> Iterator[Text]:
    if not audit.answers:
        return
    yield Text("Practices", "bold")
    for one in audit.practices:
        yield from labelled(f"  {one.family}: {plain(one.name)}", standing_of(one), width)


def _sheet(title: str, answers: Iterable[Answer], width: int | None, *, in_sections: bool) -> Iterator[Text]:
    section = ""
    for answer in answers:
        if not section:
            yield Text(title, "bold")
        if answer.section != section and in_sections:
            yield Text(f"  {answer.section}")
        section = answer.section
        yield from labelled(f"  {STATES[answer.shown]:<14}", answer.question, width, INK[answer.shown])
        for mark, line in told(answer):
            yield from labelled(f"{'':<18}{mark or ' '}", line, width, "dim")
