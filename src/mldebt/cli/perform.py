"""How does a scan go, from the wishes of the command line to the exit code?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from mldebt.model import Audit, Check, Language, Outcome, Settings, UserError, record
from mldebt.settings import chosen, did_you_mean, load_settings, sections_of

from .history import with_history
from .past import Past, past_of, with_remarks
from .streams import FILE, complain, draws_signs, emit, note, progress, recorded, taped, wants_color, width
from .targets import targets
from .verdict import verdict

FOR_PEOPLE = ("terminal", "concise")


@record
class Wishes:
    """The command line of a scan, as typed; `kept_for` holds it once more where the run may be kept."""

    paths: tuple[Path, ...]
    overrides: Mapping[str, object]
    config: Path | None
    isolated: bool
    fmt: str
    outputs: tuple[str, ...]
    color: str
    quiet: bool
    verbose: bool
    no_progress: bool
    statistics: bool
    timing: bool
    debug: bool
    strict: bool
    exit_zero: bool
    diff_from: str | None = None
    baseline: Path | None = None
    no_baseline: bool = False
    kept_for: list[str] | None = None


def perform(wishes: Wishes, *, only_list: bool) -> int:
    """Audits and reports, or lists the files; returns the exit code."""
    from mldebt.registry import load_checks

    checks = load_checks()
    root, files = targets(wishes.paths)
    keeper = None
    if wishes.kept_for is not None and not only_list:
        from .keeping import keeper_of

        keeper = keeper_of(root, wishes.diff_from, checks, wishes.kept_for)
    settings = load_settings(
        root, config=wishes.config, isolated=wishes.isolated, overrides=wishes.overrides, sections=sections_of(checks)
    )
    settings = replace(settings, files=files)
    if only_list:
        return _list_files(root, settings)
    _demand_format(wishes.fmt)
    outputs = [_output(output) for output in wishes.outputs]
    with past_of(root, settings, wishes, sections_of(checks)) as past, recorded() as tape:
        settings = past.settings
        code, is_lasting = _audit(root, settings, chosen(checks, settings), wishes, outputs, past)
    if keeper is not None and is_lasting:
        keeper.keep(code, tape)
    return code


def _list_files(root: Path, settings: Settings) -> int:
    from mldebt.discover import discover

    found = discover(root, settings)
    read = [file for file in found.files if file.language is not Language.OTHER]
    emit("".join(f"{file.path}\t{file.language}\t{file.role}\n" for file in read))
    for missing in found.skipped:
        note(f"{missing.path}: {missing.reason}")
    for remark in found.remarks:
        note(remark)
    return 0


def _audit(
    root: Path, settings: Settings, checks: tuple[Check, ...], wishes: Wishes, outputs: list[tuple[str, Path]],
    past: Past,
) -> tuple[int, bool]:  # fmt: skip
    """The exit code, and whether the same would be told again."""
    from mldebt.audit import audit
    from mldebt.report import render

    from .keeping import has_crashed, is_worth_keeping, situation_for

    with progress(not (wishes.quiet or wishes.no_progress)) as report_progress:
        situation = None if wishes.kept_for is None else situation_for(root, checks, settings)
        afresh = partial(audit, root, settings, checks, report_progress, past.known)
        found = afresh() if situation is None else afresh(situation=situation)
        if situation is not None and has_crashed(found):  # whoever wrote the cache shall not be to blame
            found = afresh()
    found = with_history(with_remarks(found, past.remarks), root, {wishes.fmt, *(fmt for fmt, _ in outputs)})
    for fmt, path in outputs:
        _write(path, render(fmt, found, color=False, width=None, verbose=wishes.verbose))
    color, signs = wants_color(wishes.color), draws_signs()
    told = render(wishes.fmt, found, color=color, width=width(), verbose=wishes.verbose, ascii_only=not signs)
    emit(told, exact=wishes.fmt not in FOR_PEOPLE)
    for remark in past.remarks if wishes.fmt != "terminal" else ():
        note(remark)
    _tell_more(found, wishes)
    code, sentence = verdict(found, strict=wishes.strict, exit_zero=wishes.exit_zero)
    if sentence:
        complain(sentence)
    return code, is_worth_keeping(found)


def _demand_format(fmt: str) -> None:
    from mldebt.report import FORMATS

    if fmt not in FORMATS:
        raise UserError(f"there is no format {fmt!r}{did_you_mean(fmt, FORMATS) or ', only ' + ', '.join(FORMATS)}")


def _output(text: str) -> tuple[str, Path]:
    """`FMT=PATH`, checked before the audit so that its result is not lost."""
    fmt, equals, name = text.partition("=")
    if not equals or not name:
        raise UserError(f"--output takes FMT=PATH, not {text!r}")
    _demand_format(fmt)
    if name == "-":
        raise UserError(f"--output writes files; for stdout say --format {fmt}")
    path = Path(name)
    if not path.parent.is_dir():
        raise UserError(f"the folder of --output {text} does not exist")
    return fmt, path


def _write(path: Path, text: str) -> None:
    data = text.encode("utf-8", "backslashreplace")
    taped(FILE, data)
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise UserError(f"{path} cannot be written: {problem.strerror}") from problem


def _tell_more(audit: Audit, wishes: Wishes) -> None:
    if wishes.statistics:
        counts = Counter(debt.rule for debt in audit.debts)
        for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            minutes = sum(debt.minutes for debt in audit.debts if debt.rule == rule)
            note(f"{count:>6}  {rule}  {minutes} min")
    if wishes.timing:
        for step, seconds in audit.timings.items():
            note(f"{seconds:>8.3f} s  {step}")
    if wishes.debug:
        for check in audit.coverage.checks:
            if check.outcome is Outcome.CRASHED:
                note(check.traceback)
