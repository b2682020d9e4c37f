"""Which data does a command read and write: the SQL it hands to a client, what it copies, where it redirects?"""

from collections.abc import Iterator, Sequence

from mldebt import patterns as re
from mldebt.knowledge import CommandLine, CommandLines
from mldebt.model import STORES, Access, Accesses, Language, Source, looks_like_data, without_days

from .door import Part, facts, joined
from .shell_calls import program
from .shell_nouns import Call
from .shell_words import Text, filled, joined_path
from .sql import Client, read_sql
from .sql_statements import HOLE as SQL_HOLE
from .sql_statements import looks_like_sql

SUFFIXES = {"gzip": ".gz", "pigz": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst"}
"""Programs that replace a file by its compressed self."""

_HOST = re.compile(
    r"(?:^|\s)(?:-h|-H|--host|--hostname|--server|--profile|--project|--project_id|--account|--account-name)[\s=]?"
    r"(?P<option>[^\s-]\S*)|\bhost=(?P<key>[^\s;]+)|\b(?!s3|gs)[a-z]\w+://(?:[^@/\s]*@)?(?P<url>[^/:\s]+)"
)

_TABLE = re.compile(r"(?:[\w*-]+[:.])?[\w*-]+\.[\w*-]+(?:\$[\w*]+)?")
_OUTPUT = re.compile(r"-o|-L|--(?:output|destination|log|tee)")
"""Options that take the file or the table for what is printed."""
_SPOOLS = re.compile(
    r"^\s*(?:\\(?:o|g|copy)\b|\.(?:output|once)\b|spool\b|tee\b)|\binto\s+outfile\b", re.IGNORECASE | re.MULTILINE
)
"""The same, said to the client in its text."""


def data_of(call: Call, source: Source, lines: CommandLines) -> Part:
    """Queries and Accesses of one command."""
    line = command_line(call, lines)
    store = _store(call)
    parts = []
    if line is not None and not line.copies:
        client = Client(program(call), call.where, call.operation, line.dialect, store)
        looks = source.file.language is not Language.NOTEBOOK and _is_for_the_eye(call)
        parts = [_query(text, source, client._replace(shown=looks)) for text in _sql(call, line)]
    accesses = [*_copied(call, line, store), *_compressed(call), *_redirected(call, is_client=bool(parts))]
    return joined([*parts, Part(facts(Accesses(accesses)))])


def command_line(call: Call, lines: CommandLines) -> CommandLine | None:
    """The row for the program and, where it has them, its subcommands, which may stand behind options."""
    name, words = program(call), [word.text for word in call.words]
    for line in lines:
        first, *rest = line.name.split()
        if first == name and (not rest or _position(words, rest)):
            return line
    return None


def _position(words: Sequence[str], wanted: Sequence[str]) -> int:
    """Where the wanted words follow each other; 0 where they do not, for there stands the program."""
    for at in range(1, len(words) - len(wanted) + 1):
        if list(words[at : at + len(wanted)]) == wanted:
            return at
    return 0


def _is_for_the_eye(call: Call) -> bool:
    """What the client prints goes nowhere but to the terminal."""
    kept = call.onward or any(path != "/dev/null" for path in call.writes) or program(call) == "aws"
    return not kept and not any(_OUTPUT.match(word.text) for word in call.words)


def _query(text: Text, source: Source, client: Client) -> Part:
    if _SPOOLS.search(text.text):
        client = client._replace(shown=False)
    return read_sql(source.part(filled(text.text, SQL_HOLE), text.row + 1), client)


def _sql(call: Call, line: CommandLine) -> Iterator[Text]:
    """Each text of SQL that the client gets, except those that lie in a file of their own."""
    words, given = call.words, False
    for at, word in enumerate(words[1:], 1):
        text = word.text
        option, mark, value = text.partition("=")
        if (text in line.sql or _ends_in_option(text, line.sql)) and at + 1 < len(words):
            given = True
            yield words[at + 1]
        elif mark and option in line.sql:
            given = True
            yield Text(value, word.row)
        elif text[:2] in line.sql and looks_like_sql(text[2:]):
            given = True
            yield Text(text[2:], word.row)
        elif line.sql_position >= 0 and not given and looks_like_sql(text):
            given = True
            yield word
        elif option in line.files:
            given = True
    if not given and line.sql_on_stdin and call.stdin is not None:
        yield call.stdin


def _ends_in_option(word: str, options: Sequence[str]) -> bool:
    """`-tAc`: several letters in one word, the last of which takes the SQL."""
    return bool(re.fullmatch(r"-[A-Za-z]{2,}", word)) and f"-{word[-1]}" in options


def _copied(call: Call, line: CommandLine | None, store: str) -> list[Access]:
    if line is None or not line.copies:
        return []
    if line.ends:
        return list(_with_tables(call, line, store))
    subcommands = sum(1 for word in line.name.split()[1:] if not word.startswith("-"))
    ends = _source_and_target(call, subcommands)
    if len(ends) < 2 or not any(map(looks_like_data, ends)):
        return []
    accesses = [_access("reads", ends[0], call, store), _access("writes", ends[1], call, store)]
    return [access for access in accesses if access.path not in ("-", "/dev/stdin", "/dev/stdout")]


def _with_tables(call: Call, line: CommandLine, store: str) -> Iterator[Access]:
    """Each end of a copy is the next word that looks like one."""
    words = iter([word.shown for word in call.words[1:] if not word.text.startswith("-")])
    for end in line.ends:
        kind, _, done = end.partition("-")
        looks = _TABLE.fullmatch if kind == "table" else looks_like_data
        found = next((word for word in words if looks(word)), None)
        if found is None:
            return
        access = _access("reads" if done == "read" else "writes", found, call, store)
        yield access if kind == "path" else access._replace(path=_table_name(found), kind="table")


def _table_name(word: str) -> str:
    """`project:set.table$20240101` as SQL spells it."""
    return word.partition("$")[0].replace(":", ".")


def _source_and_target(call: Call, subcommands: int) -> list[str]:
    """The two paths of a copy: not the subcommands, not options, not their values."""
    words = [word.shown for word in call.words[1:]]
    plain = [(at, word) for at, word in enumerate(words) if not word.startswith("-") or word == "-"][subcommands:]
    if len(plain) > 2:
        plain = [(at, word) for at, word in plain if re.search(r"[/.:*]|^-$", word)]
    free = [(at, word) for at, word in plain if at == 0 or not words[at - 1].startswith("-") or words[at - 1] == "-"]
    chosen = free[-2:] if len(free) > 1 else plain[:2]
    return [word for _, word in chosen]


def _compressed(call: Call) -> list[Access]:
    name, files = program(call), [word.shown for word in call.words[1:] if not word.text.startswith("-")]
    options = "".join(word.text for word in call.words[1:] if re.fullmatch(r"-\w+", word.text))
    if name in ("gunzip", "unpigz"):
        name, options = "gzip", options + "d"
    suffix = SUFFIXES.get(name)
    if suffix is None or not files:
        return []
    reads = [_access("reads", file, call, "") for file in files]
    if "c" in options:
        return reads
    made = [file.removesuffix(suffix) if "d" in options else file + suffix for file in files]
    return reads + [_access("writes", file, call, "") for file in made]


def _redirected(call: Call, *, is_client: bool) -> list[Access]:
    """Redirections that carry data: what a client of a database prints, or a file that is named like data."""
    reads = [_access("reads", path, call, "") for path in call.reads if looks_like_data(path)]
    written = [path for path in call.writes if path != "/dev/null" and (is_client or looks_like_data(path))]
    if program(call) in ("tee", "split"):
        written += [word.shown for word in call.words[1:] if looks_like_data(word.text)]
    return reads + [_access("writes", path, call, "") for path in written]


def _access(mode: str, path: str, call: Call, store: str) -> Access:
    full = joined_path(call.folder, path)
    store = store if STORES.match(full) else ""
    written = {word.text for word in call.words if "\0" in word.text and word.shown == path}
    _, day, moment = without_days(min(written)) if written else ("", "", "")
    return Access(
        "reads" if mode == "reads" else "writes", full, call.operation, Language.SHELL, scope=call.scope, store=store,
        day=day, moment=moment if len(written) == 1 else "",
    )  # fmt: skip


def _store(call: Call) -> str:
    found = _HOST.search(" ".join(word.shown for word in call.words if "\n" not in word.text))
    named = next((value for value in found.groupdict().values() if value), "") if found else ""
    return named or call.profile
