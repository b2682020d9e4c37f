"""How is the flow of data drawn? One module a format, imported when asked for; each is a function of the drawing."""

from mldebt.model import Drawing, UserError

DRAWN: tuple[str, ...] = ("text", "mermaid", "dot", "json", "openlineage", "svg")


def draw(fmt: str, drawing: Drawing, *, color: bool = False, width: int | None = None, ascii_only: bool = False) -> str:
    """The whole drawing, ending in a line break."""
    match fmt:
        case "text":
            from .text import text

            return text(drawing, color=color, width=width, ascii_only=ascii_only)
        case "mermaid":
            from .mermaid import mermaid

            return mermaid(drawing)
        case "dot":
            from .dot import dot

            return dot(drawing)
        case "json":
            from .machine import machine

            return machine(drawing)
        case "openlineage":
            from .openlineage import openlineage

            return openlineage(drawing)
        case "svg":
            from .svg import svg

            return svg(drawing)
    raise UserError(f"unknown format {fmt!r}, known are {', '.join(DRAWN)}")
