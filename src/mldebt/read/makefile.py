"""Which programs do the recipes of a Makefile run, and what do its targets need?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname

from mldebt import patterns as re
from mldebt.model import Language, Lend, Source, Stage, Stages, looks_like_data

from .door import Part, facts, joined, read_part

LONGEST = 5_000

_VARIABLE = re.compile(r"\$\(([A-Za-z_]\w*)\)|\$\{([A-Za-z_]\w*)\}")
_SETTING = re.compile(r"^(?:export\s+)?([A-Za-z_]\w*)\s*(?:[:?]|::)?=\s*(.*?)\s*$")
_RULE = re.compile(r"^(?P<targets>[^\s:=#][^:=#]*?)\s*&?::?(?!=)\s*(?P<needs>[^=;#]*)(?:;(?P<inline>.*))?(?:#.*)?$")
_FILE = re.compile(r"[/.]")
_AUTOMATIC = re.compile(r"\$(?:[@<^*?]|\([@<^*][DF]?\))")


@dataclass(slots=True)
class Rule:
    """One rule with its recipe; `line` is where it begins."""

    targets: list[str]
    needs: list[str]
    line: int
    recipe: dict[int, str] = field(default_factory=dict)

    def text(self) -> str:
        """The recipe's lines from its first on, each where it stands."""
        return "\n".join(self.recipe.get(line, "") for line in range(min(self.recipe), max(self.recipe) + 1))


def read(source: Source, lend: Lend) -> Part:
    """The facts of every recipe, each read as a script of its own; a Makefile has no size of its own."""
    rules, phony = _rules(source.text)
    parts = [
        read_part(Language.SHELL, source.part(rule.text(), min(rule.recipe)), lend)
        for rule in rules if rule.recipe
    ]  # fmt: skip
    stages = Stages(_stages(rules, phony, source))
    found = joined([Part(facts(stages)), *parts])
    return Part(found.facts, 0, found.not_read)


def _rules(text: str) -> tuple[list[Rule], set[str]]:
    settings: dict[str, str] = {}
    rules: list[Rule] = []
    phony: set[str] = set()
    current: Rule | None = None
    for number, line in _lines(text):
        if line.startswith("\t"):
            if current is None:
                current = Rule([], [], number)
                rules.append(current)
            for offset, part in enumerate(line.split("\n")):
                current.recipe[number + offset] = _shell_line(
                    part.lstrip("\t@-+ ") if not offset else part, settings, current
                )
            continue
        found, rule = _SETTING.match(line.replace("\\\n", " ")), None
        if found:
            settings[found[1]] = _expanded(found[2], settings)
        elif line.strip() and not line.startswith((" ", "#")):
            rule = _RULE.match(_expanded(line.replace("\\\n", " "), settings))
        if rule:
            targets, needs = rule["targets"].split(), rule["needs"].replace("|", " ").split()
            phony |= {*needs} if ".PHONY" in targets else set()
            current = Rule(targets, needs, number)
            rules.append(current)
        elif line.strip() and not line.startswith("#"):
            current = None if found else current
    return rules, phony


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with what continues them, and the number of the first."""
    lines, at = text.split("\n"), 0
    while at < len(lines):
        first, taken = at, [lines[at]]
        while taken[-1].endswith("\\") and at + 1 < len(lines):
            at += 1
            taken.append(lines[at])
        yield first + 1, "\n".join(taken)
        at += 1


def _stages(rules: list[Rule], phony: set[str], source: Source) -> Iterator[Stage]:
    """Rules with a recipe. Files among targets and needs are declared; a target without a file is only a name."""
    names = {target for rule in rules for target in rule.targets}
    for rule in rules:
        if not rule.recipe or not rule.targets or rule.targets[0].startswith("."):
            continue
        files = [target for target in rule.targets if target not in phony and _is_file(target, rule)]
        needs = [need for need in rule.needs if need not in phony]
        yield Stage(
            "make", " ".join(rule.targets), source.place(rule.line), (rule.line, max(rule.recipe)),
            reads=tuple(_holes(need) for need in needs if _FILE.search(need)), writes=tuple(map(_holes, files)),
            after=tuple(dict.fromkeys(need for need in rule.needs if need in names)),
            folder=dirname(source.file.path), complete=bool(files) and len(files) == len(rule.targets),
        )  # fmt: skip


def _is_file(target: str, rule: Rule) -> bool:
    """It is called like one, and either lies in a folder, or is called like data, or the recipe speaks of it."""
    named = "/" in target or "%" in target or looks_like_data(target)
    return bool(_FILE.search(target)) and (named or target in rule.text())


def _holes(path: str) -> str:
    """A pattern or an unknown variable is a hole."""
    return re.sub(r"\$\{_\}|\$\([^()]*\)|%", "*", path)


def _shell_line(line: str, settings: dict[str, str], rule: Rule) -> str:
    """Without `@`, `-` and `+`, make's variables put in, `$$` as the shell sees it."""
    shown = _AUTOMATIC.sub(lambda found: _automatic(found.group(), rule), line)
    return _expanded(shown, settings).replace("$$", "$")


def _automatic(sign: str, rule: Rule) -> str:
    """What `$@`, `$<` and `$^` stand for in a rule without patterns."""
    given = {"$@": rule.targets[:1], "$<": rule.needs[:1], "$^": rule.needs}.get(sign, [])
    known = bool(given) and not any("%" in one for one in given)
    return " ".join(given) if known else "${_}"


def _expanded(text: str, settings: dict[str, str]) -> str:
    """Make's variables put in; a text that grows beyond all measure is unknown."""
    expanded = _VARIABLE.sub(lambda found: settings.get(found[1] or found[2], "${_}"), text)
    return expanded if len(expanded) <= max(LONGEST, len(text)) else "${_}"
