"""Grade and score as an SVG badge that loads nothing and that a screen reader can read."""

from xml.sax.saxutils import escape

from mldebt.model import Audit

from .words import standing

LABEL = "mldebt"
COLOURS = {"A": "#2b6f3f", "B": "#4c6b1f", "C": "#7d5a00", "D": "#9a4a13", "E": "#97272d", "F": "#97272d"}
"""Dark enough for white letters, and never the only sign: the grade is written on it."""
UNKNOWN = "#5b5b5b"
NARROW, WIDE = frozenset("fijlrt.,:;|!' 1"), frozenset("mwMW%")


def badge(audit: Audit) -> str:
    score = audit.score
    told = "not scored" if score is None else f"{score.grade} {score.value:.1f}{' ?' if score.incomplete else ''}"
    colour = UNKNOWN if score is None else COLOURS.get(score.grade[:1], UNKNOWN)
    left, right = _width(LABEL), _width(told)
    title = escape(f"{LABEL}: {standing(audit)}")
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-labelledby="mldebt-title">
<title id="mldebt-title">{title}</title>
<rect width="{left}" height="20" fill="#444"/>
<rect x="{left}" width="{right}" height="20" fill="{colour}"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
<text x="{left / 2:g}" y="14" textLength="{left - 12}">{LABEL}</text>
<text x="{left + right / 2:g}" y="14" textLength="{right - 12}">{escape(told)}</text>
</g>
</svg>
"""


def _width(text: str) -> int:
    """About what the letters take; the text is then stretched to exactly that on every machine."""
    return 12 + sum(4 if sign in NARROW else 10 if sign in WIDE else 7 for sign in text)
