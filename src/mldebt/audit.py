"""The story on one page: discover, read, check, link, check again, score, judge."""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from mldebt.debts import debts_of, scored, unused
from mldebt.discover import BaseTree, changed_lines, discover, discover_base
from mldebt.fingerprints import Scopes
from mldebt.gate import Case, judge
from mldebt.knowledge import lend, lender, ruleset_digest
from mldebt.link import Pledges, answers_of, names_of
from mldebt.model import (
    AUDITED,
    SIZED,
    Audit,
    BaseFunctions,
    Check,
    CheckResult,
    Comparison,
    Coverage,
    Debt,
    FileFact,
    Flow,
    Functions,
    Language,
    NotRead,
    Outcome,
    Program,
    Project,
    ProjectFact,
    ProjectInfo,
    Ran,
    Reading,
    Repository,
    Role,
    Score,
    Settings,
    SourceFile,
    UnusedSuppressions,
    asks_for,
    is_a,
    name_of,
    record,
)
from mldebt.past import Baseline, Before, Compared, Now, Tree, since, since_baseline
from mldebt.pool import spread
from mldebt.read import CODE, environment_of, head_of, is_readable, read_file
from mldebt.registry import load_checks
from mldebt.runner import plan_of, results, run_on_file, run_on_project
from mldebt.score import Scale, practices, ranked, scale_from, score
from mldebt.store.readings import Readings

Progress = Callable[[int, int], None]
LEFT_OUT = frozenset({Role.VENDORED, Role.GENERATED})
"""Other people's code and machines' code: not read."""


@record
class Seen:
    """One tree, looked at: its files, its facts, and what the checks found in it."""

    project: Project
    files: list[SourceFile]
    ran: list[Ran]
    timings: dict[str, float]
    kept: Readings | None = None


def audit(
    root: Path, settings: Settings, checks: tuple[Check, ...], progress: Progress | None = None,
    past: BaseTree | Baseline | None = None, known: Iterable[ProjectFact] = (), situation: bytes | None = None,
) -> Audit:  # fmt: skip
    """Audits the folder with the chosen checks. Nothing of the folder is run, and nothing in it can stop the audit.

    Where there is a `past`, debts are new or known: the tree that a change starts from, or a file of accepted debts.
    `known` are facts that the folder itself cannot tell, such as what another tree looks like (`base_of`). What was
    found in files before, by the same program in this `situation`, is taken from the store; without one from nowhere.
    """
    environment = environment_of(Path(root), settings.python)
    known = [*known, *([environment] if environment is not None else [])]
    before = _base(past, Path(root).name, settings, checks, known, situation) if isinstance(past, BaseTree) else None
    started = perf_counter()
    repository = _discovered(root, settings)
    functions = before.functions if before else BaseFunctions({})
    seen = _seen(repository, settings, checks, progress, [functions, *known], situation)
    judging = perf_counter()
    judged = _judged(seen, checks, settings, before or (past if isinstance(past, Baseline) else None))
    if seen.kept is not None:
        seen.kept.end()
    discovered = judging - started - sum(seen.timings.values())
    timings = {"discover": discovered, **seen.timings, "judge": perf_counter() - judging}
    return replace(judged, timings=timings)


def _seen(
    repository: Repository, settings: Settings, checks: tuple[Check, ...], progress: Progress | None,
    known: Iterable[ProjectFact], situation: bytes | None, *, is_base: bool = False,
) -> Seen:  # fmt: skip
    """Of a `base` only what was found in single files is kept: it lies elsewhere each time."""
    started = perf_counter()
    root = Path(repository.root)
    files = [file for file in repository.files if is_readable(file) and file.role not in LEFT_OUT]

    def again(file: SourceFile) -> Reading:
        return audit_file(file, root, checks, settings)[0]

    homes = _homes(checks)
    kept = None if situation is None else Readings(root, situation, homes, again, is_lasting=not is_base)
    answers = list(_read(root, files, settings, checks, progress, kept))
    heads = tuple(_heads(repository))
    readings = (*(reading for reading, _ in answers), *heads)
    read = perf_counter()
    project = Project(repository, readings, lender(settings), settings.section)
    if kept is not None:
        project = kept.project(project, heads)
    for fact in known:
        project.know(fact)
    ran = [run for _, runs in answers for run in runs]
    ran += run_on_project(
        (check for check in checks if not asks_for(check.needs, UnusedSuppressions)), project, lend, settings
    )
    found = _told(project, checks, ran, settings)
    return Seen(project, files, found, {"read": read - started, "link": perf_counter() - read}, kept)


@record
class Base:
    """The audit of the tree that a change starts from, as far as today's needs it."""

    before: Before
    functions: BaseFunctions
    lines: int
    unread: int
    assessed: frozenset[str]
    root: Path
    sized: frozenset[str]


def _base(
    past: BaseTree, name: str, settings: Settings, checks: tuple[Check, ...], known: Iterable[ProjectFact],
    situation: bytes | None = None,
) -> Base:  # fmt: skip
    """Judged with the same settings and checks. Its facts are let go before today's tree is read."""
    seen = _seen(
        discover_base(past, settings, name),
        settings,
        checks,
        None,
        [BaseFunctions({}), *known],
        situation,
        is_base=True,
    )
    project = seen.project
    outcomes = {result.rule: result.outcome for result in results(checks, seen.ran, blind=_is_blind(project))}
    families = {check.slug: check.family for check in checks}
    return Base(
        Before(past.told, _tree(seen, checks), outcomes, frozenset(m.path for m in _unread(project)), past.remarks),
        BaseFunctions({file.path: tuple(functions) for file, functions in project.each(Functions)}),
        _size(project), _unread_lines(project),
        frozenset(families[rule] for rule, outcome in outcomes.items() if outcome in (Outcome.CLEAN, Outcome.DEBT)),
        past.folder, _sized(project),
    )  # fmt: skip


def _tree(seen: Seen, checks: tuple[Check, ...], *, is_compared: bool = True) -> Tree:
    """The names of its functions are wanted only where it is held against another tree."""
    project = seen.project
    names = Scopes(project).names() if is_compared else {}
    paths = frozenset(file.path for file in project.repository.files)
    return Tree(debts_of(checks, seen.ran, project, lend), paths, names)


def _heads(repository: Repository) -> Iterator[Reading]:
    """Of other people's code only the licence: what the head of each file says, and the licences in their folders."""
    root = Path(repository.root)
    for file in repository.files:
        if file.role is Role.VENDORED and file.language is Language.LICENCE:
            yield read_file(file, root, lend)
        elif file.role is Role.VENDORED and is_readable(file):
            yield head_of(file, root)


def _discovered(root: Path, settings: Settings) -> Repository:
    """The whole project, even where only some files are named: a file means what it means in its project."""
    whole = discover(root, replace(settings, files=()))
    if not settings.files:
        return whole
    known = {file.path for file in whole.files}
    if known.issuperset(settings.files):  # as a hook names them: there is nothing more to look for
        told = f"findings in {len(set(settings.files))} of {len(known)} files were asked for; the score is that of all"
        return replace(whole, remarks=(*whole.remarks, told))
    named = discover(root, settings)
    files = sorted((*whole.files, *(file for file in named.files if file.path not in known)), key=lambda f: f.path)
    told = f"findings in {len(named.files)} of {len(files)} files were asked for; the score is that of all"
    skipped = (*whole.skipped, *(lost for lost in named.skipped if lost not in whole.skipped))
    return replace(whole, files=tuple(files), skipped=skipped, remarks=(*named.remarks, told))


def base_of(root: Path, settings: Settings) -> BaseFunctions:
    """What a checked out tree lends to an audit that compares another one with it."""
    repository = discover(root, replace(settings, files=()))
    files = [file for file in repository.files if is_readable(file) and file.role in AUDITED]
    found = {file.path: read_file(file, root, lend).fact(Functions) for file in files}
    return BaseFunctions({path: tuple(functions) for path, functions in found.items() if functions})


def audit_file(
    file: SourceFile, root: Path, checks: tuple[Check, ...], settings: Settings
) -> tuple[Reading, list[Ran]]:
    """Reads one file and runs the file checks on it; keeps only the facts that the project needs."""
    reading = read_file(file, root, lender(settings))
    ran = run_on_file(checks, reading, lend, settings)
    return _without_local_facts(reading, plan_of(checks).linked), ran


def _read(
    root: Path, files: list[SourceFile], settings: Settings, checks: tuple[Check, ...], progress: Progress | None,
    kept: Readings | None,
) -> Iterator[tuple[Reading, list[Ran]]]:  # fmt: skip
    """Readings and runs in the order of the files: kept ones, and new ones from as many processes as pay."""
    gc.disable()  # until `spread` ends: what is read lives on, and looking through it again and again costs
    known = {} if kept is None else kept.known(files)
    unknown = [file for file in files if file.path not in known]
    made = iter(spread(audit_file, unknown, (root, checks, settings), settings.jobs))
    new = []
    for done, file in enumerate(files, 1):
        answer = known.get(file.path)
        if answer is None:
            answer = next(made)
            new.append(answer)
        if progress is not None:
            progress(done, len(files))
        yield answer
    for _ in made:  # it ends here, and the collector looks around again
        pass
    if kept is not None:
        kept.keep(new)


def _homes(checks: Iterable[Check]) -> set[str]:
    """The modules that define facts which plugins brought."""
    needs = {need for check in checks for need in check.needs if is_a(need, FileFact)}
    return {name_of(need).rpartition(".")[0] for need in needs}


def _without_local_facts(reading: Reading, wanted: Collection[str]) -> Reading:
    kept: dict[type[FileFact], FileFact] = {
        kind: fact for kind, fact in reading.facts.items() if not kind.local or name_of(kind) in wanted
    }
    return Reading(reading.file, kept, reading.logical_lines, reading.not_read, reading.suppressions)


def _told(project: Project, checks: tuple[Check, ...], ran: list[Ran], settings: Settings) -> list[Ran]:
    """The runs so far and those of the checks that look at what the comments allowed."""
    last = [check for check in checks if asks_for(check.needs, UnusedSuppressions)]
    if last:
        has_comments = any(reading.suppressions for reading in project.readings)
        debts = debts_of(checks, ran, project, lend) if has_comments else ()
        project.know(unused(debts, checks, ran, project, [check.slug for check in load_checks()]))
        ran = ran + run_on_project(last, project, lend, settings)
    return ran


def _judged(seen: Seen, checks: tuple[Check, ...], settings: Settings, past: Base | Baseline | None) -> Audit:
    project, files = seen.project, seen.files
    repository, surfaces = project.repository, project.recalled("surfaces", names_of)
    coverage = _coverage(project, files, results(checks, seen.ran, blind=_is_blind(project)))
    failed = {missing.path for missing in coverage.not_read}
    lines, unread, incomplete = _size(project), _unread_lines(project), _incomplete(project, failed)
    assessed = frozenset(c.family for c in coverage.checks if c.outcome in (Outcome.CLEAN, Outcome.DEBT))
    scale = scale_from(lend, _families(checks, settings))
    unscored = _unscored(files, failed, surfaces, lines)

    def rescore(debts: Iterable[Debt], size: int = lines) -> Score | None:
        if unscored:
            return None
        return score(debts, size, scale, incomplete=incomplete, assessed=assessed, unread_lines=unread)

    compared = _compared(past, _tree(seen, checks, is_compared=past is not None), project, scale, rescore, settings)
    total = rescore(compared.debts)
    counted = tuple(debt for debt in compared.counted if _is_asked_for(debt, settings.files))
    asked = tuple(debt for debt in compared.debts if _is_asked_for(debt, settings.files))
    on_base = partial(rescore, size=past.lines) if isinstance(past, Base) else rescore
    comparison = compared.comparison and _asked_of(compared.comparison, counted, settings.files)
    gated = total if counted == asked else rescore(compared.counted)
    case = Case(settings.gate, counted, gated, comparison, coverage, rescore, on_base)
    return Audit(
        project=ProjectInfo(repository.name, repository.commit, surfaces, lines),
        coverage=coverage,
        debts=tuple(debt for debt in asked if _shown(debt, settings)),
        score=total,
        verdict=judge(case),
        ruleset=_ruleset(checks),
        unscored=unscored or ("" if total else "Nothing was assessed: no check found anything to look at"),
        todo=ranked(debt for debt in asked if debt.open),
        checks=checks,
        comparison=comparison,
        practices=practices(checks, coverage.checks, asked, project.fact(Pledges).by_practice, lend),
        answers=answers_of(project, asked),
        flow=_worst_flow(project, settings.files),
    )


def _compared(
    past: Base | Baseline | None, tree: Tree, project: Project, scale: Scale,
    rescore: Callable[..., Score | None], settings: Settings,
) -> Compared:  # fmt: skip
    """Today's debts held against the past, where there is one."""
    if past is None:
        return Compared(tuple(tree.debts), tuple(tree.debts), None)
    if isinstance(past, Baseline):
        return since_baseline(past, tree.debts)

    def value_before(debts: Iterable[Debt]) -> float | None:
        found = score(debts, past.lines, scale, incomplete=False, assessed=past.assessed, unread_lines=past.unread)
        return None if found is None else found.value

    def value_now(debts: Iterable[Debt]) -> float | None:
        found = rescore(debts, past.lines)
        return None if found is None else found.value

    most = settings.max_file_kb * 1024 * 10
    changed = changed_lines(past.root, past.sized, Path(project.repository.root), _sized(project), most)
    now = Now(tree, tuple(_unread(project)), changed, settings.gate.trust_new_suppressions)
    return since(past.before, now, (value_before, value_now))


def _asked_of(comparison: Comparison, counted: tuple[Debt, ...], files: tuple[str, ...]) -> Comparison:
    """What concerns the named files; `counted` are the debts in them."""
    names = {debt.fingerprint for debt in counted}
    return replace(
        comparison,
        new=tuple(debt for debt in comparison.new if debt.fingerprint in names),
        fixed=tuple(debt for debt in comparison.fixed if _is_asked_for(debt, files)),
        allowed=tuple(debt for debt in comparison.allowed if debt.fingerprint in names),
        added={name: minutes for name, minutes in comparison.added.items() if name in names},
    )


def _families(checks: tuple[Check, ...], settings: Settings) -> set[str]:
    """What the mean is over: a family that is ignored stays in it as one without debt, for to ignore must not hurt."""
    ignored = [one for one in scored(load_checks()) if {one.slug, one.family} & set(settings.ignore)]
    wanted = {*settings.select, *settings.extend_select}
    kept = [one for one in ignored if not settings.select or {one.slug, one.family} & wanted]
    return {check.family for check in (*scored(checks), *kept)}


def _ruleset(checks: tuple[Check, ...]) -> str:
    """Scores are comparable where this is equal: the knowledge, and the checks that ran where not all did."""
    ran = {check.slug for check in scored(checks)}
    if ran == {check.slug for check in scored(load_checks())}:
        return ruleset_digest()
    chosen = sha256("\n".join(sorted(ran)).encode()).hexdigest()[:8]
    return f"{ruleset_digest()}-{chosen}"


def _size(project: Project) -> int:
    return sum(reading.logical_lines for reading in project.readings if reading.file.role in SIZED)


def _unread(project: Project) -> Iterator[NotRead]:
    """Code that counts as size and could not be read."""
    code = (reading for reading in project.readings if reading.file.role in SIZED and reading.file.language in CODE)
    return (lost for reading in code for lost in reading.not_read if lost.lines and not lost.foreign)


def _unread_lines(project: Project) -> int:
    return sum(lost.lines for lost in _unread(project))


def _sized(project: Project) -> frozenset[str]:
    return frozenset(reading.file.path for reading in project.readings if reading.file.role in SIZED)


def _coverage(project: Project, files: list[SourceFile], outcomes: tuple[CheckResult, ...]) -> Coverage:
    not_read = (*project.repository.skipped, *(lost for reading in project.readings for lost in reading.not_read))
    failed = {missing.path for missing in not_read}
    read = sum(file.path not in failed for file in files)
    return Coverage(len(files), read, not_read, outcomes, (*_remarks(project.repository), *_tangled(project)))


def _tangled(project: Project) -> tuple[str, ...]:
    paths = project.recalled("abandoned", _abandoned)
    return tuple(f"{path} was not followed to its end for leaks" for path in paths)


def _abandoned(project: Project) -> tuple[str, ...]:
    project.looked_for([name_of(Program)])
    if name_of(Program) not in project.kinds():
        return ()
    from mldebt.link import Leaks  # brings all of `flow`, which was not imported if no file moves rows

    leaks = project.known(Leaks)
    return tuple(leaks.abandoned) if leaks else ()


def _worst_flow(project: Project, files: tuple[str, ...]) -> Flow | None:
    if not any(reading.facts for reading in project.readings):
        return None

    def drawn(project: Project) -> Flow | None:
        from mldebt.link import ArtefactGraph, worst_flow

        graph = project.known(ArtefactGraph)
        return worst_flow(graph, files) if graph else None

    passed = project.recalled("files of flows", _files_of_flows)
    if files and not any(_is_below(path, files) for path in passed):
        return None
    return project.recalled(" ".join(("worst flow", *files)), drawn)


def _files_of_flows(project: Project) -> tuple[str, ...]:
    """The files that some flow passes: most named files are none of them, and then no flow needs to be known."""
    from mldebt.link import ArtefactGraph

    graph = project.known(ArtefactGraph)
    return tuple(sorted({hop.where.path for chain in graph.chains for hop in chain.hops})) if graph else ()


def _unscored(files: list[SourceFile], failed: set[str], surfaces: tuple[str, ...], lines: int) -> str:
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
    sized = [reading for reading in project.readings if reading.file.role in SIZED]
    lost = sum(max(missing.lines, 1) for reading in sized for missing in reading.not_read if not missing.foreign)
    return lost > 0.1 * (lost + sum(reading.logical_lines for reading in sized)) or (
        len(failed) > 0 and not any(reading.facts for reading in project.readings)
    )


def _remarks(repository: Repository) -> tuple[str, ...]:
    counted = {role: sum(file.role is role for file in repository.files) for role in (*LEFT_OUT, Role.TEST, Role.DOCS)}
    left = [f"{count} {role.value}" for role, count in sorted(counted.items()) if count]
    return (*repository.remarks, *([f"not judged: {', '.join(left)} files"] if left else []))


def _is_asked_for(debt: Debt, files: tuple[str, ...]) -> bool:
    """It lies in one of the named files or folders; all of them where none is named."""
    return not files or _is_below(debt.where.path, files)


def _is_below(path: str, names: tuple[str, ...]) -> bool:
    return any(path == name or name == "." or path.startswith(f"{name}/") for name in names)


def _shown(debt: Debt, settings: Settings) -> bool:
    return debt.severity.rank >= settings.severity.rank and debt.confidence.rank >= settings.min_confidence.rank
