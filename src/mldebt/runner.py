"""Gives each check what its signature asks for. The one place where a check may fail, alone."""

from collections.abc import Callable, Iterable, Mapping, Set
from functools import partial
from typing import NamedTuple

from mldebt.model import (
    CannotTell,
    Check,
    CheckResult,
    FileFact,
    Finding,
    Lend,
    Need,
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
    at_hand,
    imported,
    is_a,
    name_of,
)

FACTS = (FileFact, ProjectFact)
"""Needs that may be empty; what is lent is asked for last."""


def is_file_check(check: Check) -> bool:
    """It asks for nothing about the project as a whole, so it runs once a file, where the file was read."""
    return not any(is_a(need, ProjectFact) for need in check.needs)


def run_on_file(checks: Iterable[Check], reading: Reading, lend: Lend, settings: Settings) -> list[Ran]:
    """Every file check that has something to look at in this file."""

    def give(need: Need) -> object:
        if is_a(need, FileFact):
            kind = at_hand(need)
            return (kind and reading.facts.get(kind)) or Absent
        return reading.file if is_a(need, SourceFile) else _lent(need, lend, settings)

    present = {name_of(kind) for kind, fact in reading.facts.items() if fact}
    due = plan_of(checks).by_role.get(reading.file.role, ())
    ran = (_run(check, give) for check, wanted in due if wanted <= present)
    return [run for run in ran if run.outcome is not Outcome.NOT_APPLICABLE]


class Plan(NamedTuple):
    """Which checks look at single files, by role, each with the names of the facts without which it is not applicable;
    and the names of what the checks of the project ask for."""

    checks: Iterable[Check]
    by_role: dict[Role, list[tuple[Check, frozenset[str]]]]
    linked: frozenset[str]


_plan: Plan | None = None


def plan_of(checks: Iterable[Check]) -> Plan:
    """Made once for the checks of an audit, because it is asked for with each file."""
    global _plan
    if _plan is None or _plan.checks is not checks:
        chosen = list(checks)
        local = [check for check in chosen if is_file_check(check)]
        by_role = {role: [(check, _wanted(check)) for check in local if role in check.roles] for role in Role}
        linked = frozenset(name_of(need) for check in chosen if not is_file_check(check) for need in check.needs)
        _plan = Plan(checks, by_role, linked)
    return _plan


def _wanted(check: Check) -> frozenset[str]:
    """The file facts it needs; none where it asks for something that nobody lends, of which it must be told."""
    known = all(is_a(need, (FileFact, SourceFile, Table, Section)) for need in check.needs)
    return frozenset(name_of(need) for need in check.needs if is_a(need, FileFact)) if known else frozenset()


def run_on_project(checks: Iterable[Check], project: Project, lend: Lend, settings: Settings) -> list[Ran]:
    """Every project check, once. File facts that such a check also asks for are those of all files in a row."""
    roles = {file.path: file.role for file in project.repository.files}
    there = project.kinds()

    def give(need: Need, project: Project) -> object:
        if is_a(need, ProjectFact):
            return _fact(need, project, there)
        if is_a(need, FileFact):
            return _of_all(need, project, there)
        return _lent(need, lend, settings)

    def run(check: Check, project: Project) -> Ran:
        return _audited(_run(check, partial(give, project=project)), check, roles)

    linked = [check for check in checks if not is_file_check(check)]
    return [
        project.recalled(f"check {check.slug}", partial(run, check)) if check.built_in else run(check, project)
        for check in linked
    ]


def results(checks: Iterable[Check], ran: Iterable[Ran], blind: bool) -> tuple[CheckResult, ...]:
    """One result a check. `blind`: files could not be read, so a check that met nothing cannot say "not applicable"."""
    by_rule: dict[str, list[Ran]] = {check.slug: [] for check in checks}
    for run in ran:
        by_rule[run.rule].append(run)
    return tuple(_result(check, by_rule[check.slug], blind) for check in checks)


class Absent:
    """Marks a need that is empty: the check is not applicable."""


def _fact(need: Need, project: Project, there: Set[str]) -> object:
    """What is known about the project; it is not asked where it says what it looks at, and no file has any of that."""
    looks_at = [name_of(one) for one in getattr(need, "looks_at", ())]
    project.looked_for(looks_at)
    if looks_at and there.isdisjoint(looks_at):
        return Absent
    return project.fact(imported(need)) or Absent


def _of_all(need: Need, project: Project, there: Set[str]) -> object:
    """The facts of all files in a row."""
    project.looked_for([name_of(need)])
    if name_of(need) not in there:
        return Absent
    kind = imported(need)
    return kind(item for _, fact in project.each(kind) for item in fact) or Absent


def _lent(need: Need, lend: Lend, settings: Settings) -> object:
    kind = imported(need)
    if issubclass(kind, Table):
        return lend(kind)
    if issubclass(kind, Section):
        return settings.section(kind)
    raise TypeError(f"nothing of type {kind.__name__} is lent to a check of this scope")


def _run(check: Check, give: Callable[[Need], object]) -> Ran:
    try:
        facts = [give(need) if is_a(need, FACTS) else None for need in check.needs]
        if any(fact is Absent for fact in facts):
            return Ran(check.slug, Outcome.NOT_APPLICABLE)
        needs = [give(need) if fact is None else fact for need, fact in zip(check.needs, facts, strict=True)]
        findings = tuple(check.run(*needs))
        if not all(isinstance(finding, Finding) for finding in findings):
            raise TypeError(f"{check.slug} yields something that is not a Finding")
    except CannotTell as answer:
        return Ran(check.slug, Outcome.UNKNOWN, reason=str(answer))
    except Exception as problem:  # noqa: BLE001 - a broken check must not take the others down
        import traceback  # as large as the runner, and hardly ever wanted

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
