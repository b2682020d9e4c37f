"""What do the crontabs in a folder start? One schedule an entry."""

import os
from pathlib import Path

from mldebt import patterns as re
from mldebt.read import entries_of, is_muted

from .evidence import Collected, Document, texts

SYSTEM = re.compile(r"/cron\.d/|/etc/crontab$")


def crontab(source: Path) -> Collected:
    """The entries of every crontab in the folder; other files in it hold none and are passed over."""
    found = Collected()
    document = Document("crontab", "crontab")
    for path, text in texts(source, found):
        system = SYSTEM.search(f"{os.path.abspath(path)}") is not None
        for entry in entries_of(text, system=system):
            document.schedules.append({
                "expression": entry.expression,
                "command": entry.command,
                "muted": is_muted(entry.command) or not entry.mailed,
                "origin": f"{path}:{entry.line}",
            })  # fmt: skip
    found.documents = [document] if document else []
    return found
