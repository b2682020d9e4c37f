"""What does a notebook install, by a line of shell, a magic or a call, and are the versions fixed?"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mldebt import patterns as re
from mldebt.knowledge import Installer, Installers
from mldebt.model import Command, Install, Installs, Lend, Place, Source

from .descent import within

PIP = frozenset({"pip.main", "pip._internal.main", "pip._internal.cli.main.main"})
"""Functions that take the words of a command line."""
FIXED = re.compile(r"@[\w.-]+(?:#|$)|\.whl\b|\d\.(?:tar\.gz|zip|tgz)\b")
"""An address that names a commit, a tag or a built file."""
SHORT = re.compile(r"-\w+$")
"""Several options of one letter together: `-qr requirements.txt`."""
MOVES = re.compile(r"@(?:main|master|develop|dev|HEAD)(?:#|$)")


def commands_of(tree: ast.Module, whole: Source) -> Iterator[Command]:
    """`pip.main(["install", "x"])` as the command it stands for."""
    for node in within(tree):
        if isinstance(node, ast.Call) and getattr(node, "dotted", "") in PIP and node.args:
            words = node.args[0].elts if isinstance(node.args[0], ast.List | ast.Tuple) else []
            texts = [word.value if isinstance(word, ast.Constant) else "*" for word in words]
            yield Command(("pip", *map(str, texts)), whole.place(node.lineno, node.col_offset + 1))


def installs_of(commands: Iterable[Command], texts: Mapping[int, str], lend: Lend) -> Installs:
    """One Install for each command that installs packages; `texts` is the text of each cell."""
    table = list(lend(Installers))
    found = []
    for command in commands:
        words = _from_installer(command.words)
        row = next((row for row in table if words[: row.name.count(" ") + 1] == tuple(row.name.split())), None)
        if row is not None:
            given = words[row.name.count(" ") + 1 :]
            guarded = command.swallowed or _is_inside(command.where, texts)
            found.append(Install(command.where, row.name, tuple(_loose(given, row)), guarded))
    return Installs(sorted(found, key=lambda install: install.where.order))


def _from_installer(words: tuple[str, ...]) -> tuple[str, ...]:
    """`python -m pip install x` and `/opt/bin/pip3 install x` are `pip install x`."""
    if "-m" in words[1:3]:
        words = words[words.index("-m") + 1 :]
    first = words[0].rpartition("/")[2] if words else ""
    return (re.sub(r"^pip[\d.]+$", "pip", first), *words[1:])


def _loose(words: Sequence[str], row: Installer) -> Iterator[str]:
    """The packages named without a version. A file that is named may fix those of all."""
    if any(
        word.partition("=")[0] in row.lists or (SHORT.match(word) and f"-{word[-1]}" in row.lists) for word in words
    ):
        return
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in row.takes
        elif _is_package(word) and word not in row.ignored and not _is_fixed(word, row):
            yield word


def _is_package(word: str) -> bool:
    """A name or the address of a repository; a path and what is not known are neither."""
    return word[:1] not in tuple("./~<>") and not set(word) & set("*{}$|&;") and not word.endswith(".whl")


def _is_fixed(word: str, row: Installer) -> bool:
    if "://" in word:
        return bool(FIXED.search(word.partition("://")[2])) and not MOVES.search(word)
    return any(pin in word for pin in row.pins)


def _is_inside(where: Place, texts: Mapping[int, str]) -> bool:
    """The line is indented, so it runs under a condition, or in a function that somebody calls."""
    lines = texts.get(where.cell.index, "").split("\n") if where.cell else []
    line = lines[where.cell.line - 1] if where.cell and where.cell.line <= len(lines) else ""
    return line[:1] in (" ", "\t")
