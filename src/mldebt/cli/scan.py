"""`mldebt scan`: the command line of an audit."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from mldebt.report import FORMATS

WHAT, HOW, GATE, MORE = "What is looked for", "What is printed", "When it fails", "More"
SEVERITIES = "low|medium|high|critical"
CONFIDENCES = "advisory|medium|high"


def _option(panel: str, help_text: str, *names: str, takes: str | None = None) -> typer.models.OptionInfo:
    made: typer.models.OptionInfo = typer.Option(*names, help=help_text, metavar=takes, rich_help_panel=panel)
    return made


Names = list[str] | None
Paths = Annotated[list[Path] | None, typer.Argument(show_default=False)]
Select = Annotated[Names, _option(WHAT, "Run only these rules or families.", takes="NAMES")]
Ignore = Annotated[Names, _option(WHAT, "Do not run these rules or families.", takes="NAMES")]
ExtendSelect = Annotated[Names, _option(WHAT, "Run these rules or families, too.", takes="NAMES")]
Severe = Annotated[str | None, _option(WHAT, "Report from this severity on.", takes=SEVERITIES)]
Confident = Annotated[str | None, _option(WHAT, "Report from this confidence on.", takes=CONFIDENCES)]
Exclude = Annotated[Names, _option(WHAT, "Leave out files, as in a .gitignore.", takes="PATTERN")]
Format = Annotated[str | None, _option(HOW, f"What goes to stdout: {', '.join(FORMATS)}.", "--format", takes="FMT")]
Output = Annotated[Names, _option(HOW, "Also write a report to a file; repeatable.", takes="FMT=PATH")]
Statistics = Annotated[bool, _option(HOW, "Count the findings by rule.", "--statistics")]
Timing = Annotated[bool, _option(HOW, "Tell what took how long.", "--timing")]
ShowFiles = Annotated[bool, _option(HOW, "List the files instead of auditing them.", "--show-files")]
Quiet = Annotated[bool, _option(HOW, "Findings only.", "--quiet", "-q")]
Verbose = Annotated[bool, _option(HOW, "Everything.", "--verbose", "-v")]
Color = Annotated[Literal["auto", "always", "never"], _option(HOW, "Colour on stdout.")]
NoProgress = Annotated[bool, _option(HOW, "No progress bar.", "--no-progress")]
FailUnder = Annotated[float | None, _option(GATE, "Exit 1 when the score is lower.", takes="SCORE")]
FailOn = Annotated[str | None, _option(GATE, "Exit 1 on a finding of such severity.", takes=SEVERITIES)]
MaxMinutes = Annotated[int | None, _option(GATE, "Exit 1 when the debt is larger.", takes="MINUTES")]
FailOnNew = Annotated[str | None, _option(GATE, "Exit 1 on a new finding of such severity.", takes=SEVERITIES)]
MaxNewMinutes = Annotated[int | None, _option(GATE, "Exit 1 when the new debt is larger.", takes="MINUTES")]
DiffFrom = Annotated[str | None, _option(GATE, "New is what came since this commit or branch.", takes="REF")]
BaselineFile = Annotated[Path | None, _option(GATE, "New is what this file does not know.", "--baseline", takes="FILE")]
NoBaseline = Annotated[bool, _option(GATE, "Do not look for a baseline file.", "--no-baseline")]
ExitZero = Annotated[bool, _option(GATE, "Exit 0 even if the gate fails.", "--exit-zero")]
Strict = Annotated[bool, _option(GATE, "Exit 3 if anything could not be read or checked.", "--strict")]
Config = Annotated[Path | None, _option(MORE, "Read this configuration file.", takes="FILE")]
Isolated = Annotated[bool, _option(MORE, "Read no configuration file.", "--isolated")]
Python = Annotated[str | None, _option(MORE, "Take licences from what is installed there.", takes="PATH")]
Jobs = Annotated[int | None, _option(MORE, "Processes that read files.", takes="N")]
NoCache = Annotated[bool, _option(MORE, "Neither use nor fill the cache.", "--no-cache")]
Debug = Annotated[bool, _option(MORE, "Print the tracebacks of crashed checks.", "--debug")]


def scan(
    context: typer.Context, paths: Paths = None, select: Select = None, ignore: Ignore = None,
    extend_select: ExtendSelect = None,
    severity: Severe = None, min_confidence: Confident = None, exclude: Exclude = None, format_: Format = None,
    output: Output = None, statistics: Statistics = False, timing: Timing = False, show_files: ShowFiles = False,
    quiet: Quiet = False, verbose: Verbose = False, color: Color = "auto", no_progress: NoProgress = False,
    fail_under: FailUnder = None, fail_on: FailOn = None, max_debt_minutes: MaxMinutes = None,
    fail_on_new: FailOnNew = None, max_new_minutes: MaxNewMinutes = None, diff_from: DiffFrom = None,
    baseline: BaselineFile = None, no_baseline: NoBaseline = False, exit_zero: ExitZero = False,
    strict: Strict = False, config: Config = None, isolated: Isolated = False,
    python: Python = None, jobs: Jobs = None, no_cache: NoCache = False, debug: Debug = False,
) -> int:  # fmt: skip
    """Audits a project and prints its debts.

    PATHS are folders or files; without any it is the current folder. Rules and families may be given separated by
    commas. The exit code is 0 when the audit passed, 1 when the gate failed, 2 after a mistake in the command or the
    configuration, 3 when --strict found the audit incomplete, 130 when it was interrupted.
    """
    from .perform import Wishes, perform

    overrides = {
        "select": _split(select), "ignore": _split(ignore), "extend_select": _split(extend_select),
        "severity": severity, "min_confidence": min_confidence, "exclude": exclude, "fail_under": fail_under,
        "fail_on": fail_on, "max_debt_minutes": max_debt_minutes, "fail_on_new": fail_on_new,
        "max_new_minutes": max_new_minutes, "python": python, "jobs": jobs,
    }  # fmt: skip
    wishes = Wishes(
        tuple(paths or ()), overrides, config, isolated, format_ or ("concise" if quiet else "terminal"),
        tuple(output or ()), color, quiet, verbose, no_progress, statistics, timing, debug, strict, exit_zero,
        diff_from, baseline, no_baseline, None if no_cache else context.obj,
    )  # fmt: skip
    return perform(wishes, only_list=show_files)


def _split(names: Names) -> list[str]:
    return [name.strip() for part in names or () for name in part.split(",") if name.strip()]
