"""Which distributions does a command install: `pip install x`, in all its spellings, and `conda install x`?"""

from collections.abc import Iterable, Iterator

from mldebt import patterns as re
from mldebt.model import Command, Place, Requirement

from .environment import conda_requirement
from .specs import name_in_url, parsed_requirement

PIP = re.compile(r"pip[\d.]*")
PYTHON = re.compile(r"python[\d.]*|py")
CONDA = frozenset({"conda", "mamba", "micromamba"})
WITH_VALUE = frozenset({
    "-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-t", "--target", "-i", "--index-url",
    "--extra-index-url", "-f", "--find-links", "--trusted-host", "--platform", "--python-version", "--prefix", "--root",
    "--src", "--cache-dir", "--timeout", "--retries", "--proxy", "--cert", "--progress-bar", "--no-binary",
    "--only-binary", "--python", "-p", "--global-option", "--config-settings", "--index", "--torch-backend", "--group",
    "--abi", "--implementation", "--report", "--log", "--upgrade-strategy", "--default-timeout", "--index-strategy",
    "-n", "--name", "--channel", "--file", "--solver", "--override-channels-file", "--upgrade-package", "-P",
})  # fmt: skip
"""Options whose value is a word of its own."""
LIMITS = ("-c", "--constraint", "--require-hashes", "--build-constraint")


def installed(commands: Iterable[Command]) -> Iterator[Requirement]:
    """What the words name, in order. Files (`-r`), folders and what a variable holds are left out."""
    for command in map(_as_user, commands):
        words = _after_install(command.words, PIP)
        yield from _conda(command) if words is None else _pip(words, command.where)


def _as_user(command: Command) -> Command:
    """`sudo -H pip install x` as `pip install x`."""
    words = command.words
    while len(words) > 1 and (words[0] in ("sudo", "exec", "time") or words[0].startswith("-")):
        words = words[1:]
    return command._replace(words=words)


def _after_install(words: tuple[str, ...], program: re.Pattern[str]) -> tuple[str, ...] | None:
    """The words after `pip install`, None where it is none."""
    named = [word.rpartition("/")[2] for word in words[:4]]
    if PYTHON.fullmatch(named[0]) and named[1:2] == ["-m"]:
        named, words = named[2:], words[2:]
    if named[:1] == ["uv"] or named[:1] == ["pipx"]:
        named, words = named[1:], words[1:]
    if not named or not program.fullmatch(named[0]) or "install" not in words[1:3]:
        return None
    return words[words.index("install", 1) + 1 :]


def _pip(words: tuple[str, ...], where: Place) -> Iterator[Requirement]:
    if any(word.split("=")[0] in LIMITS for word in words):
        return
    for word in _plain(words):
        if "://" in word and not re.match(r"[\w.-]+(?:\[[^\]]*\])?\s*@", word):
            name = name_in_url(word.partition("#egg=")[2] or word)
            found: Requirement | str = Requirement(name, where, url=word, text=word) if name else ""
        else:
            found = parsed_requirement(word, where, "", word)
        if isinstance(found, Requirement):
            yield found


def _conda(command: Command) -> Iterator[Requirement]:
    if command.program not in CONDA or not {"install", "create"} & set(command.words[1:3]):
        return
    for word in _plain(command.words[2:]):
        found = conda_requirement(word, command.where, "", word)
        if isinstance(found, Requirement) and word not in ("install", "create"):
            yield found


def _plain(words: tuple[str, ...]) -> Iterator[str]:
    """The words that may name a distribution."""
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in WITH_VALUE
        elif "*" not in re.sub(r"==[\w.]*\*$", "", word) and not re.match(r"[./~$]|.*\.(?:whl|gz|zip|txt)$|.*/$", word):
            yield word
