"""The whole table: cold, warm, one file changed, a hook's run, start-up and memory, as ratios paired in one run.

Every number is a median of `ROUNDS` rounds; in each round the base and what is compared with it run one after the
other. CPU seconds of whole processes, but for the pool, which is told in wall time. Other linters are measured where
they are installed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import NamedTuple

ROUNDS = 5
PROGRAM = (sys.executable, "-m", "mldebt")
PASS = (sys.executable, "-c", "pass")
PARSE = """
import ast, gc, os, sys, warnings
warnings.simplefilter("ignore"); gc.disable()
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".py"):
            try:
                with open(os.path.join(folder, name), "rb") as file:
                    ast.parse(file.read())
            except Exception:
                pass
"""
STATS = """
import os, sys
todo = [sys.argv[1]]
while todo:
    with os.scandir(todo.pop()) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)
            else:
                entry.stat(follow_symlinks=False)
"""
OTHERS = {
    "ruff, all rules": ("ruff", "check", "--select", "ALL", "--no-cache", "--isolated", "--exit-zero", "--quiet"),
    "ruff, NPY PD S301": ("ruff", "check", "--select", "NPY,PD,S301", "--no-cache", "--isolated", "--exit-zero", "-q"),
    "bandit": ("bandit", "-r", "-q", "--exit-zero"),
    "semgrep, 1 process": ("semgrep", "scan", "--quiet", "--metrics=off", "-j", "1", "--config", "auto"),
    "pylint with dslinter": ("pylint", "--load-plugins=dslinter", "--exit-zero", "--recursive=y"),
}


class Cost(NamedTuple):
    """CPU and wall seconds."""

    cpu: float
    wall: float


class Corpus(NamedTuple):
    """A copy that may be changed, and a cache of its own."""

    folder: Path
    cache: Path

    def scan(self, *options: str) -> Callable[[], Cost]:
        command = (*PROGRAM, "scan", str(self.folder), "--isolated", "--no-progress", "--exit-zero", *options)
        return lambda: spent(command, self.cache)


def main(folders: list[str]) -> None:
    """One table a folder; a generated project where none is named."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    line("--version / python -c pass", paired(lambda: spent((*PROGRAM, "--version")), lambda: spent(PASS)))
    line("--help / python -c pass", paired(lambda: spent((*PROGRAM, "--help")), lambda: spent(PASS)))
    for folder in folders or [""]:
        with copied(folder) as corpus:
            measured(corpus, folder or "generated")


def measured(corpus: Corpus, name: str) -> None:
    files = [path for path in sorted(corpus.folder.rglob("*.py")) if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"\n{name}: {len(files)} Python files, {size / 1e6:.1f} MB")

    def parse() -> Cost:
        return spent((sys.executable, "-c", PARSE, str(corpus.folder)))

    def floor() -> Cost:
        version, stats = spent((*PROGRAM, "--version")), spent((sys.executable, "-c", STATS, str(corpus.folder)))
        start = spent(PASS)
        return Cost(version.cpu + max(stats.cpu - start.cpu, 0), version.wall + max(stats.wall - start.wall, 0))

    cold = corpus.scan("--no-cache", "--jobs", "1")
    line("cold, one process / ast.parse", paired(cold, parse))
    for told, command in OTHERS.items():
        if shutil.which(command[0]):
            line(f"cold, one process / {told}", paired(cold, partial(spent, (*command, str(corpus.folder)))))
    line("two processes / one, wall", paired(corpus.scan("--no-cache", "--jobs", "2"), cold, wall=True))
    warm = corpus.scan()
    warm()
    time.sleep(2.1)  # files that are as young as the cache are not trusted
    warm()
    line("warm, nothing changed / floor", paired(warm, floor))
    line("cold / warm", paired(cold, warm))
    if files:
        changed = sorted(files, key=lambda path: (path.stat().st_size, path))[len(files) // 2]
        line("one file changed / floor", paired(after_change(changed, warm), floor))
        hook = corpus.scan(str(changed.relative_to(corpus.folder)))
        line("a hook's run on one changed file / pass", paired(after_change(changed, hook), lambda: spent(PASS)))
    print(f"{peak(corpus):8.0f} MB  peak memory, cold, one process")


def after_change(path: Path, work: Callable[[], Cost]) -> Callable[[], Cost]:
    """A line more in the file before each time."""

    def changed() -> Cost:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n# another line\n")
        return work()

    return changed


def peak(corpus: Corpus) -> float:
    """Megabytes of the process that audits."""
    told = (
        "import resource, sys; from mldebt.cli.app import run; run(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)"
    )
    options = ("--isolated", "--no-progress", "--exit-zero", "--no-cache", "--jobs", "1", "--quiet")
    command = (sys.executable, "-c", told, "scan", str(corpus.folder), *options)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return float(done.stderr.split()[-1])


def paired(work: Callable[[], Cost], base: Callable[[], Cost], *, wall: bool = False) -> list[float]:
    ratios = []
    for _ in range(ROUNDS):
        one, other = work(), base()
        ratios.append(one.wall / other.wall if wall else one.cpu / max(other.cpu, 1e-3))
    return ratios


def line(told: str, ratios: list[float]) -> None:
    print(f"{statistics.median(ratios):8.2f} x  {told}  ({min(ratios):.2f}-{max(ratios):.2f})", flush=True)


def spent(command: tuple[str, ...], cache: Path | None = None) -> Cost:
    where = {"MLDEBT_CACHE_DIR": str(cache)} if cache is not None else {}
    before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, env=os.environ | where, check=False, **quiet)  # type: ignore[call-overload]
    after = getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.perf_counter() - began)


@contextmanager
def copied(folder: str) -> Iterator[Corpus]:
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "corpus"
        if folder:
            shutil.copytree(folder, target, symlinks=True, ignore_dangling_symlinks=True)
        else:
            generated(target)
        yield Corpus(target, Path(place) / "cache")


def generated(target: Path) -> None:
    """Our own source three times: packages that know nothing of each other."""
    for number in range(3):
        shutil.copytree(Path(__file__).parents[2] / "src", target / f"service_{number}")
    (target / "requirements.txt").write_text("scikit-learn\nlibcst\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
