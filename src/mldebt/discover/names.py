"""How is a file name shown that no terminal and no encoding should see as it is?"""

from mldebt import patterns as re

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters, line separators, and bytes that are not UTF-8 (surrogates)."""


def printable(name: str) -> str:
    """The name with escapes such as `\\x1b` for what cannot be printed."""
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), name)
