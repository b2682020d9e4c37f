"""Which programs does an image run while it is built and when it starts?"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import BaseImage, BaseImages, Command, Commands, Language, Lend, Source

from .door import Part, facts, joined, read_part

RUNS = frozenset({"RUN", "CMD", "ENTRYPOINT"})
SETTINGS = frozenset({"COPY", "ADD", "USER", "WORKDIR"})

_INSTRUCTION = re.compile(r"^\s*([A-Za-z]+)\s")
_FLAGS = re.compile(r"^(?:\s*--\w[\w-]*=\S+)+")
_ARGUMENT = re.compile(r"\$(?:\{(\w+)(?::[-+]([^}]*))?[^}]*\}|(\w+))")
_HEREDOC = re.compile(r"(?<!<)<<-?\s*[\"']?([A-Za-z_]\w*)")


class Instruction(NamedTuple):
    """`text` is what follows the name, with its line breaks; `line` is where it begins."""

    name: str
    text: str
    line: int


def read(source: Source, lend: Lend) -> Part:
    """The facts of RUN, CMD and ENTRYPOINT as shell text; a Dockerfile has no size of its own."""
    told = list(_instructions(source.text))
    parts = [
        read_part(Language.SHELL, source.part(_shell_text(one), one.line), lend) for one in told if one.name in RUNS
    ]
    found = joined([Part(facts(BaseImages(_bases(told, source)))), *parts, Part(facts(Commands(_settings(source))))])
    return Part(found.facts, 0, found.not_read)


def _bases(told: list[Instruction], source: Source) -> Iterator[BaseImage]:
    """Images of FROM, arguments replaced by their defaults; `scratch` and stages of this file are none."""
    defaults: dict[str, str] = {}
    stages = {"scratch"}
    for one in told:
        if one.name == "ARG" and len(stages) == 1:
            name, given, value = one.text.partition("#")[0].strip().partition("=")
            if given:
                defaults[name.strip()] = _filled(value.strip().strip("\"'"), defaults)
        elif one.name == "FROM":
            words = [word for word in one.text.replace("\\\n", " ").split() if not word.startswith("--")]
            image = _filled(words[0].strip("\"'"), defaults) if words else ""
            if image and image.lower() not in stages:
                yield BaseImage(image, source.place(one.line))
            stages.add(words[2].lower() if len(words) > 2 and words[1].lower() == "as" else "scratch")


def _filled(text: str, defaults: dict[str, str]) -> str:
    """With the defaults of its arguments; what has none keeps its `$`."""
    return _ARGUMENT.sub(lambda found: defaults.get(found[1] or found[3]) or found[2] or found[0], text)


def _settings(source: Source) -> Iterator[Command]:
    """COPY, ADD, USER and WORKDIR as commands of their own name, so that others know what an image holds, and where."""
    for one in _instructions(source.text):
        if one.name in SETTINGS:
            words = re.sub(r"\\\n", " ", one.text).replace("[", " ").replace("]", " ").replace(",", " ").split()
            yield Command((one.name, *(word.strip("\"'") for word in words)), source.place(one.line))


def _instructions(text: str) -> Iterator[Instruction]:
    """Every instruction with its continued lines; comments between them become empty continuations."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        found = _INSTRUCTION.match(lines[at])
        first, taken = at, [lines[at]]
        while found and (taken[-1].rstrip().endswith("\\")) and at + 1 < len(lines):
            at += 1
            is_empty = not lines[at].strip() or lines[at].lstrip().startswith("#")
            taken.append("\\" if is_empty else lines[at])
        for end in _HEREDOC.findall("\n".join(taken)) if found else ():
            below = next((row for row in range(at + 1, len(lines)) if lines[row].strip() == end), at)
            taken += lines[at + 1 : below + 1]
            at = below
        if found:
            text = "\n".join(taken)[found.end() :]
            yield Instruction(found[1].upper(), text, first + 1)
        at += 1


def _shell_text(one: Instruction) -> str:
    """The exec form `["a", "b"]` as a command line; `RUN <<EOF` alone is the script itself."""
    text = _FLAGS.sub("", one.text)
    if text.lstrip().startswith("["):
        try:
            words = json.loads(text.replace("\\\n", "\n"))
        except ValueError:
            return text
        if isinstance(words, list):
            return command_line([str(word) for word in words])
    if text.lstrip().startswith("<<"):
        return "\n" + text.partition("\n")[2].rpartition("\n")[0]
    return text


def command_line(words: list[str]) -> str:
    """Words as shell text that reads back as the same words."""
    import shlex

    return shlex.join(words)
