"""What does a scan cost, as a ratio? `make bench CORPORA="folder …"`; without folders, our own source.

CPU seconds of whole processes, paired in one run, medians of five: the scan in one process against `ast.parse` of the
same Python files, and `mldebt --version` against `python -c pass`; what following the
rows costs of it; and what reading a megabyte of each other language costs.
"""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 5
PROGRAM = [sys.executable, "-m", "mldebt"]
PARSE = """
import ast, gc, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore"); gc.disable()
for path in Path(sys.argv[1]).rglob("*.py"):
    try:
        ast.parse(path.read_text(errors="replace"))
    except Exception:
        pass
"""


def main(folders: list[str]) -> None:
    """Prints one line a folder, and one for the start."""
    for folder in folders or [str(Path(__file__).parents[2] / "src")]:
        scan = [*PROGRAM, "scan", folder, "--isolated", "--jobs", "1", "--no-progress", "--quiet"]
        print(f"{_ratio(scan, [sys.executable, '-c', PARSE, folder]):6.2f} x ast.parse    scan {folder}")
        print(f"{_following(folder):6.2f} x ast.parse    following rows in the files that import a library, {folder}")
    for line in _languages(folders):
        print(line)
    print(f"{_ratio([*PROGRAM, '--version'], [sys.executable, '-c', 'pass']):6.2f} x python -c pass    --version")


def _following(folder: str) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.leakage", folder]
    told = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(ROUNDS)]
    return statistics.median(float(line.split()[0]) for line in told)


def _languages(folders: list[str]) -> list[str]:
    command = [sys.executable, "-m", "tests.benchmarks.languages", *folders]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def _ratio(command: list[str], base: list[str]) -> float:
    return statistics.median(_seconds(command) / _seconds(base) for _ in range(ROUNDS))


def _seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


main(sys.argv[1:])
