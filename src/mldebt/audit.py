"""The story on one page: discover, read, check, link, check again, score, judge."""

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from mldebt.debts import debts_of, scored, unused
from mldebt.discover import discover
from mldebt.gate import judge
from mldebt.knowledge import lend, lender, ruleset_digest
from mldebt.link import ArtefactGraph, Leaks, Surfaces, worst_flow
from mldebt.model import (
    SIZED,
    Audit,
    Check,
    CheckResult,
    Coverage,
    Debt,
    FileFact,
    Outcome,
    Project,
    ProjectInfo,
    Ran,
    Reading,
    Repository,
    Role,
    Settings,
    SourceFile,
    UnusedSuppressions,
)
from mldebt.pool import spread
from mldebt.read import is_readable, read_file
from mldebt.registry import load_checks
from mldebt.runner import is_file_check, results, run_on_file, run_on_project
from mldebt.score import ranked, scale_from, score

Progress = Callable[[int, int], None]
LEFT_OUT = frozenset({Role.VENDORED, Role.GENERATED})
"""Other people's code and machines' code: not read."""


def audit(root: Path, settings: Settings, checks: tuple[Check, ...], progress: Progress | None = None) -> Audit:
    """Audits the folder with the chosen checks. Nothing of the folder is run, and nothing in it can stop the audit."""
    started = perf_counter()
    repository = _discovered(root, settings)
    discovered = perf_counter()
    files = [file for file in repository.files if is_readable(file) and file.role not in LEFT_OUT]
    answers = list(_read(Path(repository.root), files, settings, checks, progress))
    readings = tuple(reading for reading, _ in answers)
    read = perf_counter()
    project = Project(repository, readings, lender(settings), settings.section)
    ran = [run for _, runs in answers for run in runs]
    ran += run_on_project((check for check in checks if UnusedSuppressions not in check.needs), project, lend, settings)
    found = _told(project, checks, ran, settings)
    linked = perf_counter()
    timings = {"discover": discovered - started, "read": read - discovered, "link": linked - read}
    judged = _judged(project, files, checks, found, settings)
    return replace(judged, timings=timings | {"judge": perf_counter() - linked})


def _discovered(root: Path, settings: Settings) -> Repository:
    """The whole project, even where only some files are named: a file means what it means in its project."""
    whole = discover(root, replace(settings, files=()))
    if not settings.files:
        return whole
    named = discover(root, settings)
    known = {file.path for file in whole.files}
    files = sorted((*whole.files, *(file for file in named.files if file.path not in known)), key=lambda f: f.path)
    told = f"findings in {len(named.files)} of {len(files)} files were asked for; the score is that of all"
    skipped = (*whole.skipped, *(lost for lost in named.skipped if lost not in whole.skipped))
    return replace(whole, files=tuple(files), skipped=skipped, remarks=(*named.remarks, told))


def audit_file(
    file: SourceFile, root: Path, checks: tuple[Check, ...], settings: Settings
) -> tuple[Reading, list[Ran]]:
    """Reads one file and runs the file checks on it; keeps only the facts that the project needs."""
    reading = read_file(file, root, lender(settings))
    ran = run_on_file(checks, reading, lend, settings)
    wanted = {need for check in checks if not is_file_check(check) for need in check.needs}
    return _without_local_facts(reading, wanted), ran


def _read(
    root: Path, files: list[SourceFile], settings: Settings, checks: tuple[Check, ...], progress: Progress | None
) -> Iterator[tuple[Reading, list[Ran]]]:
    """Readings and runs in the order of the files, from as many processes as pay."""
    gc.disable()  # a tree dies by its reference count; collecting while trees live costs three times the parsing
    try:
        for done, answer in enumerate(spread(audit_file, files, (root, checks, settings), settings.jobs), 1):
            if progress is not None:
                progress(done, len(files))
            yield answer
    finally:
        gc.freeze()  # readings live to the end; looking through them again and again costs as much as linking
        gc.enable()


def _without_local_facts(reading: Reading, wanted: Iterable[type]) -> Reading:
    kept: dict[type[FileFact], FileFact] = {
        kind: fact for kind, fact in reading.facts.items() if not kind.local or kind in wanted
    }
    return Reading(reading.file, kept, reading.logical_lines, reading.not_read, reading.suppressions)


def _told(project: Project, checks: tuple[Check, ...], ran: list[Ran], settings: Settings) -> list[Ran]:
    """The runs so far and those of the checks that look at what the comments allowed."""
    last = [check for check in checks if UnusedSuppressions in check.needs]
    if last:
        debts = debts_of(checks, ran, project, lend)
        project.know(unused(debts, checks, ran, project, [check.slug for check in load_checks()]))
        ran = ran + run_on_project(last, project, lend, settings)
    return ran


def _judged(
    project: Project, files: list[SourceFile], checks: tuple[Check, ...], ran: list[Ran], settings: Settings
) -> Audit:
    repository, surfaces = project.repository, project.fact(Surfaces)
    coverage = _coverage(project, files, results(checks, ran, blind=_is_blind(project)))
    failed = {missing.path for missing in coverage.not_read}
    lines = sum(reading.logical_lines for reading in project.readings if reading.file.role in SIZED)
    debts = debts_of(checks, ran, project, lend)
    asked = tuple(debt for debt in debts if _is_asked_for(debt, settings.files))
    unscored, total = _unscored(files, failed, surfaces, lines), None
    if not unscored:
        scale = scale_from(lend, [check.family for check in scored(checks)])
        assessed = frozenset(c.family for c in coverage.checks if c.outcome in (Outcome.CLEAN, Outcome.DEBT))
        total = score(debts, lines, scale, incomplete=_incomplete(project, failed), assessed=assessed)
        unscored = "" if total else "Nothing was assessed: no check found anything to look at"
    return Audit(
        project=ProjectInfo(repository.name, repository.commit, surfaces.names(), lines),
        coverage=coverage,
        debts=tuple(debt for debt in asked if _shown(debt, settings)),
        score=total,
        verdict=judge(total, asked, settings.gate),
        ruleset=ruleset_digest(),
        unscored=unscored,
        todo=ranked(debt for debt in asked if debt.open),
        flow=worst_flow(graph, settings.files) if (graph := project.known(ArtefactGraph)) else None,
    )


def _coverage(project: Project, files: list[SourceFile], outcomes: tuple[CheckResult, ...]) -> Coverage:
    not_read = (*project.repository.skipped, *(lost for reading in project.readings for lost in reading.not_read))
    failed = {missing.path for missing in not_read}
    read = sum(file.path not in failed for file in files)
    leaks = project.known(Leaks)
    tangled = tuple(f"{path} was not followed to its end for leaks" for path in leaks.abandoned) if leaks else ()
    return Coverage(len(files), read, not_read, outcomes, (*_remarks(project.repository), *tangled))


def _unscored(files: list[SourceFile], failed: set[str], surfaces: Surfaces, lines: int) -> str:
    """Why there is no score; empty when there is one. Nothing analysed is never a pass."""
    if not files:
        return "Nothing to audit: no file here is of a kind that mldebt reads"
    if all(file.path in failed for file in files):
        return f"Nothing was audited: none of the {len(files)} files could be read"
    if not surfaces:
        return "No machine learning found here: nothing imports or declares an ML library, and no data job runs"
    if not lines:
        return "No score: there is no code here that could be read and counts as size"
    return ""


def _is_blind(project: Project) -> bool:
    """Of some language nothing at all could be read, so nobody can say what is not there."""
    languages = {reading.file.language for reading in project.readings if reading.not_read}
    return any(
        all(r.not_read and not r.facts for r in project.readings if r.file.language is lost) for lost in languages
    )


def _incomplete(project: Project, failed: set[str]) -> bool:
    """Less than nine tenths of the lines in scope could be read (research: a score of the rest would mislead)."""
    lost = sum(max(m.lines, 1) for r in project.readings if r.file.role in SIZED for m in r.not_read)
    return lost > 0.1 * (lost + sum(r.logical_lines for r in project.readings if r.file.role in SIZED)) or (
        len(failed) > 0 and not any(reading.facts for reading in project.readings)
    )


def _remarks(repository: Repository) -> tuple[str, ...]:
    counted = {role: sum(file.role is role for file in repository.files) for role in (*LEFT_OUT, Role.TEST, Role.DOCS)}
    left = [f"{count} {role.value}" for role, count in sorted(counted.items()) if count]
    return (*repository.remarks, *([f"not judged: {', '.join(left)} files"] if left else []))


def _is_asked_for(debt: Debt, files: tuple[str, ...]) -> bool:
    """It lies in one of the named files or folders; all of them where none is named."""
    path = debt.where.path
    return not files or any(path == name or name == "." or path.startswith(f"{name}/") for name in files)


def _shown(debt: Debt, settings: Settings) -> bool:
    return debt.severity.rank >= settings.severity.rank and debt.confidence.rank >= settings.min_confidence.rank
