"""Which file of the project does a command run?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import dirname, normpath

from mldebt import patterns as re
from mldebt.model import Command, Language, SourceFile

RUNNABLE = frozenset({
    Language.PYTHON, Language.NOTEBOOK, Language.SHELL, Language.SQL, Language.SCALA, Language.R, Language.ZEPPELIN,
})  # fmt: skip
RUNNERS = re.compile(
    r"python[\d.]*|pypy3?|i?python3?|(?:ba|da|z|k|a)?sh|source|\.|Rscript|R|scala|spark-submit|spark-shell|papermill|jupyter"
    r"|torchrun|accelerate|deepspeed|streamlit|sbatch|srun|qsub|mpirun|psql|mysql|mariadb|hive|beeline|spark-sql|sqlplus"
    r"|snowsql|sqlcmd|duckdb|sqlite3|clickhouse-client|impala-shell|trino|presto|bq|vsql"
)
"""Programs that run the script they are given; others (cp, git, pylint) only handle it."""

_SCRIPT = re.compile(r"[^\s]*\.(?:py|sh|bash|R|r|scala|sql|hql|ipynb)")


class Scripts:
    """The project's files that can be run, found by what a command calls them."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._code: set[str] = set()
        for file in files:
            if file.language in RUNNABLE:
                self._code |= {file.path, dirname(file.path)}
                self._by_name[file.path.rpartition("/")[2]].append(file.path)

    def called(self, command: Command) -> Iterator[str]:
        """What the command runs: paths of the project, or the word itself where no such file exists here."""
        words, caller = command.words, command.where.path
        if words[0] == "%run" and len(words) > 1:
            yield self.note(words[1], caller) or words[1]
            return
        own = self.find(words[0], command.folder, caller)
        if own is not None:
            yield own
        elif not RUNNERS.fullmatch(command.program):
            return
        elif "-m" in words[:-1] and not any(map(_SCRIPT.fullmatch, words[1 : words.index("-m")])):
            module = words[words.index("-m") + 1].replace(".", "/")
            found = self.find(f"{module}.py", "", caller) or self.find(f"{module}/__main__.py", "", caller)
            if found is not None or "/" in module:  # one word that is not here is a tool: pytest, pip
                yield found or f"{module}.py"
        elif "--class" in words[:-1]:
            called = words[words.index("--class") + 1].replace(".", "/")
            yield self.find(f"{called}.scala", "", caller) or f"{called}.scala"
        else:
            script = next((word for word in words[1:] if _SCRIPT.fullmatch(word.partition("=")[2] or word)), None)
            if script is not None:
                path = script.partition("=")[2] or script
                yield self.find(path, command.folder, caller) or path

    def holds(self, path: str) -> bool:
        """It is a file that can be run, or the folder of one."""
        return path in self._code

    def note(self, path: str, caller: str) -> str | None:
        """A notebook as Databricks names it, without what its name ends in."""
        endings = ("", ".py", ".ipynb", ".scala", ".sql", ".r", ".R")
        beside = [_clean(f"{dirname(caller)}/{path}{ending}") for ending in endings] if path.startswith(".") else []
        same = [one for ending in endings for one in self._by_name.get(path.rpartition("/")[2] + ending, ())]
        exact = next((one for one in beside if one in same), None)
        return exact or (same[0] if len(set(same)) == 1 else None)

    def find(self, word: str, folder: str, caller: str) -> str | None:
        """By exact path, by the end of the path (the checkout may lie anywhere), by a name that is unique."""
        same_name = self._by_name.get(word.rpartition("/")[2], [])
        if not same_name or word.endswith("/"):
            return None
        path = _clean(word if word.startswith(("/", "~", "*")) else f"{folder}/{word}")
        beside = _clean(f"{dirname(caller)}/{word}")
        for wanted in (path, beside):
            if wanted in same_name:
                return wanted
        ending = [one for one in same_name if path.endswith("/" + one) or one.endswith("/" + path)]
        if not ending and "/" not in path.strip("*/"):
            ending = same_name if "." in word or "/" in word else []
        most = max(map(len, ending), default=0)
        longest = [one for one in ending if len(one) == most and path.endswith("/" + one)]
        chosen = longest or ending or same_name
        return chosen[0] if len(chosen) == 1 and ("." in word or ending) else None


def _clean(path: str) -> str:
    return normpath(path).lstrip("/~*").lstrip("/")
