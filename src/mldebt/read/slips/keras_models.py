"""Which layers does a Keras model end in, as far as the file tells?"""

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from mldebt.knowledge import KerasLayer, KerasLayers
from mldebt.model import Lend

from ..descent import within
from ..outline import Outline
from ..walk import Definition
from .scopes_of import own_nodes, qualified

SEQUENTIAL = frozenset({"keras.Sequential", "keras.models.Sequential"})
FUNCTIONAL = frozenset({"keras.Model", "keras.models.Model"})
UNTOLD = "?"
DEEPEST = 5


class Head(NamedTuple):
    """The last layer: how many units (0: not known), and the activation (`linear` where none is given, `?` where it
    cannot be told)."""

    node: ast.Call
    units: int
    activation: str


class KerasView:
    """Lent to the collectors of one file."""

    def __init__(self, outline: Outline, lend: Lend) -> None:
        self.outline = outline
        self._layers = lend(KerasLayers)

    def name(self, node: ast.expr) -> str:
        """`keras.layers.Dense` for the class under any path by which it is imported."""
        full = self.outline.name(node)
        parts = full.replace("tf_keras", "keras").split(".")
        if "keras" not in parts:
            return ""
        inner = parts[parts.index("keras") + 1 :]
        return ".".join(["keras", *inner[:1], *inner[-1:]] if len(inner) > 1 else ["keras", *inner])

    def layer(self, node: ast.expr) -> KerasLayer | None:
        return self._layers.get(self.name(node)) if isinstance(node, ast.Call) else None

    def holder(self, node: ast.AST) -> ast.AST:
        return self.outline.function(node) or self.outline.tree

    def head(self, model: ast.expr, before: ast.AST, depth: int = 0) -> Head | None:
        """What the model, as the expression stands for it at that place, ends in; None where that is not certain."""
        if depth > DEEPEST:
            return None
        if isinstance(model, ast.Call):
            return self._of_call(model, depth)
        made = self.last_value(model, before)
        if made is None:
            return None
        added = list(self._added(model, made, before))
        if self.name(made) in SEQUENTIAL and isinstance(made, ast.Call):
            listed = self._listed(made)
            return None if listed is None or None in added else self.ending([*listed, *(one for one in added if one)])
        return self.head(made, made, depth + 1) if not added else None

    def ending(self, layers: list[ast.expr]) -> Head | None:
        """The head that a list of layers makes."""
        if not layers or not isinstance(layers[-1], ast.Call):
            return None
        last = layers[-1]
        row = self.layer(last)
        if row is None:
            return None
        if row.wraps:
            return self.ending(last.args[:1])
        if row.bare:
            return self._activated(last, row, self.ending(layers[-2:-1]))
        return Head(last, self._units(last, row), self.activation(last, row.activation))

    def _activated(self, last: ast.Call, row: KerasLayer, below: Head | None) -> Head | None:
        """What a layer that only applies an activation makes of the head below it; `linear` changes nothing."""
        own = row.fixed or self.activation(last, row.activation)
        if own == "linear":
            return below
        return Head(last, below.units if below is not None and below.activation == "linear" else 0, own)

    def activation(self, layer: ast.Call, position: int) -> str:
        given = next((one.value for one in layer.keywords if one.arg == "activation"), None)
        if given is None and 0 <= position < len(layer.args):
            given = layer.args[position]
        if given is None:
            sure = all(one.arg is not None for one in layer.keywords) and (position >= 0 or len(layer.args) < 3)
            return "linear" if sure else UNTOLD
        value = self.outline.value(given)
        if value.kind == "none":
            return "linear"
        if value.kind == "literal":
            return str(value.value)
        name = self.outline.name(given)
        return name.rpartition(".")[2] if name.startswith(("keras.", "tensorflow.")) else UNTOLD

    def _units(self, layer: ast.Call, row: KerasLayer) -> int:
        given = next((one.value for one in layer.keywords if one.arg == row.units_keyword), None)
        if given is None and 0 <= row.units < len(layer.args):
            given = layer.args[row.units]
        value = self.outline.value(given) if given is not None else None
        return value.value if value is not None and isinstance(value.value, int) and value.kind == "literal" else 0

    def _of_call(self, made: ast.Call, depth: int) -> Head | None:
        name = self.name(made)
        if name in SEQUENTIAL:
            listed = self._listed(made)
            return self.ending(listed) if listed else None
        if name in FUNCTIONAL:
            outputs = next((one.value for one in made.keywords if one.arg == "outputs"), None)
            outputs = outputs or (made.args[1] if len(made.args) > 1 else None)
            if isinstance(outputs, ast.List | ast.Tuple):
                outputs = outputs.elts[0] if len(outputs.elts) == 1 else None
            return self._of_tensor(outputs, made, depth + 1) if outputs is not None else None
        function = self._functions.get(self.outline.name(made))
        returned = self._returned(function) if function is not None else None
        return self.head(returned, returned, depth + 1) if returned is not None else None

    def _of_tensor(self, tensor: ast.expr, before: ast.AST, depth: int) -> Head | None:
        """`Dense(3)(x)`, or a name for it."""
        if depth > DEEPEST:
            return None
        if isinstance(tensor, ast.Call):
            layer = tensor.func
            found = layer if isinstance(layer, ast.Call) else self.last_value(layer, before)
            if not isinstance(found, ast.Call):
                return None
            row = self.layer(found)
            if row is not None and row.bare and tensor.args:
                return self._activated(found, row, self._of_tensor(tensor.args[0], tensor, depth + 1))
            return self.ending([found])
        made = self.last_value(tensor, before)
        return self._of_tensor(made, made, depth + 1) if made is not None else None

    def _listed(self, made: ast.Call) -> list[ast.expr] | None:
        """The layers given to Sequential; None where they are hidden in a variable."""
        given = made.args[0] if made.args else next((one.value for one in made.keywords if one.arg == "layers"), None)
        if given is None:
            return []
        return given.elts if isinstance(given, ast.List | ast.Tuple) else None

    def _added(self, model: ast.expr, made: ast.expr, before: ast.AST) -> Iterator[ast.expr | None]:
        """Layers added one by one after the model was made; None for one that may or may not be there."""
        written = ast.unparse(model)
        for call in self._adds.get(written, []):
            if made.lineno <= call.lineno < getattr(before, "lineno", 0) and self.holder(call) is self.holder(before):
                block = self.outline.parent(self.outline.statement(call) or call)
                straight = block is self.holder(before) or block is self.outline.parent(
                    self.outline.statement(before) or before
                )
                yield call.args[0] if straight and call.args else None

    def last_value(self, target: ast.expr, before: ast.AST) -> ast.expr | None:
        """What the target was last set to above that place in the same function, if that is certain."""
        written, holder, line = ast.unparse(target), self.holder(before), getattr(before, "lineno", 0)
        found = [
            node for node in self._sets.get(written, [])
            if self.holder(node) is holder and node.lineno <= line and before not in within(node)
        ]  # fmt: skip
        if not found:
            return None
        last = found[-1]
        block = self.outline.parent(last)
        straight = block is holder or any(above is block for above in self.outline.parents(before))
        return last.value if straight else None

    def _returned(self, function: Definition) -> ast.expr | None:
        returns = [node for node in own_nodes(function) if isinstance(node, ast.Return)]
        return returns[0].value if len(returns) == 1 else None

    @cached_property
    def _sets(self) -> dict[str, list[ast.Assign]]:
        found: dict[str, list[ast.Assign]] = {}
        for node in self.outline.of(ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name | ast.Attribute):
                    found.setdefault(ast.unparse(target), []).append(node)
        return found

    @cached_property
    def _adds(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for call in self.outline.of(ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("add", "pop"):
                found.setdefault(ast.unparse(call.func.value), []).append(call)
        return found

    @cached_property
    def _functions(self) -> dict[str, Definition]:
        functions: list[Definition] = [*self.outline.of(ast.FunctionDef), *self.outline.of(ast.AsyncFunctionDef)]
        return {f".{qualified(one)}": one for one in functions}
