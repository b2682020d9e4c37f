"""How is it told what the repository shows: practices, the questions that measure debt, the tests of ML readiness?"""

from collections import Counter
from collections.abc import Iterator

from mldebt.model import Answer, Audit, Debt, Following, Pledge, Practice, Shown

from .words import plain

MEASURING = "measuring"
QUESTIONS = "Sculley's measuring questions"
TESTS = "ML Test Score, evidence sheet"
STATES: dict[Shown, str] = {
    "evidence": "evidence", "attested": "attested", "not-found": "not found", "cannot-be-told": "cannot be told",
}  # fmt: skip
FOLLOWING: dict[Following, str] = {
    "missing": "missing", "attested": "attested", "allowed": "allowed by a comment", "followed": "followed",
    "unknown": "unknown", "not-applicable": "not applicable", "not-assessed": "not assessed",
}  # fmt: skip


def measuring(audit: Audit) -> list[Answer]:
    return [answer for answer in audit.answers if answer.section == MEASURING]


def tests(audit: Audit) -> list[Answer]:
    """The sheet: data, model, infrastructure, monitoring."""
    return [answer for answer in audit.answers if answer.section != MEASURING]


def sheet_in_short(audit: Audit) -> str:
    """ML Test Score: evidence for 12 of 28 tests, ...; empty without a sheet."""
    sheet = tests(audit)
    if not sheet:
        return ""
    states = Counter(answer.shown for answer in sheet)
    parts = [f"ML Test Score: evidence for {states['evidence']:,} of {len(sheet)} tests"]
    parts += [f"{states[state]:,} {STATES[state]}" for state in STATES if state != "evidence" and states[state]]
    return ", ".join(parts)


def practices_in_short(audit: Audit) -> str:
    """1 missing, 2 attested, 15 not assessed."""
    if not audit.answers:
        return ""
    states = Counter(practice.following for practice in audit.practices)
    parts = ", ".join(f"{states[state]:,} {told}" for state, told in FOLLOWING.items() if states[state])
    return f"practices: {parts}" if parts else ""


def told(answer: Answer) -> Iterator[tuple[str, str]]:
    """Lines of label and text: what is there, who attests it, what was found against it, what would be evidence."""
    for hop in answer.found:
        yield ("+", f"{plain(str(hop.where)) if hop.where.line else plain(hop.where.path)} {plain(hop.message)}")
    if answer.pledge is not None:
        yield ("+" if answer.pledge.holds else "-", plain(attestation(answer.pledge)))
    for hop in answer.against:
        yield ("-", f"{plain(str(hop.where))} {plain(hop.message)}")
    if answer.shown == "not-found":
        yield ("", f"would be evidence: {answer.missing}")
    elif answer.shown == "cannot-be-told":
        yield ("", answer.missing)


def attestation(pledge: Pledge) -> str:
    return pledge.told if pledge.holds else f"{pledge.owner}'s attestation of {pledge.practice} {pledge.lapse}"


def attested(debt: Debt) -> str:
    """Who answers for what this finding misses; empty where nobody does."""
    return "" if debt.pledge is None else plain(attestation(debt.pledge))


def standing_of(practice: Practice) -> str:
    """Of one practice: how it stands, by which check, and who answers for it."""
    by = f" (asked by {practice.rule})" if practice.rule else ", no check that ran asks for it"
    pledge = f"; {plain(attestation(practice.pledge))}" if practice.pledge is not None else ""
    return f"{FOLLOWING[practice.following]}{by}{pledge}"
