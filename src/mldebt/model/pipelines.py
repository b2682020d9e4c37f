"""Facts about what moves data outside Python: commands, schedules, SQL, and the paths and tables they touch."""

from typing import Literal, NamedTuple

from mldebt import patterns as re

from .files import FileFact, Language
from .places import Place


class Command(NamedTuple):
    """A program as shell text calls it. `words` begin with the program, wrappers such as sudo left out; `*` stands for
    what is not known. `folder` is where `cd` has led so far. `reads` and `writes` are the targets of redirections.
    `stdin`: text is fed to it (heredoc or pipe). `swallowed`: `|| true` hides its failure. `days` are the words with a
    day in them: the position, how it is written, and which day it is.
    """

    words: tuple[str, ...]
    where: Place
    scope: str = ""
    folder: str = ""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    stdin: bool = False
    swallowed: bool = False
    days: tuple[tuple[int, str, str], ...] = ()

    @property
    def program(self) -> str:
        return self.words[0].rpartition("/")[2]


class Commands(FileFact):
    """Which programs does the file's shell text run, and where? In source order."""

    __slots__ = ()


class Schedule(NamedTuple):
    """Something that the clock starts. `command` is the text as written, empty where the file itself is what runs.
    A timer's command is the unit that it starts; an event is a rule of a cloud; a flow is a DAG by its own schedule.

    `body` is the first and the last line of what it starts. `muted`: what it prints is thrown away, errors included,
    so nobody hears of a failure. `origin` is where it was collected from, empty where it stands in the project itself.
    """

    kind: Literal["cron", "cronjob", "workflow", "quartz", "timer", "event", "flow"]
    expression: str
    command: str
    where: Place
    body: tuple[int, int]
    muted: bool = False
    origin: str = ""

    def starts(self, place: Place) -> bool:
        """What stands at the place is part of what the clock starts."""
        return place.path == self.where.path and self.body[0] <= place.line <= self.body[1]


class Schedules(FileFact):
    """What does the clock start, as far as this file says?"""

    __slots__ = ()


class Collected(NamedTuple):
    """Something that lives outside the project and was written down by `mldebt collect`: the line of the evidence file,
    and where the thing itself is."""

    where: Place
    origin: str


class Outside(FileFact):
    """What does an evidence file tell of, and where does that live?"""

    __slots__ = ()


class Caution(NamedTuple):
    """What a step does besides moving data. waits: it looks whether a file is there, or holds a lock; checks: it looks
    at what it moves and can stop; tells: it tells somebody when it fails."""

    kind: Literal["waits", "checks", "tells"]
    where: Place


class Cautions(FileFact):
    """Where does the file wait for data, check data, or tell somebody? The first place of each kind."""

    __slots__ = ()


class Query(NamedTuple):
    """A statement of SQL. Tables are written as in the text, without CTEs and temporary ones, `*` for what is unknown.

    probe: a SELECT that only counts, asks for a constant or looks into the catalogue; other: definitions, grants,
    maintenance. `client` is the program that the text is handed to at `call`, empty where SQL stands for itself.
    `by_chance`: the words by which it picks rows without a seed, empty where it picks none. `shown`: a SELECT whose
    rows somebody looks at, and nothing takes.
    """

    kind: Literal[
        "select", "probe", "insert", "copy", "unload", "merge", "create", "update", "delete", "other"
    ]  # fmt: skip
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    where: Place
    host: Language
    client: str
    call: Place
    by_chance: str = ""
    shown: bool = False

    @property
    def moves_data(self) -> bool:
        """Rows go from one place to another; a row of constants and a new empty table do not count."""
        return self.kind in ("select", "copy", "unload", "merge") or (
            self.kind in ("insert", "create") and bool(self.reads)
        )


class Queries(FileFact):
    """Which SQL does the file hold, and to whom is it handed?"""

    __slots__ = ()


class Access(NamedTuple):
    """Data read or written at a path, a URI or a table; `path` has `*` where it is not known.

    What one statement (a command, a pipe, a query) reads and writes has the same `where`. `language` is the one that
    says so, which in a notebook or a heredoc is not the file's. `store` is the host, profile or account that is named.
    `declared`: an orchestrator's file says so, not the code. `option`: the path is the default of this option of the
    command line. `day` is how the one hole that is a day is filled, as far as the code says so, and `moment` which day
    the path's partition is of: one of MOMENTS, or the day that a form holds until somebody fills it; empty where that
    is not known. `home` is the folder that a relative path is seen from, empty for the root.
    """

    mode: Literal["reads", "writes"]
    path: str
    where: Place
    language: Language
    kind: Literal["data", "model", "table"] = "data"
    format: str = ""
    scope: str = ""
    store: str = ""
    declared: bool = False
    option: str = ""
    day: str = ""
    home: str = ""
    moment: str = ""


class Accesses(FileFact):
    """Which data does the file read and write outside Python?"""

    __slots__ = ()


class Spelling(NamedTuple):
    """What an argument of a call says beyond what its own text does. `text` has `*` for what is not known, followed by
    a sign of DAYS where that is a day (and by what tells which day), and `<file><key>` in the signs of SETTING where a
    configuration holds it. `keyword` is empty where the argument stands at `position`.
    """

    where: Place
    name: str
    position: int
    keyword: str
    text: str


class Spellings(FileFact):
    """Which arguments are put together from configuration files or from days?"""

    __slots__ = ()


class ConfigValue(NamedTuple):
    """A text that a configuration holds, under its dotted key."""

    key: str
    text: str
    where: Place


class ConfigValues(FileFact):
    """Which texts does a configuration hold that may be parts of paths?"""

    __slots__ = ()


DAYS = {"\1": "2024-01-31", "\2": "20240131"}
"""Signs that stand behind a hole and say how it is filled; no text of a file holds them."""
MOMENTS = {"\6": "today", "\7": "yesterday", "\x0e": "today by UTC", "\x0f": "yesterday by UTC"}
"""Signs that stand behind those of DAYS and say which day it is, where the program asks the clock when it runs."""
FORM = ("\x10", "\x11")
"""Signs around the day that a form holds, in the place of those of MOMENTS."""
SETTING = re.compile("\3([^\3\4\5]*)\4([^\3\4\5]*)\5")
"""Signs around the name of a configuration file and a dotted key in it."""


_SIGNS = re.compile("[\1\2\6\7\x0e\x0f]|\x10[^\x10\x11]*\x11")
_PARTITION = re.compile(r"(?:^|/)\w+=([^/]*)")
_MOMENT = re.compile("[*\0][\1\2](?:([\6\7\x0e\x0f])|\x10([^\x10\x11]*)\x11)")


def without_days(text: str) -> tuple[str, str, str]:
    """The text without the signs of days, how the one day in it is written, and which day the first partition is of."""
    days = {day for sign, day in DAYS.items() if sign in text}
    if not days:
        return text, "", ""
    partition = _PARTITION.search(text)
    told = _MOMENT.fullmatch(partition[1]) if partition else None
    moment = "" if told is None else MOMENTS[told[1]] if told[1] else told[2]
    return _SIGNS.sub("", text), days.pop() if len(days) == 1 else "", moment


def without_moments(text: str) -> str:
    """The text without what tells which days are meant: the same is used on other days too."""
    return re.sub("[\6\7\x0e\x0f]|\x10[^\x10\x11]*\x11", "", text) if any(map(text.__contains__, DAYS)) else text


STORES = re.compile(r"(?:s3[an]?|gs|gcs|wasbs?|abfss?|adl|hdfs|dbfs|oss|swift)://", re.IGNORECASE)
"""Beginnings of addresses in shared stores."""

_DATA = re.compile(
    r"\.(?:csv|tsv|psv|jsonl|ndjson|parquet|orc|avro|feather|arrow|xlsx?|pkl|pickle|joblib|npy|npz|h5|hdf5|dta|sav"
    r"|sqlite3?|db|dat|rds|rdata|libsvm|tfrecords?|onnx|pt|pth|safetensors|gz|bz2|xz|zst|zip|tar|tgz)$",
    re.IGNORECASE,
)


def looks_like_data(path: str) -> bool:
    """The path names data or a model, by its store or its suffix, and not a log or a script."""
    return bool(STORES.match(path) or _DATA.search(path.rstrip("/")))
