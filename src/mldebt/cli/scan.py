"""`mldebt scan`: the command line of an audit."""

from pathlib import Path
from typing import Annotated, Literal

import typer

WHAT, HOW, GATE, MORE = "What is looked for", "What is printed", "When it fails", "More"
SEVERITIES = "low|medium|high|critical"

Names = list[str] | None


def scan(
    paths: Annotated[list[Path] | None, typer.Argument(show_default=False)] = None,
    select: Annotated[Names, typer.Option(help="Run only these rules or families.", rich_help_panel=WHAT)] = None,
    ignore: Annotated[Names, typer.Option(help="Do not run these rules or families.", rich_help_panel=WHAT)] = None,
    extend_select: Annotated[
        Names, typer.Option(help="Run these rules or families, too.", rich_help_panel=WHAT)
    ] = None,
    severity: Annotated[
        str | None, typer.Option(help="Report from this severity on.", metavar=SEVERITIES, rich_help_panel=WHAT)
    ] = None,
    min_confidence: Annotated[
        str | None,
        typer.Option(help="Report from this confidence on.", metavar="advisory|medium|high", rich_help_panel=WHAT),
    ] = None,
    exclude: Annotated[
        Names, typer.Option(help="Leave out files, as a .gitignore pattern.", rich_help_panel=WHAT)
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help="What goes to stdout.", metavar="FMT", rich_help_panel=HOW)
    ] = None,
    output: Annotated[
        Names, typer.Option(help="Also write a report to a file.", metavar="FMT=PATH", rich_help_panel=HOW)
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count the findings by rule.", rich_help_panel=HOW)
    ] = False,
    timing: Annotated[bool, typer.Option("--timing", help="Tell what took how long.", rich_help_panel=HOW)] = False,
    show_files: Annotated[
        bool, typer.Option("--show-files", help="List the files instead of auditing them.", rich_help_panel=HOW)
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings only.", rich_help_panel=HOW)] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Everything.", rich_help_panel=HOW)] = False,
    color: Annotated[
        Literal["auto", "always", "never"], typer.Option(help="Colour on stdout.", rich_help_panel=HOW)
    ] = "auto",
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No progress bar.", rich_help_panel=HOW)] = False,
    fail_under: Annotated[
        float | None, typer.Option(help="Exit 1 when the score is lower.", metavar="SCORE", rich_help_panel=GATE)
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option(help="Exit 1 on such a finding.", metavar=SEVERITIES, rich_help_panel=GATE)
    ] = None,
    max_debt_minutes: Annotated[
        int | None, typer.Option(help="Exit 1 when the debt is larger.", metavar="MINUTES", rich_help_panel=GATE)
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 even if the gate fails.", rich_help_panel=GATE)
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 3 if anything could not be read or checked.", rich_help_panel=GATE)
    ] = False,
    config: Annotated[
        Path | None, typer.Option(help="Read this configuration file.", metavar="FILE", rich_help_panel=MORE)
    ] = None,
    isolated: Annotated[
        bool, typer.Option("--isolated", help="Read no configuration file.", rich_help_panel=MORE)
    ] = False,
    jobs: Annotated[int | None, typer.Option(help="Processes that read files.", rich_help_panel=MORE)] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Print the tracebacks of crashed checks.", rich_help_panel=MORE)
    ] = False,
) -> int:
    """Audits a project and prints its debts.

    PATHS are folders or files; without any it is the current folder. Rules and families may be given separated by
    commas. The exit code is 0 when the audit passed, 1 when the gate failed, 2 after a mistake in the command or the
    configuration, 3 when --strict found the audit incomplete, 130 when it was interrupted.
    """
    from .perform import Wishes, perform

    overrides = {
        "select": _split(select), "ignore": _split(ignore), "extend_select": _split(extend_select),
        "severity": severity, "min_confidence": min_confidence, "exclude": exclude, "fail_under": fail_under,
        "fail_on": fail_on, "max_debt_minutes": max_debt_minutes, "jobs": jobs,
    }  # fmt: skip
    wishes = Wishes(
        tuple(paths or ()), overrides, config, isolated, format_ or ("concise" if quiet else "terminal"),
        tuple(output or ()), color, quiet, verbose, no_progress, statistics, timing, debug, strict, exit_zero,
    )  # fmt: skip
    return perform(wishes, only_list=show_files)


def _split(names: Names) -> list[str]:
    return [name.strip() for part in names or () for name in part.split(",") if name.strip()]
