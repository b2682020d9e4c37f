"""What does following the rows cost? CPU of `flow/` (compiling and interpreting) as a ratio to `ast.parse` of the files
that import a library of machine learning, all in this process. Files have the roles that a scan gives them.

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
from mldebt.audit import LEFT_OUT
from mldebt.discover import discover
from mldebt.knowledge import lend
from mldebt.link import ImportGraph, Leaks
from mldebt.model import Language, Project, Repository, Settings
from mldebt.read import read_text

LIBRARIES = re.compile(
    r"^\s*(?:import|from)\s+(?:sklearn|pandas|numpy|torch|tensorflow|keras|xgboost|lightgbm|catboost|imblearn|scipy)\b",
    re.MULTILINE,
)


def ratio(folder: Path) -> tuple[float, int]:
    """The ratio, and how many files it is of."""
    files = [file for file in discover(folder, Settings()).files if file.language is Language.PYTHON]
    files = [file for file in files if file.role not in LEFT_OUT]
    texts = [(file, (folder / file.path).read_text(errors="replace")) for file in files]
    texts = [(file, text) for file, text in texts if LIBRARIES.search(text)]
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
    readings = tuple(read_text(file, text, lend) for file, text in texts)
    repository = Repository(str(folder), "", tuple(file for file, _ in texts))
    project = Project(repository, readings, lend, lambda section: section())
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
