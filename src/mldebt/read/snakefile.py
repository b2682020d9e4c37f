"""Which rules does a Snakefile have, what does each read, write and run? Read line by line; its Python is not run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname

from mldebt import patterns as re
from mldebt.model import Language, Lend, Source, Stage, Stages

from .door import Part, facts, joined, read_part
from .texts import logical_lines

_RULE = re.compile(r"^(?P<indent>[ \t]*)(?:rule|checkpoint)\s+(?P<name>\w+)\s*:\s*(?:#.*)?$")
_SECTION = re.compile(r"^[ \t]+(?P<name>[a-z_]+)\s*:(?P<rest>.*)$")
_STRING = re.compile(
    r"(?P<call>[\w.]+\()?\s*[rfRF]?(?:\"\"\"(?P<long>.*?)\"\"\"|\"(?P<double>(?:[^\"\\\n]|\\.)*)\""
    r"|'(?P<single>(?:[^'\\\n]|\\.)*)')",
    re.DOTALL,
)
_BEFORE = re.compile(r"\b(?:rules|checkpoints)\.(\w+)\.output")
_HOLE = re.compile(r"\{[^{}]*\}")
_NAMED = re.compile(r"(\w+)\s*=\s*$")
RULE_FOLDERS = re.compile(r"(?:snakemake_)?rules|snakefiles|snakemake|modules")
WRAPPERS = frozenset({
    "expand", "ancient", "protected", "temp", "temporary", "directory", "touch", "report", "pipe", "ensure", "local",
    "multiext",
})  # fmt: skip
"""Functions of Snakemake that leave the path what it is; of others nobody knows what they make of it."""
SECTIONS = frozenset({"input", "output", "shell", "script", "notebook", "run", "wrapper"})


@dataclass(slots=True)
class Rule:
    """A rule: the text of each section and the line on which it begins."""

    name: str
    line: int
    last: int
    sections: dict[str, tuple[int, list[str]]] = field(default_factory=dict)


def read(source: Source, lend: Lend) -> Part:
    """Stages, and the facts of what the rules hand to a shell."""
    rules = list(_rules(source.text))
    parts = [Part(facts(Stages(_stage(rule, source) for rule in rules)))]
    for rule in rules:
        line, lines = rule.sections.get("shell", (0, []))
        text = _shell("\n".join(lines), rule)
        if text.strip():
            parts.append(Part(read_part(Language.SHELL, source.part(text, line), lend).facts))
    return Part(joined(parts).facts, logical_lines(source.text, "#"))


def _rules(text: str) -> Iterator[Rule]:
    rule: Rule | None = None
    section: list[str] | None = None
    indent = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = _RULE.match(line)
        if found:
            if rule is not None:
                yield rule
            rule, section, indent = Rule(found["name"], number, number), None, len(found["indent"])
        elif rule is not None and line.strip() and not line.lstrip().startswith("#"):
            if len(line) - len(line.lstrip()) <= indent:
                yield rule
                rule = None
                continue
            rule.last = number
            inner = _SECTION.match(line)
            if inner and (inner["name"] in SECTIONS or not inner["rest"].strip()):
                section = rule.sections.setdefault(inner["name"], (number, []))[1]
                section.append(inner["rest"])
            elif section is not None:
                section.append(line)
        elif section is not None:
            section.append("")
    if rule is not None:
        yield rule


def _stage(rule: Rule, source: Source) -> Stage:
    scripts = [path for kind in ("script", "notebook") for path, _ in _strings(rule, kind)]
    return Stage(
        "snakemake", rule.name, source.place(rule.line), (rule.line, rule.last), scripts=tuple(scripts),
        reads=tuple(_paths(rule, "input")), writes=tuple(_paths(rule, "output")),
        after=tuple(sorted(set(_BEFORE.findall(_text(rule, "input"))))), folder=_home(source.file.path), complete=True,
    )  # fmt: skip


def _home(path: str) -> str:
    """Where rules run: beside the Snakefile; files that it includes lie in folders of rules, or all in `workflow`."""
    parts = dirname(path).split("/")
    if "workflow" in parts:
        return "/".join(parts[: parts.index("workflow")])
    while parts and RULE_FOLDERS.fullmatch(parts[-1]):
        parts.pop()
    return "/".join(parts)


def _text(rule: Rule, section: str) -> str:
    return "\n".join(rule.sections.get(section, (0, []))[1])


def _strings(rule: Rule, section: str) -> Iterator[tuple[str, str]]:
    """Each string of a section and the name it has there; adjacent ones are one in `shell` only."""
    text = _text(rule, section)
    for found in _STRING.finditer(text):
        named = _NAMED.search(text, 0, found.start("call") if found["call"] else found.start() + _gap(found))
        yield (
            next(one for one in (found["long"], found["double"], found["single"]) if one is not None),
            named[1] if named else "",
        )


def _gap(found: re.Match[str]) -> int:
    return len(found.group()) - len(found.group().lstrip())


def _paths(rule: Rule, section: str) -> Iterator[str]:
    """Declared paths with wildcards as holes; `*` where something is computed."""
    text = _text(rule, section)
    for found in _STRING.finditer(text):
        path = next(one for one in (found["long"], found["double"], found["single"]) if one is not None)
        begin = found.start() + len(found.group()) - len(found.group().lstrip())
        if not re.fullmatch(r"[^\s=<>]+", path) or text[:begin].rstrip().endswith("["):
            continue
        call = (found["call"] or "").rstrip("(")
        unknown = (call and call not in WRAPPERS) or text[:begin].rstrip().endswith(("+", "/"))
        after = text[found.end() :].lstrip()[:1] == "+"
        yield f"{'*/' if unknown else ''}{_HOLE.sub('*', path)}{'*' if after else ''}"
    bare = _STRING.sub("", text)
    if re.search(r"\blambda\b|\bunpack\b|\bconfig\b|\bget_\w+|^\s*\w+\s*,?\s*$", bare, re.MULTILINE):
        yield "*"


def _shell(text: str, rule: Rule) -> str:
    """The strings of the section as shell text, with `{input}` and `{output.name}` put in, line by line."""
    shown = _STRING.sub(lambda found: f"{found['long'] or found['double'] or found['single'] or ''}", text)
    return (
        _HOLE.sub(lambda found: _filled(found.group()[1:-1], rule), shown.replace("{{", "\x01").replace("}}", "\x02"))
        .replace("\x01", "{")
        .replace("\x02", "}")
    )


def _filled(name: str, rule: Rule) -> str:
    section, _, part = name.partition(".")
    if section not in ("input", "output"):
        return "${_}"
    known = [path for path, named in _strings(rule, section) if not part or named == part]
    whole = " ".join(known)
    return _HOLE.sub("${_}", whole) if known and "*" not in list(_paths(rule, section)) else "${_}"
