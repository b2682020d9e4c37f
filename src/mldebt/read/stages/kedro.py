"""Which nodes do the pipelines of Kedro have? Names of data sets are those of the catalogue."""

import ast

from mldebt.knowledge import Operators
from mldebt.model import Stage

from ..outline import Outline
from .nouns import Found, Marks, in_loop, keyword, known_text, lines_of, mark_of, texts_in


def collect(outline: Outline, marks: Marks, operators: Operators, found: Found) -> None:  # noqa: ARG001 - one shape for all
    for call in outline.of(ast.Call):
        if mark_of(call, outline, marks) != ("kedro", "node"):
            continue
        function = _argument(call, 0, "func")
        called = outline.name(function) if function is not None else ""
        name = known_text(keyword(call, "name"), outline) or called.rpartition(".")[2] or "node"
        reads = [text for text, _ in texts_in(_argument(call, 1, "inputs"), outline)]
        writes = [text for text, _ in texts_in(_argument(call, 2, "outputs"), outline)]
        found.stages.append(Stage(
            "kedro", name, outline.place(call), lines_of(call, outline), "", called,
            reads=tuple(one for one in reads if not one.startswith(("params:", "parameters"))), writes=tuple(writes),
            ordered=not in_loop(call, outline),
        ))  # fmt: skip


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    return keyword(call, name) or (call.args[position] if len(call.args) > position else None)
