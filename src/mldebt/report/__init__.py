"""How is the audit told? One module a format, imported when asked for."""

from mldebt.model import Audit, UserError

FORMATS: tuple[str, ...] = ("terminal", "concise", "json")


def render(
    fmt: str, audit: Audit, *, color: bool = False, width: int | None = None, verbose: bool = False,
    ascii_only: bool = False,
) -> str:  # fmt: skip
    """The whole report, ending in a line break. Without a width (a pipe, a file) no line is wrapped."""
    match fmt:
        case "terminal":
            from .terminal import terminal

            return terminal(audit, color=color, width=width, verbose=verbose, ascii_only=ascii_only)
        case "concise":
            from .concise import concise

            return concise(audit, color=color)
        case "json":
            from .machine import machine

            return machine(audit)
    raise UserError(f"unknown format {fmt!r}, known are {', '.join(FORMATS)}")
