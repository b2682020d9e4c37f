"""Which classes hold steps: Metaflow's methods, Luigi's tasks?"""

import ast
from collections.abc import Iterator
from typing import Any

from mldebt.knowledge import Operators
from mldebt.model import Stage

from ..descent import within
from ..outline import Outline
from .nouns import Found, Marks, known_text, lines_of, mark_of

TARGETS = ("LocalTarget", "S3Target", "GCSTarget", "HdfsTarget", "S3FlagTarget", "FileSystemTarget")
"""Ends of the names of Luigi's classes for data at a path."""


def collect(outline: Outline, marks: Marks, operators: Operators, found: Found) -> None:  # noqa: ARG001 - one shape for all
    classes = outline.of(ast.ClassDef)
    luigi = _tasks(classes, outline, marks)
    for one in classes:
        if one.name in luigi:
            found.stages.append(_task(one, luigi, outline))
        else:
            found.stages += _steps(one, outline, marks)


def _tasks(classes: list[ast.ClassDef], outline: Outline, marks: Marks) -> set[str]:
    """Classes that are tasks of Luigi, by their base or by the base of their base."""
    known: set[str] = set()
    for _ in range(4):
        for one in classes:
            bases = [mark_of(base, outline, marks) for base in one.bases]
            own = {base.id for base in one.bases if isinstance(base, ast.Name)}
            if ("luigi", "class") in bases or own & known:
                known.add(one.name)
    return known


def _task(one: ast.ClassDef, tasks: set[str], outline: Outline) -> Stage:
    methods = {node.name: node for node in one.body if isinstance(node, ast.FunctionDef)}
    wanted = _calls(methods.get("requires"))
    after = {call.func.id for call in wanted if isinstance(call.func, ast.Name)}
    written = [
        known_text(call.args[0], outline) for call in _calls(methods.get("output"))
        if call.args and outline.name(call).rpartition(".")[2] in TARGETS
    ]  # fmt: skip
    return Stage(
        "luigi", one.name, outline.place(one, end=False), lines_of(one, outline), "", f".{one.name}",
        writes=tuple(filter(None, written)), after=tuple(sorted(after - {one.name})), ordered=after <= tasks,
    )  # fmt: skip


def _calls(function: ast.FunctionDef | None) -> list[ast.Call]:
    return [node for node in within(function) if isinstance(node, ast.Call)] if function is not None else []


def _steps(one: ast.ClassDef, outline: Outline, marks: Marks) -> Iterator[Stage]:
    """Methods marked as steps; `self.next(self.a, self.b)` says what follows."""
    methods = [
        node for node in one.body if isinstance(node, ast.FunctionDef)
        and any(mark_of(mark, outline, marks) == ("metaflow", "step") for mark in node.decorator_list)
    ]  # fmt: skip
    before: dict[str, set[str]] = {node.name: set() for node in methods}
    known = True
    for node in methods:
        for call in _calls(node):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "next":
                names = [part.attr for part in call.args if isinstance(part, ast.Attribute)]
                known = known and len(names) == len(call.args) > 0
                for name in names:
                    before.setdefault(name, set()).add(node.name)
    tool: Any = "metaflow"
    for node in methods:
        yield Stage(
            tool, node.name, outline.place(node, end=False), lines_of(node, outline), one.name,
            f".{one.name}.{node.name}", after=tuple(sorted(before[node.name])), ordered=known,
        )  # fmt: skip
