"""What is a pipeline made of, as far as the file says?"""

import ast
from collections import Counter
from typing import NamedTuple

from mldebt.knowledge import Composite, Composites, Constructors, CrossValidators
from mldebt.model import Lend

from ..definitions import Definitions
from ..outline import Outline

SKIPPED = ("passthrough", "drop")
"""Words that stand in a step where nothing is done."""


class Whole(NamedTuple):
    """An estimator made of others: each step's expression by its name, None where it is left out."""

    call: ast.Call
    row: Composite
    steps: dict[str, ast.expr | None]


class Composition:
    """Takes the pipelines of one file apart; says nothing about one that it does not know whole."""

    def __init__(self, outline: Outline, names: Definitions, lend: Lend) -> None:
        self._outline = outline
        self._names = names
        self.rows = lend(Composites)
        self.constructors = lend(Constructors)
        self.searches = lend(CrossValidators)

    def whole(self, node: ast.expr | None) -> Whole | None:
        """The composite that an expression stands for, if all its steps are told where it is made."""
        call = self._made(node)
        row = self.rows.get(self._outline.name(call)) if call is not None else None
        if call is None or row is None or any(isinstance(one, ast.Starred) for one in call.args):
            return None
        if any(one.arg is None for one in call.keywords):
            return None
        steps = self._named(call, row) if row.form == "named" else self._unnamed(call, row)
        return Whole(call, row, steps) if steps else None

    def constructor(self, node: ast.expr | None) -> str:
        """The full name of the class that an expression makes an instance of, or of what it calls; else empty."""
        call = self._made(node)
        return self._outline.name(call) if call is not None else ""

    def searched(self, node: ast.expr | None) -> ast.expr | None:
        """The estimator that a search is made with."""
        call = self._made(node)
        row = self.searches.get(self._outline.name(call)) if call is not None else None
        return argument(call, row.estimator_position, row.estimator) if call and row and row.kind == "search" else None

    def last(self, node: ast.expr | None) -> ast.expr | None:
        """What predicts in the end: the last step of a pipeline, the estimator in a search, or the thing itself."""
        for _ in range(4):
            inside = self.searched(node)
            whole = self.whole(node)
            if inside is None and whole is not None and whole.row.chain:
                inside = list(whole.steps.values())[-1]
            if inside is None:
                return node
            node = inside
        return None

    def _made(self, node: ast.expr | None) -> ast.Call | None:
        if isinstance(node, ast.Name) and self._names.is_changed(node.id):
            return None
        found = self._names.resolved(node)
        while isinstance(found, ast.Call) and isinstance(found.func, ast.Attribute) and found.func.attr == "fit":
            found = self._names.resolved(found.func.value)  # `fit` gives back what it was called on
        return found if isinstance(found, ast.Call) else None

    def _named(self, call: ast.Call, row: Composite) -> dict[str, ast.expr | None] | None:
        listed = self._names.literal(argument(call, 0, row.argument))
        if not isinstance(listed, ast.List | ast.Tuple):
            return None
        steps: dict[str, ast.expr | None] = {}
        for element in listed.elts:
            pair = self._names.resolved(element)
            if not isinstance(pair, ast.Tuple | ast.List) or len(pair.elts) < 2:
                return None
            name = self._outline.value(pair.elts[0])
            if name.kind != "literal" or not isinstance(name.value, str):
                return None
            steps[name.value] = _step(pair.elts[1])
        return steps

    def _unnamed(self, call: ast.Call, row: Composite) -> dict[str, ast.expr | None] | None:
        listed: list[ast.expr] = []
        for one in call.args:
            pair = self._names.resolved(one) if row.form == "columns" else one
            if row.form == "columns" and not (isinstance(pair, ast.Tuple) and pair.elts):
                return None
            listed.append(pair.elts[0] if isinstance(pair, ast.Tuple) and row.form == "columns" else one)
        classes = [self._class_name(one) for one in listed]
        if not all(classes):
            return None
        many, seen = Counter(classes), Counter[str]()
        steps: dict[str, ast.expr | None] = {}
        for name, one in zip(classes, listed, strict=True):
            seen[name] += 1
            steps[f"{name}-{seen[name]}" if many[name] > 1 else name] = _step(one)
        return steps

    def _class_name(self, node: ast.expr) -> str:
        """The class in lower case; empty where a function may have made the instance."""
        if isinstance(node, ast.Constant) and node.value in SKIPPED:
            return str(node.value)
        made = self.constructor(node)
        made = self.rows[made].kind if made in self.rows else made
        last = made.rpartition(".")[2]
        known = made in self.constructors or ("." in made and last[:1].isupper() and not made.startswith("?"))
        return last.lower() if known else ""


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """The argument given by keyword or, failing that, by position."""
    found = next((one.value for one in call.keywords if keyword and one.arg == keyword), None)
    if found is None and 0 <= position < len(call.args) and not isinstance(call.args[position], ast.Starred):
        return call.args[position]
    return found


def _step(node: ast.expr) -> ast.expr | None:
    left_out = isinstance(node, ast.Constant) and (node.value is None or node.value in SKIPPED)
    return None if left_out else node
