"""The checks as JUnit test cases, for every CI that can show tests.

A form so small that both public schemas of JUnit XML allow it. The clock must not change a byte, so the time that they
demand is the beginning of all times.
"""

from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mldebt.model import Audit, CheckResult, Debt, Outcome

from .words import by_place, gaps, plain, spot, standing, unscored

NO_TIME, NO_SECONDS = "1970-01-01T00:00:00", "0"


def junit(audit: Audit) -> str:
    cases = list(_cases(audit))
    root = Element("testsuites")
    suite = SubElement(root, "testsuite", {
        "package": "mldebt", "id": "0", "name": "mldebt", "timestamp": NO_TIME, "hostname": "localhost",
        "tests": str(len(cases)), "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)), "time": NO_SECONDS,
    })  # fmt: skip
    SubElement(suite, "properties")
    suite.extend(cases)
    SubElement(suite, "system-out").text = "\n".join((f"{standing(audit)}.", *map(plain, audit.coverage.remarks)))
    unread = (f"{plain(path)} was not fully read: {plain(reason)}" for path, reason in gaps(audit.coverage))
    SubElement(suite, "system-err").text = "\n".join(unread)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _cases(audit: Audit) -> Iterator[Element]:
    """The gate first; then, check by check, its findings, or that it found nothing."""
    gate = _case("mldebt", "gate")
    if not audit.verdict.passed:
        _add(gate, "failure", "gate", "; ".join(map(plain, audit.verdict.failures)))
    yield gate
    if not audit.coverage.files_read:
        nothing = _case("mldebt", "coverage")
        _add(nothing, "error", "nothing-read", f"{unscored(audit)}.")
        yield nothing
    found: defaultdict[str, list[Debt]] = defaultdict(list)
    for debt in sorted(audit.debts, key=by_place):
        if debt.open:
            found[debt.rule].append(debt)
    results = {result.rule: result for result in audit.coverage.checks}
    for rule in sorted({*found, *results}):
        yield from map(_failed, found.get(rule, ()))
        if rule in results:
            yield from _ended(results[rule])


def _failed(debt: Debt) -> Element:
    """The name keeps to what stays when lines move, so that a history of tests can be kept."""
    case = _case(f"mldebt.{debt.family}.{debt.rule}", f"{debt.where.path or '.'} {debt.fingerprint}")
    hops = [f"{spot(hop.where)}: {plain(hop.message)}" for hop in debt.evidence]
    fix = [f"fix: {plain(debt.fix)}"] if debt.fix else []
    text = "\n".join((f"{spot(debt.where)}: {plain(debt.message)}", *hops, *fix))
    _add(case, "failure", debt.severity.value, plain(debt.message), text)
    return case


def _ended(result: CheckResult) -> Iterator[Element]:
    """Only a check that looked at something can pass; one that crashed is an error."""
    name = f"mldebt.{result.family}.{result.rule}"
    if result.outcome is Outcome.CLEAN:
        yield _case(name, "no finding")
    elif result.outcome is Outcome.CRASHED:
        case = _case(name, "crashed")
        _add(case, "error", "crashed", plain(result.reason))
        yield case


def _case(classname: str, name: str) -> Element:
    return Element("testcase", {"classname": _token(classname), "name": _token(name), "time": NO_SECONDS})


def _add(case: Element, tag: str, kind: str, message: str, text: str = "") -> None:
    SubElement(case, tag, {"type": kind, "message": message}).text = text or message


def _token(text: str) -> str:
    return " ".join(plain(text).split())
