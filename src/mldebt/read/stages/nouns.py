"""What the collectors of steps share: where they put what they find, and how they read an argument."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mldebt.model import Language, Schedule, Stage

from ..outline import Outline
from ..walk import Definition

Marks = Mapping[str, tuple[str, str]]
"""Full name to the tool and what it makes."""

LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Aside(NamedTuple):
    """Text in another language, and the lines of the file that it is written on."""

    language: Language
    text: str
    first: int
    last: int


@dataclass(slots=True)
class Found:
    """Filled by the collectors of one file."""

    stages: list[Stage] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)


def mark_of(node: ast.expr, outline: Outline, marks: Marks) -> tuple[str, str] | None:
    """What a decorator or a base class means; `task.virtualenv` is a `task`."""
    name = outline.name(node)
    return marks.get(name) or marks.get(name.rpartition(".")[0])


def keyword(call: ast.expr, name: str) -> ast.expr | None:
    """The argument given by that name."""
    given = call.keywords if isinstance(call, ast.Call) else []
    return next((one.value for one in given if one.arg == name), None)


def known_text(node: ast.expr | None, outline: Outline) -> str:
    """A string as far as it is known, with `*` for the rest; empty where it is none."""
    value = outline.value(node) if node is not None else None
    known = value is not None and value.kind in ("literal", "template") and isinstance(value.value, str)
    return str(value.value) if known and value is not None else ""


def texts_in(node: ast.expr | None, outline: Outline) -> list[tuple[str, ast.expr]]:
    """A string or each string of a list or a dictionary's values, with its node."""
    if node is None:
        return []
    parts = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    if isinstance(node, ast.Dict):
        parts = node.values
    return [(text, part) for part in parts if (text := known_text(part, outline))]


def lines_of(node: ast.AST, outline: Outline) -> tuple[int, int]:
    """The first and the last line of the file."""
    place = outline.place(node, end=True)  # type: ignore[arg-type]  # expressions, statements and definitions have lines
    return place.line, max(place.line, place.end_line)


def in_loop(node: ast.AST, outline: Outline) -> bool:
    """It stands where it is run any number of times."""
    for above in outline.parents(node):
        if isinstance(above, LOOPS):
            return True
        if isinstance(above, Definition):
            return False
    return False


def inner_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what it holds, without the bodies of inner functions."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if one is node or not isinstance(one, Definition | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(one))


def definitions(outline: Outline) -> Iterator[Definition]:
    """All functions of the file, the asynchronous ones last."""
    yield from outline.of(ast.FunctionDef)
    yield from outline.of(ast.AsyncFunctionDef)
