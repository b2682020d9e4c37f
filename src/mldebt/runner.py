"""Gives each check what its signature asks for. The one place where a check may fail, alone."""

import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from mldebt.model import (
    CannotTell,
    Check,
    CheckResult,
    FileFact,
    Finding,
    Lend,
    Outcome,
    Project,
    ProjectFact,
    Ran,
    Reading,
    Role,
    Section,
    Settings,
    SourceFile,
    Table,
)


def is_file_check(check: Check) -> bool:
    """It asks for nothing about the project as a whole, so it runs once a file, where the file was read."""
    return not any(issubclass(need, ProjectFact) for need in check.needs)


def run_on_file(checks: Iterable[Check], reading: Reading, lend: Lend, settings: Settings) -> list[Ran]:
    """Every file check that has something to look at in this file."""

    def give(need: type[Any]) -> object:
        if issubclass(need, FileFact):
            return reading.facts.get(need) or Absent
        return reading.file if need is SourceFile else _lent(need, lend, settings)

    present = {kind for kind, fact in reading.facts.items() if fact}
    due = plan_of(checks).by_role.get(reading.file.role, ())
    ran = (_run(check, give) for check, wanted in due if wanted <= present)
    return [run for run in ran if run.outcome is not Outcome.NOT_APPLICABLE]


class Plan(NamedTuple):
    """Which checks look at single files, by role, each with the facts without which it is not applicable; and what the
    checks of the project ask for."""

    checks: Iterable[Check]
    by_role: dict[Role, list[tuple[Check, frozenset[type[Any]]]]]
    linked: frozenset[type[Any]]


_plan: Plan | None = None


def plan_of(checks: Iterable[Check]) -> Plan:
    """Made once for the checks of an audit, because it is asked for with each file."""
    global _plan
    if _plan is None or _plan.checks is not checks:
        chosen = list(checks)
        local = [check for check in chosen if is_file_check(check)]
        by_role = {role: [(check, _wanted(check)) for check in local if role in check.roles] for role in Role}
        linked = frozenset(need for check in chosen if not is_file_check(check) for need in check.needs)
        _plan = Plan(checks, by_role, linked)
    return _plan


def _wanted(check: Check) -> frozenset[type[Any]]:
    """The file facts it needs; none where it asks for something that nobody lends, of which it must be told."""
    facts = frozenset(need for need in check.needs if issubclass(need, FileFact))
    known = all(issubclass(need, FileFact | SourceFile | Table | Section) for need in check.needs)
    return facts if known else frozenset()


def run_on_project(checks: Iterable[Check], project: Project, lend: Lend, settings: Settings) -> list[Ran]:
    """Every project check, once. File facts that such a check also asks for are those of all files in a row."""
    roles = {file.path: file.role for file in project.repository.files}

    def give(need: type[Any]) -> object:
        if issubclass(need, ProjectFact):
            return project.fact(need) or Absent
        if issubclass(need, FileFact):
            return need(item for _, fact in project.each(need) for item in fact) or Absent
        return _lent(need, lend, settings)

    return [_audited(_run(check, give), check, roles) for check in checks if not is_file_check(check)]


def results(checks: Iterable[Check], ran: Iterable[Ran], blind: bool) -> tuple[CheckResult, ...]:
    """One result a check. `blind`: files could not be read, so a check that met nothing cannot say "not applicable"."""
    by_rule: dict[str, list[Ran]] = {check.slug: [] for check in checks}
    for run in ran:
        by_rule[run.rule].append(run)
    return tuple(_result(check, by_rule[check.slug], blind) for check in checks)


class Absent:
    """Marks a need that is empty: the check is not applicable."""


def _lent(need: type[Any], lend: Lend, settings: Settings) -> object:
    if issubclass(need, Table):
        return lend(need)
    if issubclass(need, Section):
        return settings.section(need)
    raise TypeError(f"nothing of type {need.__name__} is lent to a check of this scope")


def _run(check: Check, give: Callable[[type[Any]], object]) -> Ran:
    try:
        needs = [give(need) for need in check.needs]
        if any(need is Absent for need in needs):
            return Ran(check.slug, Outcome.NOT_APPLICABLE)
        findings = tuple(check.run(*needs))
        if not all(isinstance(finding, Finding) for finding in findings):
            raise TypeError(f"{check.slug} yields something that is not a Finding")
    except CannotTell as answer:
        return Ran(check.slug, Outcome.UNKNOWN, reason=str(answer))
    except Exception as problem:  # noqa: BLE001 - a broken check must not take the others down
        told = f"{type(problem).__name__}: {problem}"
        return Ran(check.slug, Outcome.CRASHED, reason=told, traceback=traceback.format_exc())
    return Ran(check.slug, Outcome.DEBT if findings else Outcome.CLEAN, findings)


def _audited(run: Ran, check: Check, roles: Mapping[str, Role]) -> Ran:
    """Without the findings in files whose role the check does not look at."""
    kept = tuple(f for f in run.findings if roles.get(f.where.path, Role.APPLICATION) in check.roles)
    if run.outcome is Outcome.DEBT and not kept:
        return run._replace(outcome=Outcome.CLEAN, findings=())
    return run._replace(findings=kept)


def _result(check: Check, ran: list[Ran], blind: bool) -> CheckResult:
    for outcome in (Outcome.CRASHED, Outcome.DEBT, Outcome.UNKNOWN, Outcome.CLEAN):
        for run in ran:
            if run.outcome is outcome:
                return CheckResult(check.slug, check.family, outcome, run.reason, run.traceback)
    if blind:
        reason = "some files could not be read, and the others hold nothing to look at"
        return CheckResult(check.slug, check.family, Outcome.UNKNOWN, reason)
    return CheckResult(check.slug, check.family, Outcome.NOT_APPLICABLE)
