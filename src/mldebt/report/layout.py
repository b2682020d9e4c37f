"""How do words become aligned lines that fit a terminal and never break a path?"""

from collections.abc import Iterable, Iterator
from io import StringIO
from textwrap import wrap

from .ink import Text

FILLED, REST = "━", "─"
NARROWEST = 24


def drawn(lines: Iterable[Text], color: bool) -> str:
    """Each on a line of its own. Rich draws what has colour, and what it would not print as it is."""
    lines = list(lines)
    if not color and all(line.plain.isprintable() for line in lines):
        return "".join(line.plain.rstrip() + "\n" for line in lines)
    return _drawn_by_rich(lines, color)


def _drawn_by_rich(lines: list[Text], color: bool) -> str:
    """Environment and terminal are the caller's business, so the console is told everything and looks at nothing."""
    from rich.console import Console
    from rich.text import Span
    from rich.text import Text as RichText

    paper = StringIO()
    console = Console(
        file=paper,
        force_terminal=color,
        force_jupyter=False,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
    )
    for line in lines:
        text = RichText(line.plain, line.style, spans=[Span(*span) for span in line.spans])
        text.rstrip()
        console.print(text, soft_wrap=True)
    return paper.getvalue()


def tone(score: float) -> str:
    """The colour of a score; the bands only say where to look."""
    return "green" if score >= 80 else "yellow" if score >= 50 else "red"


def bar(score: float, length: int) -> Text:
    filled = int(length * score / 100)
    return Text.assemble((FILLED * filled, tone(score)), (REST * (length - filled), "dim"))


def wrapped(text: str, width: int | None, indent: int, style: str = "") -> Iterator[Text]:
    """Sentences, broken between words only; not at all without a width."""
    room = max(NARROWEST, width - indent) if width else len(text)
    for line in wrap(text, max(1, room), break_long_words=False, break_on_hyphens=False):
        yield Text(" " * indent).append(line, style)


def labelled(label: str, text: str, width: int | None, style: str = "") -> Iterator[Text]:
    """The text beside its label, or below it where there is too little room; both in one style."""
    column = len(label) + 2
    if width and width - column < NARROWEST:
        yield Text(label, style)
        yield from wrapped(text, width, len(label) - len(label.lstrip()) + 2, style)
        return
    first, *rest = list(wrapped(text, width, column, style)) or [Text()]
    yield Text(label, style) + first.after(len(label))
    yield from rest


def beside(label: Text, unbroken: str, width: int | None, indent: int) -> Iterator[Text]:
    """What must not be broken, on the label's line where it fits and on its own where not."""
    if width is None or label.cell_len + 2 + len(unbroken) <= width:
        yield label + Text(f"  {unbroken}")
    else:
        yield label
        yield Text(" " * indent + unbroken)


def columns(rows: list[list[Text]], align: str) -> Iterator[Text]:
    """Rows of cells under each other; `align` says l or r for each column."""
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        line = Text()
        for cell, width, side in zip(row, widths, align, strict=True):
            space = " " * (width - cell.cell_len)
            line.append("  ")
            line.append_text(Text(space) + cell if side == "r" else cell + Text(space))
        yield line
