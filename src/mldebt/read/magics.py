"""Which lines of a cell speak to the notebook and not to Python, and what do they run?"""

from typing import NamedTuple

from mldebt import patterns as re
from mldebt.model import Language

CELL_MAGICS = {
    "bash": Language.SHELL, "sh": Language.SHELL, "script": Language.SHELL, "sx": Language.SHELL, "!": Language.SHELL,
    "system": Language.SHELL, "sql": Language.SQL, "bigquery": Language.SQL, "sparksql": Language.SQL,
}  # fmt: skip
TRANSPARENT = frozenset({"time", "timeit", "capture", "prun", "memit", "snakeviz", "px", "local", "python", "python3"})
"""The rest of the cell is Python."""
MARKUP = frozenset({"html", "svg", "javascript", "js", "css", "latex", "markdown", "configure"})
"""The rest of the cell runs nothing."""

MAGIC = re.compile(
    r"(?P<indent>[ \t]*)(?P<bound>[\w\[\"'][\w., \[\]\"']*=[ \t]*)?"
    r"(?:%{1,2}(?P<name>[A-Za-z]\w*)(?P<rest>[^\n]*)|(?P<bang>!!?)(?!=)(?P<command>[^\n]*)|\?[^\n]*)"
    r"|(?P<bare>[ \t]*)(?P<install>(?:pip3?|conda|mamba)[ \t]+install\b[^\n]*)"
    r"|(?P<asked>[ \t]*)%{0,2}\w[\w.]*\?{1,2}[ \t]*(?:\n|\Z)"
)
LOOKS_LIKE_MAGIC = re.compile(
    r"^[ \t]*(?:(?:[\w\[\"'][\w., \[\]\"']*=[ \t]*)?[%!?]|(?:pip3?|conda|mamba)[ \t]+install\b)|\?[ \t]*$", re.MULTILINE
)
TOKEN = re.compile(
    r"#[^\n]*|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)|'''(?:\\.|[^\\])*?(?:'''|\Z)"
    r"|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?|[()\[\]{}\n]|\\\n",
    re.DOTALL,
)
"""What decides where a statement ends: comments, strings, brackets, line ends."""
TIMED = re.compile(r"[ \t]*(?:-\w+[ \t]*\d*[ \t]+)*")
COMPOUND = re.compile(r"(?:for|while|with|if|try|def|class|async)\b")
STATEMENT = re.compile(r"\s*(?:select|with|insert|create|update|delete|merge|copy|unload)\b", re.IGNORECASE)
SCRIPT = re.compile(r"[ \t]+[^\s]+\.(?:py|ipynb)\b")


class Aside(NamedTuple):
    """Text in another language, and the line of the cell on which it begins."""

    language: Language
    text: str
    line: int


def opening(text: str) -> tuple[str, str, int]:
    """The magic that begins a cell (empty for none), what follows it on its line, and the lines up to its end."""
    blank = len(text) - len(text.lstrip())
    head = text[blank:].partition("\n")[0]
    if not head.startswith("%%"):
        return "", "", 0
    name, _, rest = head[2:].strip().partition(" ")
    return name, rest.strip(), text.count("\n", 0, blank) + 1


def language_of(name: str, rest: str) -> Language | None:
    """The language of a cell under a magic; OTHER where it runs nothing, None where nobody reads it."""
    if name == "script" and not re.search(r"\b(?:ba|z|k|da)?sh\b", rest):
        return None
    if not name or name.lower() in MARKUP:
        return Language.OTHER
    return Language.PYTHON if name in TRANSPARENT else CELL_MAGICS.get(name)


def without_magics(text: str) -> tuple[str, list[Aside]]:
    """Python text with what only a notebook understands blanked, line by line; and what those lines run."""
    if not LOOKS_LIKE_MAGIC.search(text):
        return text, []
    kept, asides, at = [], [], 0
    while at < len(text):
        found = MAGIC.match(text, at)
        end = _end_of_statement(text, at) if found is None else _end_of_command(text, at)
        if found is None:
            kept.append(text[at:end])
        else:
            kept.append(_as_python(found, text[at:end]))
            asides += _aside(found, text[at:end], text.count("\n", 0, at) + 1)
        at = end
    return "".join(kept), asides


def _end_of_statement(text: str, start: int) -> int:
    depth = 0
    for token in TOKEN.finditer(text, start):
        mark = token.group()
        if mark in ("(", "[", "{"):
            depth += 1
        elif mark in (")", "]", "}"):
            depth = max(0, depth - 1)
        elif mark == "\n" and depth == 0:
            return token.end()
    return len(text)


def _end_of_command(text: str, start: int) -> int:
    """A command to the notebook goes on where a line ends in a backslash."""
    end = text.find("\n", start)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return len(text) if end < 0 else end + 1


def _as_python(found: re.Match[str], line: str) -> str:
    """`pass` and as many line ends; the statement that is only timed stays, on its columns."""
    ends = "\n" * line.count("\n")
    if found["name"] in ("time", "timeit", "prun", "memit"):
        start = found.start("rest") - found.start()
        start += TIMED.match(found["rest"]).end()  # type: ignore[union-attr]  # it matches the empty string
        timed = line[start:]
        if found["bound"] and timed.strip():
            return f"{found['indent']}{found['bound']}".ljust(start) + timed
        if timed.strip() and not COMPOUND.match(timed):
            return f"{found['indent']}pass;".ljust(start) + timed
    indent = found["indent"] or found["bare"] or found["asked"] or ""
    return f"{indent}pass{ends}"


def _aside(found: re.Match[str], line: str, number: int) -> list[Aside]:
    rest = line[found.start("rest") - found.start() :] if found["name"] else ""
    if found["bang"]:
        return [Aside(Language.SHELL, line[found.start("command") - found.start() :], number)]
    if found["install"]:
        return [Aside(Language.SHELL, line, number)]
    if found["name"] in ("sx", "system"):
        return [Aside(Language.SHELL, rest, number)]
    if found["name"] in ("pip", "conda", "mamba"):
        return [Aside(Language.SHELL, found["name"] + rest, number)]
    if found["name"] == "run" and SCRIPT.match(rest):
        return [Aside(Language.SHELL, "python" + rest, number)]
    if found["name"] == "sql" and STATEMENT.match(rest):
        return [Aside(Language.SQL, rest, number)]
    return []
