"""The sections of the page that tell what the repository shows."""

from collections.abc import Iterator

from mldebt.model import Answer, Audit, Shown

from .markup import escaped
from .shown import QUESTIONS, STATES, TESTS, measuring, practices_in_short, sheet_in_short, standing_of, tests, told

TONES: dict[Shown, str] = {"evidence": "good", "attested": "good", "not-found": "fair", "cannot-be-told": "dim"}


def shown(audit: Audit) -> str:
    if not audit.answers:
        return ""
    return "".join(f"{line}\n" for line in _lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    yield f"<h2>{escaped(QUESTIONS)}</h2>"
    for answer in measuring(audit):
        yield from _answer(answer)
    yield f"<h2>{escaped(TESTS)}</h2>"
    yield f'<p class="dim">{escaped(sheet_in_short(audit))}. Evidence is no pass: it is there, good or not.</p>'
    section = ""
    for answer in tests(audit):
        if answer.section != section:
            section = answer.section
            yield f"<h3>{escaped(section)}</h3>"
        yield from _answer(answer)
    yield "<h2>Practices</h2>"
    yield f"<details><summary>{escaped(practices_in_short(audit).removeprefix('practices: '))}</summary><ul>"
    for one in audit.practices:
        yield f"<li><code>{escaped(one.name)}</code> ({escaped(one.family)}) {escaped(standing_of(one))}</li>"
    yield "</ul></details>"


def _answer(answer: Answer) -> Iterator[str]:
    mark = f'<span class="mark {TONES[answer.shown]}">{STATES[answer.shown]}</span>'
    yield f"<details><summary>{mark} {escaped(answer.question)}</summary><ul>"
    for sign, line in told(answer):
        yield f"<li>{'against: ' if sign == '-' else ''}{escaped(line)}</li>"
    yield "</ul></details>"
