"""What does a redirection add to a command: a text fed in, a file read, a file written?"""

from typing import TYPE_CHECKING

from .shell_nouns import Around, text_of
from .shell_words import Text, Words, filled, joined_path

if TYPE_CHECKING:
    from tree_sitter import Node

REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
REST = frozenset({"pipeline", "list", "command", "redirected_statement", "compound_statement"})


def redirected(node: "Node", words: Words, folder: str, around: Around) -> Around:
    """What surrounds the command with the redirection taken in. Standard error is no data."""
    if node.type == "herestring_redirect":
        return around._replace(stdin=words.word(node.named_children[-1]), piped=True)
    if node.type == "heredoc_redirect":
        return _heredoc(node, words, folder, around)
    target = node.child_by_field_name("destination")
    sign = text_of(node)
    if target is None or sign.startswith("2") or target.type == "number":
        return around
    path = joined_path(filled(folder, "*"), words.word(target).shown)
    if sign.lstrip("0123456789").startswith("<"):
        return around._replace(reads=(*around.reads, path))
    return around._replace(writes=(*around.writes, path))


def rest_of_line(node: "Node") -> list["Node"]:
    """What follows `<<EOF` on its line: the grammar hangs pipes and `&&` below the redirection."""
    return [child for child in node.named_children if child.type in REST] if node.type == "heredoc_redirect" else []


def _heredoc(node: "Node", words: Words, folder: str, around: Around) -> Around:
    for child in node.named_children:
        if child.type == "heredoc_body":
            text = words.spliced(child, child.start_byte, child.end_byte)
            around = around._replace(stdin=Text(text.rstrip("\t"), child.start_point[0]), piped=True)
        elif child.type in REDIRECTS:
            around = redirected(child, words, folder, around)
    return around
