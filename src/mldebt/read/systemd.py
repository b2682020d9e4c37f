"""What does a unit of systemd start, and when?"""

from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import Language, Lend, Schedule, Schedules, Source

from .crontab import is_muted
from .door import Part, facts, joined, read_part

CALENDARS = ("OnCalendar", "OnUnitActiveSec", "OnUnitInactiveSec", "OnBootSec")
RUNS = ("ExecStartPre", "ExecStart", "ExecStartPost")

_SETTING = re.compile(r"^\s*([A-Za-z]\w*)\s*=\s*(.*?)\s*$")


def read(source: Source, lend: Lend) -> Part:
    """A timer's schedule, whose command is the unit that it starts; a service's commands as shell text."""
    settings = list(_settings(source.text))
    schedules = Schedules(_schedules(settings, source))
    folder = next((value for _, name, value in settings if name == "WorkingDirectory"), "")
    parts = [Part(facts(schedules))]
    for line, name, value in settings:
        if name in RUNS and value:
            entered = f"cd {folder.lstrip('-~')}; " if folder.startswith("/") else ""
            text = entered + re.sub(r"%(\w)", r"${\1}", value.lstrip("-@:+!|"))
            parts.append(read_part(Language.SHELL, source.part(text, line), lend))
    return Part(joined(parts).facts, 0)


def _settings(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and value; a value goes on where its line ends in a backslash."""
    lines, at = text.split("\n"), 0
    while at < len(lines):
        first, taken = at, lines[at]
        while taken.endswith("\\") and at + 1 < len(lines):
            at += 1
            taken = taken[:-1] + " " + lines[at].strip()
        found = _SETTING.match(taken)
        if found:
            yield first + 1, found[1], found[2]
        at += 1


def _schedules(settings: list[tuple[int, str, str]], source: Source) -> Iterator[Schedule]:
    if not source.file.path.endswith(".timer"):
        return
    unit = next((value for _, name, value in settings if name == "Unit"), "")
    unit = unit or source.file.path.rpartition("/")[2].removesuffix(".timer") + ".service"
    last = source.text.count("\n") + 1
    for line, name, value in settings:
        if (
            name in CALENDARS
            and value
            and not (name == "OnBootSec" and any(other[1] in CALENDARS[:3] for other in settings))
        ):
            expression = value if name == "OnCalendar" else f"{name}={value}"
            yield Schedule("timer", expression, unit, source.place(line), (1, last), is_muted(unit))
