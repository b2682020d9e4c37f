"""What do a chain of calls and a string of Scala say, without running them?"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .scala_days import signs_of, spelt

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST = 60
"""Longer chains, in calls, are not followed to their beginning."""
MOST = 200
"""Longer expressions, in bytes, are no days."""


def chain(node: "Node") -> list[str]:
    """The names of a chain of calls from last to first: `csv option read spark`."""
    names: list[str] = []
    current: Node | None = node
    while current is not None and len(names) < LONGEST:
        if current.type in ("call_expression", "generic_function"):
            current = current.child_by_field_name("function")
        elif current.type == "field_expression":
            names.append(text_of(current.child_by_field_name("field")))
            current = current.child_by_field_name("value")
        else:
            names.append(text_of(current) if current.type == "identifier" else "")
            break
    return names


def calls(node: "Node") -> Iterator["Node"]:
    """The calls of a chain from last to first."""
    current: Node | None = node
    for _ in range(2 * LONGEST):
        if current is None:
            return
        is_call = current.type == "call_expression"
        if is_call:
            yield current
        current = current.child_by_field_name("function" if is_call else "value")


def arguments(call: "Node") -> list["Node"]:
    given = call.child_by_field_name("arguments")
    return [] if given is None else given.named_children


def string(node: "Node", constants: Mapping[str, str], hole: str) -> str:
    """The text of an expression, a hole for each piece that is not known, with the signs of a day behind it."""
    match node.type:
        case "string":
            return _unquoted(text_of(node))
        case "identifier":
            return constants.get(text_of(node), hole)
        case "interpolated_string_expression":
            return _interpolated(node, constants, hole)
        case "infix_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if text_of(node.child_by_field_name("operator")) == "+" and left is not None and right is not None:
                return string(left, constants, hole) + string(right, constants, hole)
        case "call_expression" | "field_expression" | "generic_function":
            text = spelt(text_of(node)) if node.end_byte - node.start_byte < MOST else ""
            return constants.get(text) or hole + signs_of(text)
    return hole


def text_of(node: "Node | None") -> str:
    return "" if node is None else (node.text or b"").decode("utf-8", "replace")


def _interpolated(node: "Node", constants: Mapping[str, str], hole: str) -> str:
    whole = node.named_children[-1]
    pieces, at, data = [], 0, whole.text or b""
    for expression in whole.named_children:
        pieces.append(data[at : expression.start_byte - whole.start_byte].decode("utf-8", "replace"))
        inner = expression
        while inner.type in ("interpolation", "block") and inner.named_child_count == 1:
            inner = inner.named_children[0]
        pieces.append(string(inner, constants, hole))
        at = expression.end_byte - whole.start_byte
    pieces.append(data[at:].decode("utf-8", "replace"))
    return _unquoted("".join(pieces))


def _unquoted(text: str) -> str:
    mark = '"""' if text.startswith('"""') else '"'
    return text.removeprefix(mark).removesuffix(mark)
