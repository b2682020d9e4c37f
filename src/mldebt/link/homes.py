"""From which folder does a script see the paths that it names, where a project holds several programs?"""

from collections import defaultdict
from posixpath import normpath

from mldebt.model import SIZED, Access, SourceFile

MARKERS = frozenset({
    "dockerfile", "makefile", "requirements.txt", "pyproject.toml", "setup.py", "environment.yml", "dvc.yaml",
    "package.json", "build.sbt", "pom.xml", "run.sh", "snakefile",
})  # fmt: skip
"""What stands in the folder from which a program is built or started."""

ELSEWHERE = ("/", "~", "*", "dbfs:", "..")
"""Beginnings of paths that are seen from nowhere in the project."""


class Homes:
    """The folders with a marker of which the project has several: one is a program beside others of its kind.

    A path that begins with a folder of the root, and with none of the program's own, is seen from the root.
    """

    def __init__(self, files: tuple[SourceFile, ...]) -> None:
        marked: dict[str, set[str]] = defaultdict(set)
        self._folders: set[str] = set()
        for file in files:
            folder, _, name = file.path.rpartition("/")
            if name.lower() in MARKERS and folder and file.role in SIZED:
                marked[name.lower()].add(folder)
            parts = file.path.split("/")[:-1]
            self._folders.update("/".join(parts[:count]) for count in range(1, min(len(parts), 8) + 1))
        several = {folder for folders in marked.values() if len(folders) > 1 for folder in folders}
        self._homes = {one for one in several if not any(other in several for other in _above(one))}
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The outermost home of a file; empty for the root."""
        folder = path.rpartition("/")[0]
        if folder not in self._known:
            self._known[folder] = next((one for one in (*_above(folder), folder) if one in self._homes), "")
        return self._known[folder]

    def seen(self, access: Access) -> Access:
        """The access with the program in whose folder it lies, where there are several. What is declared is written as
        seen from the root."""
        path = access.path
        if not self._homes or access.kind == "table" or "://" in path or path.startswith(ELSEWHERE):
            return access
        home, clean = self.of(access.where.path), normpath(path)
        first = clean.partition("/")[0]
        from_root = first in self._folders and f"{home}/{first}" not in self._folders
        if home and not access.declared and not from_root and not clean.startswith(home + "/"):
            clean = f"{home}/{clean}"
        inside = self.of(clean)
        return access._replace(home=inside) if inside else access


def _above(folder: str) -> list[str]:
    """The folders that hold it, from the outermost."""
    parts = folder.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
