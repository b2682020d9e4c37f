"""What does a crontab start, and when? Forms of users and of /etc/cron.d, `@daily`, settings, `%`."""

from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Language, Lend, Schedule, Schedules, Source

from .door import Part, facts, joined, read_part
from .texts import logical_lines, on_one_line

_SETTING = re.compile(r"^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$")
_FIELD = re.compile(r"(?=.*[\d*])[\d*/,\-~A-Za-z#?]{1,80}|[A-Za-z]{3}(?:[,\-][A-Za-z]{3})*")
_USER = re.compile(r"^(root|www-data|nobody|ubuntu|ec2-user|airflow|deploy)\s+(?=\S)")
_SYSTEM = re.compile(r"(^|/)cron\.d/|(^|/)etc/crontab$")
_PERCENT = re.compile(r"(?<!\\)%")


class Entry(NamedTuple):
    line: int
    expression: str
    command: str
    mailed: bool


def read(source: Source, lend: Lend) -> Part:
    """One Schedule an entry, and the facts of its command."""
    entries = entries_of(source.text, system=_SYSTEM.search(source.file.path) is not None)
    schedules = Schedules(_schedule(entry, source) for entry in entries)
    parts = [_commands(entry, source, lend) for entry in entries]
    found = joined([Part(facts(schedules)), *parts])
    return Part(found.facts, logical_lines(source.text, "#"), found.not_read)


def is_muted(command: str) -> bool:
    """Both what it prints and its errors are thrown away."""
    quiet = re.search(r"(?<!2)>{1,2}\s*/dev/null", command)
    errors = re.search(r"2>\s*(?:&1|/dev/null)|&>+\s*/dev/null|>&\s*/dev/null", command)
    return bool(errors and (quiet or re.search(r"&>|>&\s*/dev", command)))


def entries_of(text: str, *, system: bool) -> list[Entry]:
    """Every line that starts something; a MAILTO counts for the lines below it. `system`: a column names the user."""
    found, mailed = [], True
    for number, line in enumerate(text.split("\n"), 1):
        setting = _SETTING.match(line)
        if setting is not None:
            mailed = setting[2].strip("\"'") != "" if setting[1] == "MAILTO" else mailed
            continue
        expression, rest = _split(line)
        command = _USER.sub("", rest)
        if system and command == rest:
            command = command.partition(" ")[2].strip()
        if expression and command:
            found.append(Entry(number, expression, command, mailed))
    return found


def _split(line: str) -> tuple[str, str]:
    """The five fields (or `@daily`) and the rest, both empty where the line starts nothing."""
    if line.lstrip().startswith("@"):
        expression, _, command = line.strip().partition(" ")
        return expression, command.strip()
    *fields, command = line.split(None, 5) or [""]
    if len(fields) < 5 or fields[0].startswith("#") or not all(map(_FIELD.fullmatch, fields)):
        return "", ""
    return " ".join(fields), command


def _schedule(entry: Entry, source: Source) -> Schedule:
    where = source.place(entry.line)
    muted = is_muted(entry.command) or not entry.mailed
    return Schedule("cron", entry.expression, entry.command, where, (where.line, where.line), muted)


def _commands(entry: Entry, source: Source, lend: Lend) -> Part:
    """The command as shell text: the first bare `%` ends it, what follows is fed to it, `\\%` is a percent sign."""
    command, *fed = (piece.replace("\\%", "%") for piece in _PERCENT.split(entry.command))
    if fed:
        command = "\n".join((f"{command} <<'CRON_STDIN'", *fed, "CRON_STDIN"))
    return read_part(Language.SHELL, on_one_line(source, command, entry.line), lend)
