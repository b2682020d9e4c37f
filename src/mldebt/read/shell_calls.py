"""Which program does a command really run: behind sudo, inside a container, on another host, in `bash -c`?"""

from collections.abc import Collection, Iterator
from itertools import pairwise

from mldebt import patterns as re
from mldebt.model import Source

from .shell_nouns import Around, Call
from .shell_walk import walked
from .shell_words import Text, filled

WRAPPERS = frozenset({
    "sudo", "doas", "nohup", "time", "nice", "ionice", "timeout", "exec", "env", "command", "chronic", "flock",
    "stdbuf", "setsid", "xvfb-run", "docker", "docker-compose", "podman", "kubectl", "oc", "ssh", "su", "conda",
    "poetry", "pipenv", "uv", "pdm", "srun", "singularity", "apptainer", "eval", "heroku",
})  # fmt: skip
"""Programs whose arguments are, or hold, the program that matters."""

SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
DEEPEST = 4
"""How often a shell in a shell is opened."""

_FLAG_C = re.compile(r"-\w*c")
_SCRIPT = re.compile(r"[^\s=]+\.(?:py|sh|bash|sql|R|scala|ipynb)")


def is_python(program: str) -> bool:
    return bool(re.fullmatch(r"python[\d.]*|pypy3?|ipython", program))


def program(call: Call) -> str:
    return call.words[0].text.rpartition("/")[2]


def plain(
    call: Call, source: Source, known: Collection[str], wrappers: Collection[str], depth: int = 0
) -> Iterator[tuple[Call, Source]]:
    """The call without its wrappers, and the text that holds it; for a shell that gets text, the calls in that text."""
    call = call._replace(words=_unwrapped(call.words, known, wrappers))
    inner = _inner_text(call)
    if inner is None or depth > DEEPEST:
        yield call, source
        return
    part = source.part(filled(inner.text, "${_}"), inner.row + 1)
    around = Around(
        call.scope, call.operation, None, call.piped, call.swallowed, call.reads, call.writes, call.profile, call.onward
    )  # fmt: skip
    for found in walked(part, around, call.folder).calls:
        yield from plain(found, part, known, wrappers, depth + 1)


def _unwrapped(words: tuple[Text, ...], known: Collection[str], wrappers: Collection[str]) -> tuple[Text, ...]:
    """From the first word on that is a program we know or a script, else from the first that is no option."""
    if words[0].text.rpartition("/")[2] not in wrappers:
        return words
    for at, word in enumerate(words[1:], 1):
        name = word.text.rpartition("/")[2]
        if name in known or name in SHELLS or is_python(name) or _SCRIPT.fullmatch(word.text):
            return _unwrapped(words[at:], known, wrappers)
    return words


def _inner_text(call: Call) -> Text | None:
    """The shell text that a shell, `ssh`, `eval`, `su -c` or `flock -c` is given."""
    name, rest = program(call), call.words[1:]
    if name == "ssh" or name == "eval":
        return next((word for word in rest if " " in word.text.strip()), None)
    if name not in SHELLS and name not in ("su", "flock", "heroku"):
        return None
    for option, value in pairwise(rest):
        if _FLAG_C.fullmatch(option.text):
            return value
    if name in SHELLS and all(word.text.startswith("-") for word in rest):
        return call.stdin
    return None
