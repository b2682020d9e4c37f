"""Which parts of a command or a note are secrets? What looks like one is left out; too much rather than too little."""

from mldebt import patterns as re

PUT = "REDACTED"
"""What stands where a secret stood: a word that no shell gives a meaning to."""

_WORD = (
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?key|private[_-]?key"
    r"|account[_-]?key|client[_-]?secret|credentials?|sas|signature|sig)(?![A-Za-z])(?![_-](?:file|path|dir)s?\b)"
)
_VALUE = r"(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s'\"&;|)]+)"
_PATTERNS = (
    re.compile(r"(?P<keep>-----BEGIN [A-Z ]*PRIVATE KEY-----)(?P<secret>[\s\S]*?)(?=-----END|\Z)"),
    re.compile(r"(?P<keep>\b[A-Za-z][\w+.\-]*://[^\s/:@'\"]*:)(?P<secret>[^\s/@'\"]+)(?=@)"),
    re.compile(r"(?P<keep>\b[A-Za-z][\w+.\-]*://)(?P<secret>[^\s/:@'\"]{20,})(?=@)"),
    re.compile(rf"(?P<keep>(?i:\b[\w-]*{_WORD}[\w-]*[\"']?\s*[=:]\s*))(?P<secret>(?!//|[\"']?{PUT}){_VALUE})"),
    re.compile(rf"(?P<keep>(?i:--?[\w-]*{_WORD}[\w-]*\s+))(?P<secret>(?!-|{PUT}){_VALUE})"),
    re.compile(r"(?P<keep>\b(?i:Bearer|Basic|Token)\s+)(?P<secret>[A-Za-z0-9+/=._~\-]{8,})"),
    re.compile(rf"(?P<keep>(?<!\S)(?:-u|--user)[ =]?[\"']?[^\s:'\"]+:)(?P<secret>{_VALUE})"),
    re.compile(r"(?P<keep>\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;&]*?\s-p)(?P<secret>[^\s'\"]+|'[^'\n]*'|\"[^\"\n]*\")"),
    re.compile(r"(?P<keep>\bsshpass\s+-p\s*)(?P<secret>[^\s'\"]+|'[^'\n]*'|\"[^\"\n]*\")"),
    re.compile(r"(?P<keep>\b)(?P<secret>(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16})\b"),
    re.compile(r"(?P<keep>\b)(?P<secret>gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|hf_[A-Za-z0-9]{20,})"),
    re.compile(r"(?P<keep>\b)(?P<secret>xox[abprs]-[\w-]{10,}|sk-[\w-]{20,}|AIza[\w-]{30,}|dapi[0-9a-f]{32})"),
    re.compile(r"(?P<keep>hooks\.slack\.com/services/|/webhooks?/)(?P<secret>[\w/-]{8,})"),
    re.compile(r"(?P<keep>\b)(?P<secret>eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)"),
    re.compile(r"(?P<keep>(?<![\w/+.=-]))(?P<secret>(?=[A-Za-z0-9+/]*[0-9])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40})(?![\w/+=-])"),
)  # fmt: skip
_REFERENCE = re.compile(
    r"""["']?(?:\$\{?\w+\}?|\$\([^)]*\)?|%\w+%|`[^`]*`?|REDACTED|true|false|null|none)["']?""", re.IGNORECASE
)
"""A value that only names where the secret is, or says that there is none: it stays."""


def redacted(text: str) -> tuple[str, int]:
    """The text without what looks like a secret, and how many were left out."""
    count = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal count
        if _REFERENCE.fullmatch(found["secret"]) or not found["secret"].strip("'\""):
            return found[0]
        count += 1
        quote = found["secret"][0] if found["secret"][0] in "'\"" else ""
        return f"{found['keep']}{quote}{PUT}{quote}"

    for pattern in _PATTERNS:
        text = pattern.sub(replaced, text)
    return text, count
