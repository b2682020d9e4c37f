"""Which programs does a shell script run, and which data pass through them? Heredocs go to their own readers."""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import CommandLines
from mldebt.model import (
    Command,
    CommandRequirements,
    Commands,
    Language,
    Lend,
    NotRead,
    Schedules,
    Source,
    without_days,
)

from .door import Part, facts, joined, read_part
from .errexit import careless, moved, shell_cautions
from .installs import installed
from .shell_calls import WRAPPERS, is_python, plain, program
from .shell_data import data_of
from .shell_nouns import Call
from .shell_walk import walked
from .shell_words import Text, filled
from .texts import logical_lines, on_one_line

PRINTERS = frozenset({"echo", "printf"})
_CRON_TARGET = re.compile(r"/cron\.d/|/crontabs?\b|/spool/cron")


def read(source: Source, lend: Lend) -> Part:
    """The facts of a script or a piece of one. What the grammar does not understand is passed over."""
    lines = lend(CommandLines)
    known = {line.name.partition(" ")[0] for line in lines} | {"crontab", "tee", "Rscript"}
    met, functions, understood = walked(source)
    own = WRAPPERS | functions
    calls = [one for call in met for one in plain(call, source, known, own)]
    if not understood and not calls:
        return Part(not_read=(NotRead(source.file.path, "shell text that cannot be parsed", source.place(1).line),))
    commands = Commands(_command(call) for call, _ in calls)
    parts = [Part(facts(commands, CommandRequirements(installed(commands))))]
    moves = []
    for call, around in calls:
        parts.append(data_of(call, around, lines))
        moves.append(moved(call, parts[-1]))
        parts.extend(_other_languages(call, around, lend))
    parts.append(Part(facts(shell_cautions(source), careless(source, moves))))
    found = joined(parts)
    return Part(found.facts, logical_lines(source.text, "#"), found.not_read)


def _command(call: Call) -> Command:
    words = tuple(word.shown for word in call.words)
    return Command(
        words, call.where, call.scope, call.folder, call.reads, call.writes, call.piped or call.stdin is not None,
        call.swallowed, tuple(_days(call)),
    )  # fmt: skip


def _days(call: Call) -> Iterator[tuple[int, str, str]]:
    for at, word in enumerate(call.words):
        _, day, moment = without_days(word.text)
        if day:
            yield at, day, moment


def _other_languages(call: Call, source: Source, lend: Lend) -> Iterator[Part]:
    python = _python_text(call)
    if python is not None:
        yield read_part(Language.PYTHON, source.part(filled(python.text, "_"), python.row + 1), lend)
    table = _cron_text(call)
    if table is not None:
        part = read_part(Language.CRONTAB, _table(table, source), lend)
        if Schedules in part.facts:
            yield part


def _python_text(call: Call) -> Text | None:
    """The program after `python -c`, or what is fed to `python` or `python -`."""
    if not is_python(program(call)):
        return None
    words = [word.text for word in call.words[1:]]
    if "-c" in words[:-1]:
        return call.words[words.index("-c") + 2]
    return call.stdin if all(word in ("-", "-u") for word in words) else None


def _cron_text(call: Call) -> Text | None:
    """The table that is piped to `crontab -` or written into /etc/cron.d."""
    name, words = program(call), call.words[1:]
    if name == "crontab":
        return call.stdin
    targets = (*call.writes, *(word.text for word in words if name == "tee"))
    if not any(map(_CRON_TARGET.search, targets)):
        return None
    if name in PRINTERS:
        said = [word for word in words if not re.fullmatch(r"-[neE]+", word.text)]
        return Text(" ".join(word.text for word in said), said[0].row) if said else None
    return call.stdin if name in ("cat", "tee") else None


def _table(text: Text, source: Source) -> Source:
    """The table's text; one with `\\n` in it stands on one line of the file."""
    shown = filled(text.text, "_")
    if "\\n" in shown and "\n" not in shown:
        return on_one_line(source, shown.replace("\\n", "\n"), text.row + 1)
    return source.part(shown, text.row + 1)
