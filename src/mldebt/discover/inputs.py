"""What must be as it was for discovery to find the same files again, with the same in them?

More may be named than was looked at, never less. Where that is hard to tell the answer is None, and nothing is kept.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import git
from .listing import EVIDENCE
from .walk import CACHES, FOREIGN, MARKS

PLAIN_REF = re.compile(r"[\w][\w./-]*")
"""A name that git looks up as it stands; no `~`, `^`, `@{` or `:`."""
HOMES = (".venv", "venv", "env")
"""Where an environment of the project is looked for, whose packages tell their licences."""


class Unclear(Exception):  # noqa: N818 - an answer: what a result depends on cannot be listed
    """The inputs cannot be listed."""


@dataclass(slots=True)
class Watched:
    """Absolute paths: files as they are, `others` that may be missing, folders by their names, links by their ends."""

    files: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def watched(root: Path, ref: str | None, most: int) -> Watched | None:
    """All that the listing of `root` and the meaning of `ref` depend on; None if it is too much or unclear."""
    found = Watched()
    try:
        try:
            ignored = frozenset(git.ignored(root))
        except git.NoAnswer:
            _walk(found, str(root), None, most)
            _above(found, root, root.parents)
        else:
            if "./" in ignored or "" in ignored:
                return None
            _walk(found, str(root), ignored, most)
            _git(found, root, ref)
    except (Unclear, git.NoAnswer, OSError):
        return None
    _evidence(found, root)
    _environments(found, root)
    return found


def _walk(found: Watched, root: str, ignored: frozenset[str] | None, most: int) -> None:
    """Every folder that may hold files of the project, and every file in them."""
    pending, nested = [""], []
    while pending:
        base = pending.pop()
        found.folders.append(f"{root}/{base}".rstrip("/"))
        names = {}
        with os.scandir(found.folders[-1]) as entries:
            names = {entry.name: entry for entry in entries}
        foreign = bool(base) and not MARKS.isdisjoint(names)
        if base and ignored is not None and ".git" in names:
            foreign = True
            nested.append(base)
        for name, entry in names.items():
            path = base + name
            if entry.is_symlink():
                found.links.append(f"{root}/{path}")
            elif not entry.is_dir():
                if ignored is None or path not in ignored:
                    found.files.append(f"{root}/{path}")
            elif name in CACHES or (ignored is not None and f"{path}/" in ignored):
                continue
            elif name in FOREIGN:
                _first(found, f"{root}/{path}")
            elif not foreign:
                pending.append(f"{path}/")
        if len(found.files) + len(found.folders) + len(found.links) > most:
            raise Unclear
    if nested and any(entry.path.startswith(tuple(nested)) for entry in git.entries(Path(root))):
        raise Unclear  # files of the outer repository in the folder of an inner one


def _first(found: Watched, folder: str) -> None:
    """Of installed packages it only matters whether any are there: the folder, and the first file in it."""
    for place, folders, names in os.walk(folder):
        found.folders.append(place)
        if names:
            found.files += [f"{place}/{name}" for name in names[:1]]
            return
        if len(found.folders) > 5000 or not folders:
            return


def _git(found: Watched, root: Path, ref: str | None) -> None:
    own, shared, top = git.places(root)
    if os.path.exists(f"{shared}/reftable"):
        raise Unclear
    files, excludes = git.configuration(root)
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    found.others.extend(files)
    found.others += [excludes or f"{home}/git/ignore", f"{home}/git/config", os.path.expanduser("~/.gitconfig"),
                     "/etc/gitconfig", f"{root}/.git"]  # fmt: skip
    found.others += [f"{own}/{name}" for name in ("HEAD", "index", "config.worktree", "info/sparse-checkout")]
    found.others += [f"{shared}/{name}" for name in ("config", "packed-refs", "info/exclude", "shallow", "info/grafts")]
    found.others.extend(_refs(own, shared, "HEAD"))
    if ref is not None and ref != "HEAD":
        found.others.extend(_refs(own, shared, ref))
    _above(found, root, [folder for folder in root.parents if folder.is_relative_to(top)])


def _refs(own: str, shared: str, ref: str) -> Iterator[str]:
    """The files in which git looks for a name, and those that it leads on to."""
    if not PLAIN_REF.fullmatch(ref) or ".." in ref:
        raise Unclear
    for form in ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD"):
        for folder in dict.fromkeys((own, shared)):
            path = f"{folder}/{form.format(ref)}"
            yield path
            if os.path.isfile(path):
                told = Path(path).read_bytes()[:4096]
                if told.startswith(b"ref:"):
                    target = os.fsdecode(told[4:].strip())
                    yield from (f"{place}/{target}" for place in dict.fromkeys((own, shared)))
                    if any(_leads_on(f"{place}/{target}") for place in (own, shared)):
                        raise Unclear


def _leads_on(path: str) -> bool:
    return os.path.isfile(path) and Path(path).read_bytes()[:4] == b"ref:"


def _above(found: Watched, root: Path, parents: Iterable[Path]) -> None:
    """A folder above may become a repository, and the ignore files of one reach down."""
    for folder in parents:
        found.others += [f"{folder}/.git", f"{folder}/.gitignore"]
    found.others.append(f"{root}/.git")


def _evidence(found: Watched, root: Path) -> None:
    """What was collected counts even where git passes it over."""
    place = f"{root}/{EVIDENCE}"
    found.others.append(place)
    if os.path.isdir(place):
        found.folders.append(place)
        found.files += [f"{place}/{name}" for name in os.listdir(place)]


def _environments(found: Watched, root: Path) -> None:
    """The metadata of the packages in an environment of the project."""
    for home in (f"{root}/{name}" for name in HOMES):
        found.others.append(f"{home}/pyvenv.cfg")
        if not os.path.isfile(f"{home}/pyvenv.cfg"):
            continue
        for site in [*Path(home).glob("lib/python*/site-packages"), Path(home, "Lib", "site-packages")]:
            found.others.append(str(site))
            if site.is_dir():
                found.folders.append(str(site))
                infos = [name for name in os.listdir(site) if name.endswith((".dist-info", ".egg-info"))]
                found.others += [f"{site}/{name}/{file}" for name in infos for file in ("METADATA", "PKG-INFO")]
                found.others += [f"{site}/{name}" for name in infos if name.endswith(".egg-info")]
        found.folders += [folder for folder in (f"{home}/lib", home) if os.path.isdir(folder)]
