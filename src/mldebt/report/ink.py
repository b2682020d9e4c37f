"""How is styled text put together without rich? As rich does it, so that the same text is drawn with or without.

To import rich takes longer than to audit a file, and only colour needs it.
"""

Span = tuple[int, int, str]


class Text:
    """Text with a style for all of it and others for stretches of it; the part of rich's class that reports use."""

    __slots__ = ("plain", "spans", "style")

    def __init__(self, plain: str = "", style: str = "") -> None:
        self.plain = plain
        self.style = style
        self.spans: list[Span] = []

    @classmethod
    def assemble(cls, *parts: str | tuple[str, str]) -> "Text":
        made = cls()
        for part in parts:
            made.append(*((part,) if isinstance(part, str) else part))
        return made

    def append(self, plain: str, style: str = "") -> "Text":
        if style:
            self.spans.append((len(self.plain), len(self.plain) + len(plain), style))
        self.plain += plain
        return self

    def append_text(self, other: "Text") -> "Text":
        start = len(self.plain)
        self.append(other.plain, other.style)
        self.spans += [(first + start, last + start, style) for first, last, style in other.spans]
        return self

    def __add__(self, other: "Text") -> "Text":
        made = Text(self.plain, self.style)
        made.spans = list(self.spans)
        return made.append_text(other)

    def after(self, start: int) -> "Text":
        """Without its first `start` characters."""
        made = Text(self.plain[start:], self.style)
        spans = ((max(first - start, 0), last - start, style) for first, last, style in self.spans)
        made.spans = [span for span in spans if span[0] < span[1]]
        return made

    @property
    def cell_len(self) -> int:
        return cell_len(self.plain)


def cell_len(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii() or all(sign < "\u0300" or "\u2500" <= sign < "\u25fd" for sign in text):
        return len(text)
    from rich.cells import cell_len as of_any

    return of_any(text)
