"""Where do compiled copies lie: of the rules, of what the checks say of themselves? They save time and decide nothing.

A copy is JSON, so reading one runs nothing; one that is missing, broken or of another time is made anew.
"""

import json
import os
from pathlib import Path

from mldebt.store.place import folder as home


def copy_at(folder: str, name: str) -> Path:
    """The place of a copy in the user's cache."""
    return Path(home()) / folder / f"{name}.json"


def keep(copy: Path, tree: object) -> None:
    """Best effort: without a copy the next run takes its time again."""
    partial = copy.with_suffix(f".{os.getpid()}.tmp")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(tree, separators=(",", ":")), encoding="utf-8")
        partial.replace(copy)
    except OSError:
        return
