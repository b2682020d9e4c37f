"""What does a scan cost, as a ratio? `make bench CORPORA="folder …"`; without folders, a generated project.

First the table (`table`), then what following the rows of data sets adds (`leakage`) and what a megabyte of each other
language costs (`languages`).
"""

import statistics
import subprocess
import sys

ROUNDS = 5


def main(folders: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "tests.benchmarks.table", *folders], check=True)
    print()
    for folder in folders:
        told = [_told("leakage", folder)[0] for _ in range(ROUNDS)]
        ratio = statistics.median(float(line.split()[0]) for line in told)
        print(f"{ratio:8.2f} x  following rows / ast.parse of the files that import a library, {folder}")
    for line in _told("languages", *folders):
        print(line)


def _told(module: str, *folders: str) -> list[str]:
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *folders]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


main(sys.argv[1:])
