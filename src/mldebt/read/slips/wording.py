"""How is code quoted in a sentence?"""

import ast
from collections.abc import Iterator

from mldebt import patterns as re

LONGEST = 60
PART = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[()\[\]{}]""")
"""Strings, which are passed over, and brackets."""


def code(node: ast.expr | ast.stmt) -> str:
    """The code on one line; where it is long, what stands in brackets is left out, and never a bracket alone."""
    text = ast.unparse(node).replace("\n", " ")
    while len(text) > LONGEST:
        groups = [(first, last) for first, last in _groups(text) if last - first > 1]
        if not groups:
            head = text[: LONGEST - 2]
            return f"{head.rpartition(' ')[0] or head} …"
        enough = [group for group in groups if len(text) - (group[1] - group[0]) < LONGEST]
        first, last = min(enough, key=_length) if enough else max(groups, key=_length)
        text = f"{text[:first]}…{text[last:]}"
    return text


def _length(group: tuple[int, int]) -> int:
    return group[1] - group[0]


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Where what stands in each pair of brackets begins and ends; those within a string are none."""
    opened: list[int] = []
    for found in PART.finditer(text):
        if found[0] in "([{":
            opened.append(found.end())
        elif found[0] in ")]}" and opened:
            yield opened.pop(), found.start()


def spelling(node: ast.AST) -> str:
    """The code itself; quicker than `ast.unparse` for a name and its attributes."""
    attributes: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        attributes.append(inner.attr)
        inner = inner.value
    return ".".join((inner.id, *reversed(attributes))) if isinstance(inner, ast.Name) else ast.unparse(node)


def is_switched_on(call: ast.Call, name: str) -> bool:
    """The call says `name=True`."""
    return any(
        keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )


def root(node: ast.expr) -> str:
    """What a chain of selections and calls begins with: `df` of `df[mask].price`."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        inner = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Attribute) and isinstance(inner, ast.Name) and inner.id in ("self", "cls"):
            break
        node = inner
    return code(node)
