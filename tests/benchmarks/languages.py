"""What does reading a megabyte of shell, SQL, Scala, YAML or a note cost? CPU seconds of `read_file`, and as a ratio to
`ast.parse` of a megabyte of our own Python, all in this process.

    python -m tests.benchmarks.languages folder …
"""

import ast
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from mldebt.discover import discover
from mldebt.knowledge import lend
from mldebt.model import Language, SourceFile
from mldebt.read import read_file
from mldebt.settings import load_settings

MEASURED = (
    Language.SHELL, Language.SQL, Language.SCALA, Language.YAML, Language.ZEPPELIN, Language.CRONTAB, Language.R,
    Language.PYTHON,
)  # fmt: skip
OWN = Path(__file__).parents[2] / "src"


def main(folders: list[str]) -> None:
    """One line a language: megabytes, seconds a megabyte, and that ratio."""
    unit = _parsing(OWN)
    found: dict[Language, list[tuple[Path, SourceFile]]] = defaultdict(list)
    for folder in map(Path, folders or [str(OWN.parent / "examples")]):
        settings = load_settings(folder, config=None, isolated=True, overrides={})
        for file in discover(folder, settings).files:
            found[file.language].append((folder, file))
    for language in MEASURED:
        if found[language]:
            size = sum((folder / file.path).stat().st_size for folder, file in found[language]) / 1e6
            cost = _reading(found[language]) / max(size, 1e-9)
            count = len(found[language])
            print(f"{cost:7.2f} s/MB {cost / unit:6.1f} x ast.parse    {language.value}: {count} files, {size:.2f} MB")


def _parsing(folder: Path) -> float:
    """Seconds a megabyte."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))]
    before = time.process_time()
    for text in texts:
        ast.parse(text)
    return (time.process_time() - before) / (sum(map(len, texts)) / 1e6)


def _reading(files: Iterable[tuple[Path, SourceFile]]) -> float:
    listed = list(files)
    read_file(listed[0][1], listed[0][0], lend)  # what is imported and compiled once is not counted
    before = time.process_time()
    for folder, file in listed:
        read_file(file, folder, lend)
    return time.process_time() - before


if __name__ == "__main__":
    main(sys.argv[1:])
