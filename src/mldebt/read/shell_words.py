"""What is this word of a shell script once its variables are put in, as far as that can be known?"""

from dataclasses import dataclass, field
from posixpath import dirname, normpath
from typing import TYPE_CHECKING, NamedTuple

from mldebt import patterns as re
from mldebt.model import without_moments

from .days import day_of_command

if TYPE_CHECKING:
    from tree_sitter import Node

HOLE = "\0"
"""Stands for what is not known; no text of a file holds it."""

TEMPLATED = "${_}"
"""What a reader of files that hold shell text writes in the place of a template's own holes."""
MOST = 1_000_000
"""So many characters may come out of variables in one script; a line can double what the line before made."""

EXPANSIONS = frozenset({
    "simple_expansion", "expansion", "command_substitution", "process_substitution", "arithmetic_expansion",
})  # fmt: skip
SUBSTITUTIONS = frozenset({"command_substitution", "process_substitution"})

_HOLES = re.compile("\0[\1\2\6\7\x0e\x0f]*")
_ESCAPED = re.compile(r"\\(\n?)(.?)", re.DOTALL)
_QUOTED = re.compile(r'\\([$`"\\])')
_OWN_FOLDER = re.compile(r"dirname\b.*(?:\$0|\$\{?0\}?|BASH_SOURCE)", re.DOTALL)


class Text(NamedTuple):
    """A text and the row (from 0) of the source on which it begins."""

    text: str
    row: int

    @property
    def shown(self) -> str:
        return filled(self.text, "*")


@dataclass(slots=True)
class Words:
    """Puts variables into words. `substitutions` collects the commands inside words for whoever runs commands.
    `unsteady` are the variables that are not given the same value wherever they are given one."""

    script: str
    variables: dict[str, Text] = field(default_factory=dict)
    conditional: int = 0
    left: int = MOST
    substitutions: list["Node"] = field(default_factory=list)
    unsteady: frozenset[str] = frozenset()

    def assign(self, name: str, value: Text) -> None:
        """Inside a branch or a loop a second value makes the variable unknown."""
        before = self.variables.get(name)
        if self.conditional and before is not None and before.text != value.text:
            value = Text(HOLE, value.row)
        if name in self.unsteady or self.conditional:
            value = Text(without_moments(value.text), value.row)
        self.variables[name] = value

    def word(self, node: "Node") -> Text:
        """The word; text that is nothing but a variable keeps the row where the variable was given it."""
        bare = _only_variable(node)
        if bare is not None and bare in self.variables:
            return self.variables[bare]
        row = node.start_point[0]
        return Text(self._value(node), row)

    def split(self, node: "Node") -> list[Text]:
        """The words that an argument becomes: an unquoted variable may hold several."""
        if node.type == "command_name":
            node = node.children[0]
        whole = self.word(node)
        if node.type in ("simple_expansion", "expansion") and re.search(r"\s", whole.text.strip()):
            return [Text(part, whole.row) for part in whole.text.split()]
        return [whole]

    def spliced(self, node: "Node", begin: int, end: int) -> str:
        """The source between two bytes of the node with its expansions replaced, every newline kept."""
        data, start = node.text or b"", node.start_byte
        pieces, at = [], begin
        for child in node.children:
            if child.type in EXPANSIONS:
                pieces.append(data[at - start : child.start_byte - start].decode("utf-8", "replace"))
                lost = (child.text or b"").count(b"\n")
                pieces.append(self._value(child) + "\n" * lost)
                at = child.end_byte
        pieces.append(data[at - start : end - start].decode("utf-8", "replace"))
        return "".join(pieces)

    def _value(self, node: "Node") -> str:
        text = (node.text or b"").decode("utf-8", "replace")
        match node.type:
            case "word":
                return _ESCAPED.sub(lambda found: "" if found[1] else found[2], text) if "\\" in text else text
            case "number" | "special_variable_name" | "test_operator" | "extglob_pattern" | "regex":
                return text
            case "raw_string":
                return text[1:-1].replace(TEMPLATED, HOLE)
            case "ansi_c_string":
                return text[2:-1]
            case "string":
                return _QUOTED.sub(r"\1", self.spliced(node, node.start_byte + 1, node.end_byte - 1))
            case "concatenation" | "command_name":
                return "".join(self._value(child) for child in node.children)
            case "simple_expansion":
                return self._variable(text[1:])
            case "expansion":
                return self._expansion(node)
            case "command_substitution" | "process_substitution":
                self.substitutions.append(node)
                day = day_of_command(text)
                return dirname(self.script) or "." if _OWN_FOLDER.search(text) else HOLE + self._here(day)
        return text if not node.is_named else HOLE

    def _here(self, day: str) -> str:
        """Whoever sets TZ keeps a clock of their own."""
        return without_moments(day) if "TZ" in self.variables else day

    def _variable(self, name: str) -> str:
        if name == "0":
            return self.script
        known = self.variables.get(name)
        if known is None or len(known.text) > self.left:
            return HOLE
        self.left -= len(known.text)
        return known.text

    def _expansion(self, node: "Node") -> str:
        """`${X}` and `${X:-default}`; every other form cuts or replaces, which is not followed."""
        name, operator, rest = "", "", []
        for child in node.children[1:-1]:
            if not name and child.type == "variable_name":
                name = (child.text or b"").decode()
            elif not operator and not child.is_named:
                operator = child.type
            else:
                rest.append(child)
        if not name or operator not in ("", ":-", "-", ":=", "="):
            return HOLE
        value = self._variable(name)
        if not operator or not value.startswith(HOLE):
            return value
        return without_moments("".join(self._value(child) for child in rest))  # the caller may say another day


def filled(text: str, filling: str) -> str:
    """The text with something else in the place of what is not known."""
    return _HOLES.sub(lambda _: filling, text)


def joined_path(folder: str, path: str) -> str:
    """The path as seen from where the script started, after `cd folder`."""
    if not path or path.startswith(("/", "~", HOLE, "*")) or "://" in path or folder in ("", "."):
        return path
    slash = "/" if path.endswith("/") else ""
    return normpath(f"{folder}/{path}") + slash


def _only_variable(node: "Node") -> str | None:
    """The name in `$X`, `"$X"`, `${X}`, None for every other word."""
    text = (node.text or b"").decode("utf-8", "replace")
    found = re.fullmatch(r'"?\$(?:(\w+)|\{(\w+)\})"?', text)
    return (found[1] or found[2]) if found else None
