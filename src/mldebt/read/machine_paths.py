"""Which paths in a text exist on one machine only: somebody's home, a drive, a disk with a number?"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import HomeNames
from mldebt.model import Hop, Language, Lend, PathSlips, Place, Slip, Source

from .spotted import Spotted
from .strings import Written, written

KIND = "machine-bound-path"
READ = frozenset({
    Language.PYTHON, Language.SHELL, Language.YAML, Language.SCALA, Language.SQL, Language.MAKEFILE,
})  # fmt: skip
"""Images and crontabs are left out: there a path of the machine is what is meant."""
ABSOLUTE = Spotted((
    ("/", re.compile(r"/(?:home/|Users/|mnt/|media/|ssd|hdd|raid|nas|data)")),
    (":\\", re.compile(r":\\")),
    (":/", re.compile(r":/(?<=[CDE]:/)")),
))  # fmt: skip
"""Without one of these a file holds no such path; quicker asked than the next."""
_DRIVE = re.compile(r":(?<=\b[A-Zc-e]:)[\\/]{1,2}\w")
CANDIDATES = Spotted((
    *((f"/{name}/", re.compile(rf"/{name}/[A-Za-z0-9]")) for name in ("home", "Users", "media")),
    ("/mnt/", re.compile(r"/mnt/(?:[a-z]+\d|ssd|hdd|nas|[c-f]/)")),
    *((f"/{name}", re.compile(rf"/{name}\d*/")) for name in ("ssd", "hdd", "raid", "nas")),
    ("/data", re.compile(r"/data\d+/")),
    (":\\", _DRIVE),
    (":/", _DRIVE),
))  # fmt: skip
MOST = 5
"""So many further places are shown."""

LONGEST = 120

_NAME = r"[A-Za-z0-9][\w.\-]*"
_REST = r"[^\s\"'`,;:<>|()\[\]{}$*\\]*"
_PATH = re.compile(
    rf"(?P<root>/(?:home|Users)/(?P<user>{_NAME})|/media/(?P<owner>{_NAME})/{_NAME}"
    rf"|/mnt/(?:[a-z]+\d+|ssd|hdd|nas|[c-f])(?=/)|/(?:ssd|hdd|raid|nas)\d*(?=/)|/data\d+(?=/))(?P<rest>(?:/{_REST})?)(?![\w$*{{])"
    r"|(?P<drive>[A-Zc-e]:(?:\\{1,2}|/)(?:(?:Users|Documents and Settings)(?:\\{1,2}|/)(?P<windows>[\w .\-]+))?)"
    r"(?P<below>[^\s\"'`,;:<>|{}$*]*)"
)
_LED_IN = re.compile(r"(?:file://|[\w\-]+=)?")
_SYSTEM = re.compile(r"(?:\\{1,2}|/)?(?:Program Files|Windows|Temp|tmp|Python\d*)\b", re.IGNORECASE)
_MANIFEST = re.compile(r"^apiVersion:", re.MULTILINE)
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:\.hydra|mlruns|wandb|group_vars|host_vars|inventory|inventories|playbooks|roles|[\w\-]*ansible[\w\-]*)/"
)
_EXPORTED = re.compile(r"\s*prefix:")
"""`conda env export` writes it, and nobody reads it."""


class Found(NamedTuple):
    """A path, what of it only this machine has, and whose home it is, if any."""

    path: str
    root: str
    user: str
    written: Written
    at: int


def machine_paths(source: Source, language: Language, lend: Lend) -> PathSlips:
    """One slip a root; the mark alone where absolute paths are clean."""
    if language not in READ or not _may_hold(source.text):
        return PathSlips()
    if language is Language.YAML and (_MANIFEST.search(source.text) or _ELSEWHERE.search(source.file.path)):
        return PathSlips()  # paths of containers, of hosts that are set up, of runs that are over
    found = [one for text in written(source.text, language) for one in _paths(text, language, lend(HomeNames))]
    roots = dict.fromkeys(one.root for one in found)
    slips = [_slip([one for one in found if one.root == root], source) for root in roots]
    return PathSlips([Slip("", source.place(1)), *slips])


def _may_hold(text: str) -> bool:
    return ABSOLUTE.stands_in(text) and CANDIDATES.stands_in(text)


def _slip(found: list[Found], source: Source) -> Slip:
    """The first place, with the others as evidence; `subject` is the root, so that images may claim it."""
    first, others = found[0], dict.fromkeys(one.path for one in found[1:] if one.path != found[0].path)
    many = f", and {len(others)} more {'path' if len(others) == 1 else 'paths'} below {first.root}" if others else ""
    message = f"{first.path} exists on one machine only{many}"
    hops = tuple(Hop(_place(one, source), one.path) for one in found[1 : MOST + 1])
    where = _place(first, source)
    return Slip(
        KIND,
        where,
        message,
        first.root,
        hops,
        f"take the path from an argument or from the configuration: {first.path}",
    )


def _place(found: Found, source: Source) -> Place:
    row, column = found.written.row, found.written.column + found.at
    return source.place(row, column)


def _paths(text: Written, language: Language, homes: HomeNames) -> Iterator[Found]:
    if language is Language.YAML and _EXPORTED.match(text.text):
        return
    for match in _matches(text, language):
        user = match["user"] or match["owner"] or match["windows"] or ""
        if user and (user in homes or user.lower() in homes or user.strip(".") == ""):
            continue
        if match["drive"] and (
            not (match["below"] or user) or (not user and _SYSTEM.match(text.text, match.end("drive")))
        ):
            continue
        if match["drive"] and not user and _only_escapes(match.group()):
            continue
        root = match["root"] or match["drive"].rstrip("\\/").replace("\\\\", "\\")
        whole = (text.text[match.start() :] if language is Language.PYTHON else match.group()).strip().rstrip(".")
        whole = whole[:LONGEST].replace("\\\\", "\\")
        yield Found(whole, root, user, text, match.start())


def _only_escapes(path: str) -> bool:
    """`L:\\n` ends a line of text."""
    separators = re.findall(r"[\\/]+.?", path)
    return all(re.fullmatch(r"\\[ntr]", one) for one in separators)


def _matches(text: Written, language: Language) -> Iterable[re.Match[str]]:
    """In Python a path is a whole string; in other texts a word."""
    if language is Language.PYTHON:
        begin = _LED_IN.match(text.text)
        match = _PATH.match(text.text, begin.end() if begin else 0) or _PATH.match(text.text)
        return [match] if match is not None and "\n" not in text.text.strip() else []
    return [match for match in _PATH.finditer(text.text) if _begins_a_word(text.text, match.start())]


def _begins_a_word(text: str, at: int) -> bool:
    """Not the end of a URL, of a variable's path, of `host:` or of a container's side of a volume."""
    return at == 0 or text[at - 1] in " \t\"'`=(,[" or text[:at].endswith("file://")
