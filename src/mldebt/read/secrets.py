"""Which passwords, keys and tokens stand in a text as they are? Nothing here ever repeats one of them."""

from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from math import log2
from typing import NamedTuple

from mldebt import patterns as re
from mldebt.knowledge import PlaceholderWords, SecretForms, SecretNames
from mldebt.model import Language, Lend, SecretSlips, Slip, Source

from .strings import written

KEY, NAMED_SECRET = "secret-in-script:key", "secret-in-script:named"
READ = frozenset({
    Language.PYTHON, Language.SHELL, Language.CRONTAB, Language.SQL, Language.YAML, Language.DOCKERFILE,
    Language.MAKEFILE, Language.SCALA,
})  # fmt: skip
NAMED = READ - {Language.YAML, Language.SCALA}
"""In these a name says that its value is a secret. In YAML too many do that hold none."""
ALPHABETS = {
    "word": r"\w", "upper": "[A-Z0-9]", "hex": "[0-9a-f]", "dashed": r"[\w\-]", "dotted": r"[\w.\-]",
    "slashed": r"[\w/]",
}  # fmt: skip
EXAMPLE = re.compile(r"\bexamples?\b|_example\b|\bdemo\b", re.IGNORECASE)
STEMS = (
    "passw",
    "_pass",
    "phrase",
    "secret",
    "_token",
    "-token",
    "token_s",
    "_key",
    "-key",
    "apikey",
    "pwd",
    "curl",
    "mysql",
    "mariadb",
    "identified",
)
"""Without one of these a text names no secret; quicker asked than all names."""
SPOKEN = ("curl", "mysql", "mariadb")
"""Programs that take a password under an option without a name."""
NEAR = re.compile(r"localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal|example\.|[^.]*$")
"""Hosts that nobody reaches from elsewhere."""

_URL = re.compile(r"://(?P<user>[^\s:/@\"'<>{}$]{0,60}):(?P<value>[^\s@/\"'<>{}]{1,120})@(?P<host>[\w.\-]+)")
_ASSIGNED = re.compile(
    r"(?:^|[\s;&|(])(?:ENV\s+|ARG\s+)?(?P<name>[A-Za-z_]\w*)\s?[:?]?=\s?(?P<quote>[\"']?)(?P<value>[^\s\"'`;&|)]+)(?P=quote)"
)
_OPTION = re.compile(
    r"(?<!\S)--?(?P<name>[A-Za-z][\w\-]*)(?:=|\s+)(?P<quote>[\"']?)(?P<value>[^\s\"'`;&|)\-][^\s\"'`;&|)]*)(?P=quote)"
)
_MYSQL = re.compile(r"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^|;&]*?\s-p(?P<value>[^\s\"'`;&|\-]{4,})")
_CURL = re.compile(r"\bcurl\b[^|;&]*?\s(?:-u|--user)\s*[\"']?(?P<user>[\w.@\-]+):(?P<value>[^\s\"'`;&|]+)")
_SQL = re.compile(
    r"(?P<name>identified\s+by|password|secret_access_key|aws_secret_key)\s*=?\s*'(?P<value>[^'\s]+)'", re.IGNORECASE
)
_BLANKED = re.compile(r":(?:[Xx]{3,}|\*{3,}|\.{3}|<\w+>|%2A)[^@\s]*@")
"""The other half of a pair of name and secret, made unreadable before it was committed."""
_PRIVATE = re.compile(r"-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----\s*\\?n?[\w+/=]{40}")
_BEFORE = re.compile(
    r"(?:[\"'](?P<key>[\w\-]+)[\"']\]?|(?P<name>[A-Za-z_]\w*))\s*(?::\s*[\w.\[\] |]+)?"
    r"\s*(?<![=!<>])(?:=|:)\s*[rbuRBU]{0,2}[\"']$"
)
_IDENTIFIER = re.compile(
    r"[A-Za-z]+(?:[_\-. /:@]+[A-Za-z]+)*[_\-.:]?|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|\w+\.\w+(?:\.\w+)*|v?\d+(?:\.\d+)+"
)
_UNKNOWN = re.compile(r"[\s<>{}$*`]|\.\.\.|%[(s]|^\W+$|^(?:/|\./|~|https?:)|\\")


class Found(NamedTuple):
    about: str
    row: int
    column: int
    name: str
    critical: bool


def secrets(source: Source, language: Language, lend: Lend) -> SecretSlips:
    """One slip a line and secret; the mark alone where something that might be one is clean."""
    if language not in READ:
        return SecretSlips()
    found = [*_of_known_form(source.text, lend), *_in_addresses(source.text, lend)]
    suspected = language in NAMED and _names_one(source.text.lower(), language, lend)
    if suspected:
        found += _named(source.text, language, lend)
    first: dict[int, Found] = {}
    for one in found:
        first.setdefault(one.row, one)
    slips = [_slip(first[row], source) for row in sorted(first)]
    marked = suspected or slips or "://" in source.text
    return SecretSlips([Slip("", source.place(1)), *slips] if marked else slips)


def _names_one(low: str, language: Language, lend: Lend) -> bool:
    stems = frozenset(stem for stem in STEMS if stem in low)
    if not stems:
        return False
    names = _by_stems(("identified by",)) if language is Language.SQL else _stemmed(lend(SecretNames))
    return any(within <= stems and name in low for name, within in names)


@lru_cache(maxsize=4)
def _stemmed(table: SecretNames) -> tuple[tuple[str, frozenset[str]], ...]:
    return _by_stems(tuple(_names(table)))


@cache
def _by_stems(names: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The words that name a secret, each with the stems in it: without these a text need not be searched for it."""
    words = dict.fromkeys((*names, "password", "secret_access_key", *SPOKEN))
    return tuple((word, frozenset(stem for stem in STEMS if stem in word)) for word in words)


def _slip(found: Found, source: Source) -> Slip:
    where = source.place(found.row, found.column)
    fix = f"revoke it, and read {found.name or 'it'} from the environment or a secret store"
    return Slip(
        KEY if found.critical else NAMED_SECRET,
        where,
        f"{found.about} stands here in plain sight",
        found.name or found.about,
        fix=fix,
    )


@lru_cache(maxsize=4)
def _forms(table: SecretForms) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            rf"(?<![\w\-]){re.escape(form.name)}(?P<value>{ALPHABETS[form.alphabet]}{{{form.least},{form.most}}})(?![\w])"
        )
        for form in table
    )


@lru_cache(maxsize=4)
def _names(table: SecretNames) -> dict[str, str]:
    return {name: row.kind for row in table for name in (row.name, row.name.replace("_", "-"))}


def _of_known_form(text: str, lend: Lend) -> Iterator[Found]:
    """Keys as their providers write them, also in comments: who reads the file can use them."""
    for form, pattern in zip(lend(SecretForms), _forms(lend(SecretForms)), strict=True):
        for match in pattern.finditer(text) if form.name in text else ():
            value = match["value"]
            if _BLANKED.match(text, match.end()):
                continue
            if re.search(r"\d", value) and _entropy(value) >= 2.8 and not _is_placeholder(value, lend):
                shown = form.about if "/" in form.name else f"{form.about} ({form.name[:4]}…)"
                yield Found(shown, *_spot(text, match.start()), "", critical=True)
    for match in _PRIVATE.finditer(text) if "PRIVATE KEY-----" in text else ():
        yield Found("a private key", *_spot(text, match.start()), "", critical=True)


def _in_addresses(text: str, lend: Lend) -> Iterator[Found]:
    """`postgresql://user:password@host`; what only works on this machine is no secret."""
    for match in _URL.finditer(text) if "://" in text and "@" in text else ():
        value, host = match["value"], match["host"]
        if NEAR.match(host) or value == match["user"] or not is_secret(value, "password", lend):
            continue
        yield Found(
            f"the password of {match['user'] or 'an account'} at {host}", *_spot(text, match.start()), "", critical=True
        )


def _named(text: str, language: Language, lend: Lend) -> Iterator[Found]:
    names, lines = _names(lend(SecretNames)), text.split("\n")
    for one in written(text, language):
        if EXAMPLE.search("\n".join(lines[max(0, one.row - 4) : one.row])):
            continue  # the documentation of an interface
        if language is Language.PYTHON:
            before = _BEFORE.search(one.before + '"') if one.before else None
            name = (before["key"] or before["name"]) if before else ""
            if name and is_secret(one.text, _kind(name, names), lend):
                yield Found(f"the value of {name}", one.row, one.column, name, critical=False)
            continue
        for pattern in (_SQL,) if language is Language.SQL else (_ASSIGNED, _OPTION, _MYSQL, _CURL):
            for match in pattern.finditer(one.text):
                groups = match.groupdict()
                name = re.sub(r"\s+", " ", groups.get("name") or "")
                kind = "password" if pattern in (_SQL, _MYSQL, _CURL) else _kind(name, names)
                if is_secret(match["value"], kind, lend):
                    about = f"the value of {name}" if name else f"the password of {groups.get('user') or 'a database'}"
                    yield Found(about, one.row, one.column + match.start("value"), name, critical=False)


def _kind(name: str, names: dict[str, str]) -> str:
    """password, token, or nothing, by how the name ends."""
    low = name.lower().replace("-", "_")
    return next((kind for word, kind in names.items() if low == word or low.endswith("_" + word)), "")


def is_secret(value: str, kind: str, lend: Lend) -> bool:
    """Long and mixed enough for its kind, and no placeholder, name, path or address."""
    if not kind or not 7 <= len(value) <= 200 or _UNKNOWN.search(value) or _IDENTIFIER.fullmatch(value):
        return False
    if not re.search(r"[A-Za-z]", value) or _is_placeholder(value, lend):
        return False
    if kind == "token":
        return len(value) >= 16 and bool(re.search(r"\d", value)) and _entropy(value) >= 3.0
    return bool(re.search(r"\d|[^\w]", value)) and _entropy(value) >= 2.4


def _is_placeholder(value: str, lend: Lend) -> bool:
    low = value.lower()
    return any(word in low for word in lend(PlaceholderWords).names())


def _entropy(value: str) -> float:
    """Bits a character."""
    counts = Counter(value)
    return -sum(count / len(value) * log2(count / len(value)) for count in counts.values())


def _spot(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
