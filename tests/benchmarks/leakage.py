"""What does following the rows cost? CPU of `flow/` (compiling and interpreting) as a ratio to `ast.parse` of the files
that import a library of machine learning, all in this process.

    python -m tests.benchmarks.leakage folder
"""

import ast
import gc
import re
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import mldebt.read.python as python_reader
from mldebt.knowledge import lend
from mldebt.link import ImportGraph, Leaks
from mldebt.model import Language, Project, Repository, SourceFile
from mldebt.read import read_text

LIBRARIES = re.compile(
    r"^\s*(?:import|from)\s+(?:sklearn|pandas|numpy|torch|tensorflow|keras|xgboost|lightgbm|catboost|imblearn|scipy)\b",
    re.MULTILINE,
)


def ratio(folder: Path) -> tuple[float, int]:
    """The ratio, and how many files it is of."""
    texts = [(path, path.read_text(errors="replace")) for path in sorted(folder.rglob("*.py")) if path.is_file()]
    texts = [(path, text) for path, text in texts if LIBRARIES.search(text)]
    parsing = sum(_seconds(lambda text=text: _parsed(text)) for _, text in texts)  # type: ignore[misc]
    compiling = 0.0
    compile_program = vars(python_reader)["program_of"]

    def timed(*given: object) -> object:
        nonlocal compiling
        before = time.process_time()
        program = compile_program(*given)
        compiling += time.process_time() - before
        return program

    vars(python_reader)["program_of"] = timed
    files = [SourceFile(path.relative_to(folder).as_posix(), Language.PYTHON) for path, _ in texts]
    readings = tuple(read_text(file, text, lend) for file, (_, text) in zip(files, texts, strict=True))
    project = Project(Repository(str(folder), "", tuple(files)), readings, lend, lambda section: section())
    project.fact(ImportGraph)
    following = _seconds(lambda: project.fact(Leaks))
    return (compiling + following) / max(parsing, 1e-9), len(texts)


def _parsed(text: str) -> None:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return


def _seconds(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return time.process_time() - before


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    gc.disable()
    found, files = ratio(Path(sys.argv[1]))
    print(f"{found:.2f} {files}")
