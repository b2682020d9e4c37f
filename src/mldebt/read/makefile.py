"""Which programs do the recipes of a Makefile run?"""

import re

from mldebt.model import Language, Lend, Source

from .door import Part, joined, read_part

LONGEST = 5_000

_VARIABLE = re.compile(r"\$\(([A-Za-z_]\w*)\)|\$\{([A-Za-z_]\w*)\}")
_SETTING = re.compile(r"^(?:export\s+)?([A-Za-z_]\w*)\s*[:?]?=\s*(.*?)\s*$")


def read(source: Source, lend: Lend) -> Part:
    """The facts of every recipe, each read as a script of its own; a Makefile has no size of its own."""
    settings: dict[str, str] = {}
    parts, recipe, first = [], list[str](), 0
    for number, line in enumerate([*source.text.split("\n"), ""], 1):
        if line.startswith("\t"):
            first = first or number
            recipe.append(_shell_line(line, settings))
            continue
        if recipe:
            parts.append(read_part(Language.SHELL, source.part("\n".join(recipe), first), lend))
            recipe, first = [], 0
        found = _SETTING.match(line)
        if found:
            settings[found[1]] = _expanded(found[2], settings)
    found_all = joined(parts)
    return Part(found_all.facts, 0, found_all.not_read)


def _shell_line(line: str, settings: dict[str, str]) -> str:
    """Without `@`, `-` and `+`, make's variables put in, `$$` as the shell sees it."""
    return _expanded(line.lstrip("\t@-+ "), settings).replace("$$", "$")


def _expanded(text: str, settings: dict[str, str]) -> str:
    """Make's variables put in; a text that grows beyond all measure is unknown."""
    expanded = _VARIABLE.sub(lambda found: settings.get(found[1] or found[2], "${_}"), text)
    return expanded if len(expanded) <= max(LONGEST, len(text)) else "${_}"
