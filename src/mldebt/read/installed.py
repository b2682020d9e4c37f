"""What do the packages of an installed environment say of their licences?

An interpreter that the user names is asked through pip-licenses, in a process of its own. An environment that lies in
the audited folder is never run: its metadata are read as the files that they are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mldebt.knowledge import canonical_name
from mldebt.model import Environment, InstalledPackage, UserError

if TYPE_CHECKING:  # imported where an environment is read
    from importlib.metadata import Distribution

FOLDERS = (".venv", "venv", "env")
UNKNOWN = "UNKNOWN"
"""What pip-licenses writes for nothing."""
ASK = "import json, sys; print(json.dumps([path for path in sys.path if path]))"
SECONDS = 120
TITLE = 100
"""Characters; a licence field that is longer holds a text, which is identified and never printed."""
FIELDS = ("Name", "Version", "License-Expression", "License")


def environment_of(root: Path, python: str) -> Environment | None:
    """The environment of the named interpreter, or of its folder; without a name the one that lies in the project."""
    if not python:
        home = next((root / name for name in FOLDERS if (root / name / "pyvenv.cfg").is_file()), None)
        return None if home is None else Environment(home.name, lambda: _read(_site_packages(home)))
    interpreter = _interpreter(Path(python))
    packages = _asked(interpreter) or _read(_search_path(interpreter))
    if not packages:
        raise UserError(f"--python {python}: no package is installed there, so no licence can be told")
    return Environment(python, lambda: packages)


def _interpreter(path: Path) -> Path:
    """The interpreter itself where the folder of an environment is named."""
    inside = [path / "bin" / "python", path / "Scripts" / "python.exe"]
    found = next((one for one in (inside if path.is_dir() else [path]) if one.is_file()), None)
    if found is None:
        raise UserError(f"--python {path}: there is no interpreter")
    return found


def _asked(interpreter: Path) -> dict[str, InstalledPackage]:
    """What pip-licenses tells; nothing where it is not installed, or cannot: it splits paths at spaces, and then finds
    no package and calls that a success."""
    import json
    from importlib.util import find_spec

    if find_spec("piplicenses") is None or " " in "".join(_search_path(interpreter)):
        return {}
    options = ["--python", str(interpreter), "--from=all", "--format=json", "--with-system"]
    told = json.loads(_output([sys.executable, "-m", "piplicenses", *options], "pip-licenses"))
    packages = (
        InstalledPackage(
            canonical_name(row["Name"]), row["Version"], _known(row["License-Expression"]),
            tuple(part.strip() for part in _known(row["License-Classifier"]).split(";") if part.strip()),
            _title(_known(row["License-Metadata"])),
        )
        for row in told
    )  # fmt: skip
    return {package.name: package for package in packages}


def _known(value: str) -> str:
    return "" if value == UNKNOWN else value


def _title(stated: str) -> str:
    """What the free field says in a line: of a whole text its name, if the opening words tell it."""
    if len(stated) <= TITLE and "\n" not in stated.strip():
        return stated.strip()
    from .licence import licence_of_text

    return licence_of_text(stated) or "a text of its own"


def _search_path(interpreter: Path) -> list[str]:
    import json

    listed = json.loads(_output([str(interpreter), "-I", "-c", ASK], str(interpreter)))
    return [str(path) for path in listed]


def _output(command: list[str], who: str) -> str:
    import subprocess

    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as problem:
        told = getattr(problem, "stderr", "") or str(problem)
        raise UserError(f"{who} could not tell what is installed: {str(told).strip().splitlines()[-1:]}") from problem
    return done.stdout


def _site_packages(home: Path) -> list[str]:
    return [str(path) for path in sorted([*home.glob("lib/python*/site-packages"), home / "Lib" / "site-packages"])]


def _read(paths: Iterable[str]) -> dict[str, InstalledPackage]:
    from importlib.metadata import distributions

    return {package.name: package for package in _packages(distributions(path=list(paths)))}


def _packages(found: Iterable[Distribution]) -> Iterator[InstalledPackage]:
    for one in found:
        said = one.metadata
        classifiers = [text for text in said.get_all("Classifier") or [] if text.startswith("License ::")]
        titles = tuple(text.rpartition(" :: ")[2] for text in classifiers if not text.endswith(":: OSI Approved"))
        name, version, expression, stated = (_field(one, key) for key in FIELDS)
        if name:
            yield InstalledPackage(canonical_name(name), version, expression, titles, _title(stated))


def _field(one: Distribution, key: str) -> str:
    """Empty where it is missing; a broken package may lack even its name."""
    return str(one.metadata[key] or "") if key in one.metadata else ""
