"""What do systemd's timers start, and which services run all the time?"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from .evidence import Collected, Document, texts

WHEN = (
    "OnCalendar", "OnBootSec", "OnStartupSec", "OnActiveSec", "OnUnitActiveSec", "OnUnitInactiveSec",
)  # fmt: skip
QUIET = ("null", "/dev/null")
SHORTEST = 3
"""Units whose command is shorter say nothing."""

Unit = dict[str, list[tuple[str, int]]]
"""The values of each key with their lines; a key may stand more than once."""


def systemd(source: Path) -> Collected:
    """A schedule for each command of a service that a timer starts, a command for each of the other services."""
    found = Collected()
    timers: dict[str, tuple[Path, Unit]] = {}
    services: dict[str, tuple[Path, Unit]] = {}
    for path, text in texts(source, found, (".timer", ".service"), deep=True):
        (timers if path.suffix == ".timer" else services).setdefault(path.name, (path, _unit(text)))
    document, started = Document("systemd", "systemd"), set[str]()
    for name, (path, timer) in sorted(timers.items()):
        service = _first(timer, "Unit") or name.removesuffix(".timer") + ".service"
        started.add(service)
        when = ", ".join(f"{key}={value}" for key in WHEN for value, _ in timer.get(key, ()))
        if service not in services:
            found.missed.append(f"{path}: it starts {service}, which is not in {source}")
        elif not when:
            found.missed.append(f"{path}: it says no time")
        else:
            document.schedules += [
                {"expression": when, "command": command, "muted": muted, "origin": f"{path}, {origin}"}
                for command, muted, origin in _commands(*services[service])
            ]
    for name, (path, service_unit) in sorted(services.items()):
        if name not in started:
            document.commands += [
                {"command": command, "origin": origin} for command, _, origin in _commands(path, service_unit)
            ]
    found.documents = [document] if document else []
    return found


def _commands(path: Path, unit: Unit) -> Iterator[tuple[str, bool, str]]:
    """What the service runs, whether nobody hears of a failure, and where it says so."""
    folder = _first(unit, "WorkingDirectory").lstrip("-")
    alarm = bool(_first(unit, "OnFailure"))
    for key in ("ExecStartPre", "ExecStart"):
        for value, line in unit.get(key, ()):
            command = value.lstrip("-@:+!|").strip()
            ignored = value[: len(value) - len(value.lstrip("-@:+!|"))].count("-") > 0
            quiet = _first(unit, "StandardOutput") in QUIET and _first(unit, "StandardError") in (*QUIET, "inherit", "")
            if len(command) >= SHORTEST:
                moved = f"cd {folder} && {command}" if folder else command
                yield moved, not alarm and (quiet or ignored), f"{path}:{line}"


def _unit(text: str) -> Unit:
    """Keys of all sections together; an empty value takes the earlier ones back, as systemd has it."""
    found: Unit = defaultdict(list)
    pending, first = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not pending and (not line or line[0] in "#;["):
            continue
        first = first if pending else number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        key, mark, value = (pending + line).partition("=")
        pending = ""
        if mark and not value.strip():
            found[key.strip()].clear()
        elif mark:
            found[key.strip()].append((value.strip(), first))
    return found


def _first(unit: Unit, key: str) -> str:
    values = unit.get(key)
    return values[0][0] if values else ""
