"""Which notes does a Zeppelin server hold, what do they run, and when? Results and users are left where they are."""

import json
import re
from pathlib import Path
from typing import Any

from .evidence import Collected, Document, Entry, texts


def zeppelin(source: Path) -> Collected:
    """A document for each note: its code, its interpreters and its schedule."""
    found, names = Collected(), set[str]()
    for path, text in texts(source, found, (".zpln", "note.json"), deep=True):
        try:
            note = _note(json.loads(text), path)
        except (ValueError, RecursionError) as problem:
            found.missed.append(f"{path}: it is not JSON ({problem})")
            continue
        if note is None:
            found.missed.append(f"{path}: it is JSON, but not a Zeppelin note")
            continue
        found.documents.append(Document(_name(path, names), "zeppelin", notes=[note]))
    return found


def _note(told: Any, path: Path) -> Entry | None:  # noqa: ANN401 - whatever the file holds
    if not isinstance(told, dict) or not isinstance(told.get("paragraphs"), list):
        return None
    config = _table(told.get("config"))
    keys = ("cron", "isZeppelinNotebookCronEnable")
    kept = {key: config[key] for key in keys if isinstance(config.get(key), str | bool)}
    return {
        "name": str(told.get("name", "")),
        "origin": str(path),
        "config": kept,
        "defaultInterpreterGroup": str(told.get("defaultInterpreterGroup") or "spark"),
        "paragraphs": [_paragraph(one) for one in told["paragraphs"] if isinstance(one, dict)],
    }


def _paragraph(told: dict[str, Any]) -> Entry:
    """The code and the language it is shown in; a paragraph without code keeps its place, since places are counted."""
    language = _table(_table(told.get("config")).get("editorSetting")).get("language")
    kept = {"editorSetting": {"language": language}} if isinstance(language, str) else {}
    return {"text": told["text"] if isinstance(told.get("text"), str) else "", "config": kept}


def _table(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _name(path: Path, names: set[str]) -> str:
    stem = path.stem if path.name != "note.json" else path.parent.name
    base = "zeppelin-" + (re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower() or "note")
    name, number = base, 2
    while name in names:
        name, number = f"{base}-{number}", number + 1
    names.add(name)
    return name
