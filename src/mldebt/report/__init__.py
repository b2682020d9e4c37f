"""How is the audit told? One module a format, imported when asked for."""

from importlib import import_module

from mldebt.model import Audit, UserError

FORMATS: dict[str, str] = {
    "terminal": "one screen",
    "concise": "one line a finding",
    "json": "everything, as schema.json describes it",
    "json-lines": "one JSON object a line",
    "sarif": "SARIF 2.1.0, for code scanning",
    "gitlab": "GitLab Code Quality",
    "github": "annotations of GitHub Actions",
    "junit": "JUnit XML",
    "markdown": "a comment or a job summary",
    "html": "a page that needs nothing else",
    "csv": "a table of the findings",
    "badge": "an SVG badge with the grade",
}
"""The stable names, each with what it gives."""

MODULES = {
    "json": "machine", "json-lines": "json_lines", "sarif": "sarif", "gitlab": "gitlab", "github": "github",
    "junit": "junit", "markdown": "markdown", "html": "html", "csv": "table", "badge": "badge",
}  # fmt: skip
"""Formats without options: the module, in which the function has the module's name."""


def render(
    fmt: str, audit: Audit, *, color: bool = False, width: int | None = None, verbose: bool = False,
    ascii_only: bool = False,
) -> str:  # fmt: skip
    """The whole report, ending in a line break. Without a width (a pipe, a file) no line is wrapped."""
    if fmt == "terminal":
        from .terminal import terminal

        return terminal(audit, color=color, width=width, verbose=verbose, ascii_only=ascii_only)
    if fmt == "concise":
        from .concise import concise

        return concise(audit, color=color)
    if fmt not in MODULES:
        raise UserError(f"unknown format {fmt!r}, known are {', '.join(FORMATS)}")
    name = MODULES[fmt]
    text: str = getattr(import_module(f".{name}", __name__), name)(audit)
    return text
