"""The story on one page: discover, read, check, link, check again, score, judge."""

import gc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import perf_counter

from mldebt.debts import debts_of, scored, unused
from mldebt.discover import discover
from mldebt.gate import judge
from mldebt.knowledge import lend, ruleset_digest
from mldebt.link import Surfaces
from mldebt.model import (
    SIZED,
    Audit,
    Check,
    Coverage,
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
    repository = discover(root, settings)
    discovered = perf_counter()
    files = [file for file in repository.files if is_readable(file) and file.role not in LEFT_OUT]
    answers = list(_read(root, files, settings, checks, progress))
    readings = tuple(reading for reading, _ in answers)
    read = perf_counter()
    project = Project(repository, readings, lend, settings.section)
    ran = [run for _, runs in answers for run in runs]
    ran += run_on_project((check for check in checks if UnusedSuppressions not in check.needs), project, lend, settings)
    found = _told(project, checks, ran, settings)
    timings = {"discover": discovered - started, "read": read - discovered, "link": perf_counter() - read}
    return _judged(project, files, checks, found, settings, timings)


def audit_file(file: SourceFile, root: Path, checks: tuple[Check, ...], settings: Settings) -> tuple[Reading, list[Ran]]:
    """Reads one file and runs the file checks on it; keeps only the facts that the project needs."""
    reading = read_file(file, root, lend)
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
    project: Project, files: list[SourceFile], checks: tuple[Check, ...], ran: list[Ran], settings: Settings,
    timings: dict[str, float],
) -> Audit:  # fmt: skip
    repository, surfaces = project.repository, project.fact(Surfaces)
    not_read = (*repository.skipped, *(missing for reading in project.readings for missing in reading.not_read))
    failed = {missing.path for missing in not_read}
    outcomes = results(checks, ran, blind=bool(failed))
    lines = sum(reading.logical_lines for reading in project.readings if reading.file.role in SIZED)
    debts = debts_of(checks, ran, project, lend)
    assessed = frozenset(o.family for o in outcomes if o.outcome in (Outcome.CLEAN, Outcome.DEBT))
    unscored = _unscored(files, failed, surfaces)
    families = [check.family for check in scored(checks)]
    total = None if unscored else score(
        debts, lines, scale_from(lend, families), incomplete=_incomplete(project, failed), assessed=assessed
    )  # fmt: skip
    return Audit(
        ProjectInfo(repository.name, repository.commit, surfaces.names(), lines),
        Coverage(len(files), len(files) - sum(file.path in failed for file in files), not_read, outcomes, _remarks(repository)),
        tuple(debt for debt in debts if _shown(debt.severity.rank, debt.confidence.rank, settings)),
        total, judge(total, debts, settings.gate), ruleset_digest(), unscored,
        ranked(debt for debt in debts if debt.open), timings,
    )  # fmt: skip


def _unscored(files: list[SourceFile], failed: set[str], surfaces: Surfaces) -> str:
    """Why there is no score; empty when there is one. Nothing analysed is never a pass."""
    if not files:
        return "Nothing to audit: no file here is of a kind that mldebt reads"
    if all(file.path in failed for file in files):
        return f"Nothing was audited: none of the {len(files)} files could be read"
    if not surfaces:
        return "No machine learning found here: nothing imports or declares an ML library, and no data job runs"
    return ""


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


def _shown(severity: int, confidence: int, settings: Settings) -> bool:
    return severity >= settings.severity.rank and confidence >= settings.min_confidence.rank
