"""`mldebt explain`: what is this check about?"""

import sys
from typing import Annotated

import typer

from .streams import emit, wants_color, width

WIDEST = 100


def explain(slug: Annotated[str, typer.Argument(show_default=False)]) -> None:
    """Prints the page of a check: the debt, examples, the fix.

    SLUG is the name of a rule, such as fit-before-split.
    """
    from mldebt.model import UserError
    from mldebt.registry import load_checks
    from mldebt.settings import did_you_mean

    pages = {check.slug: check.page for check in load_checks()}
    if slug not in pages:
        raise UserError(f"there is no rule {slug!r}{did_you_mean(slug, pages)}")
    text = pages[slug].read_text(encoding="utf-8")
    emit(_set(text) if sys.stdout.isatty() else text)


def _set(markdown: str) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(
        file=StringIO(), force_terminal=wants_color("auto"), no_color=not wants_color("auto"), legacy_windows=False,
        width=min(width() or WIDEST, WIDEST),
    )  # fmt: skip
    with console.capture() as text:
        console.print(Markdown(markdown))
    return text.get()
