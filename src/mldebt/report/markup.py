"""How does the user's text get into Markdown without becoming any: no link, no mention, no formula, no HTML?"""

from html import escape

from mldebt import patterns as re

from .words import plain

SIGNS = "&<>`*[]\\~|$^{}"
ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in SIGNS})
"""Entities rather than backslashes: they hold inside HTML too, and formulas are looked for before backslashes."""
UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""Inside a word it emphasises nothing and may stay, so that a name can be read in the source, too."""
GAP = "&#8203;"
REFERENCE = re.compile(r"(&#\d+;)|([@#!%](?=\w)|:(?=[\w+-]+:))")
"""What a platform turns into a mention, an issue or an emoji when a word follows; entities are stepped over."""


def prose(text: str) -> str:
    """Text of a sentence. A sign of no width parts what a platform would take for a reference."""
    told = code_text(text).replace("://", "&#58;//").replace("www.", "www&#46;")
    return REFERENCE.sub(lambda found: found[1] or found[2] + GAP, told)


def code(text: str) -> str:
    """A path or a name, in which platforms look for nothing."""
    return f"<code>{code_text(text)}</code>"


def code_text(text: str) -> str:
    return UNDERSCORE.sub("&#95;", plain(text).translate(ENTITIES))


def escaped(text: str) -> str:
    """Text or the value of an attribute in HTML."""
    return escape(plain(text), quote=True)
