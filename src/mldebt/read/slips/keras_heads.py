"""Does the last layer of a Keras model give what its loss takes?"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mldebt.knowledge import KerasLoss, KerasLosses
from mldebt.model import Hop, Lend, Slip

from ..outline import Outline
from .keras_models import Head, KerasView

PROBABILITIES = frozenset({"softmax", "sigmoid"})


class Chosen(NamedTuple):
    """A loss with what it takes: scores or probabilities."""

    row: KerasLoss
    shown: str
    from_logits: bool


def heads(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Each `compile` whose model and loss are certain; and each softmax over a single column."""
    view = KerasView(outline, lend)
    told: set[ast.AST] = set()
    for call, chosen, head in _compiled(outline, view, lend) if "compile" in outline.text else ():
        for slip in _mismatches(call, chosen, head, outline):
            told.add(head.node)
            yield slip
    for call in outline.of(ast.Call) if "softmax" in outline.text else ():
        if call not in told and _is_softmax_of_one(call, view):
            shown = _shown(call)
            message = f"softmax over the single unit of {shown} is always 1"
            yield Slip("loss-head-mismatch", outline.place(call), message, shown, fix='activation="sigmoid"')


def _compiled(outline: Outline, view: KerasView, lend: Lend) -> Iterator[tuple[ast.Call, Chosen, Head]]:
    losses = _by_spelling(lend(KerasLosses))
    for call in outline.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            given = _given(call)
            chosen = _chosen(given, losses, view, call) if given is not None else None
            head = view.head(call.func.value, call) if chosen is not None else None
            if chosen is not None and head is not None:
                yield call, chosen, head


def _is_softmax_of_one(call: ast.Call, view: KerasView) -> bool:
    row = view.layer(call)
    head = view.ending([call]) if row is not None and not row.bare and not row.wraps else None
    return head is not None and head.units == 1 and head.activation == "softmax"


def _mismatches(call: ast.Call, chosen: Chosen, head: Head, outline: Outline) -> Iterator[Slip]:
    last, where = _shown(head.node), outline.place(call)
    hops = (Hop(outline.place(head.node), f"{last} is the last layer, its activation is {head.activation}"),)
    if chosen.from_logits and head.activation in PROBABILITIES:
        message = f"{chosen.shown} takes scores (from_logits=True), and the {head.activation} of {last} gives none"
        fix = f"remove the {head.activation}, or from_logits=True"
        yield Slip("softmax-and-from-logits/twice", where, message, chosen.shown, hops, fix)
    elif not chosen.from_logits and head.activation == "linear":
        message = f"{chosen.shown} takes probabilities, and {last} gives scores without an activation"
        yield Slip("softmax-and-from-logits", where, message, chosen.shown, hops, "pass from_logits=True to the loss")
    elif not chosen.from_logits and head.activation in chosen.row.unfit:
        message = f"{chosen.shown} takes probabilities, and {last} gives what {head.activation} leaves"
        yield Slip("loss-head-mismatch", where, message, chosen.shown, hops)
    elif chosen.row.many and head.units == 1:
        message = f"{chosen.shown} wants a column for each class, and {last} has one unit"
        yield Slip("loss-head-mismatch", where, message, chosen.shown, hops)
    elif head.units == 1 and head.activation == "softmax":
        message = f"softmax over the single unit of {last} is always 1, whatever {chosen.shown} tells it"
        yield Slip("loss-head-mismatch", where, message, chosen.shown, hops, 'activation="sigmoid"')


def _given(call: ast.Call) -> ast.expr | None:
    given = next((one.value for one in call.keywords if one.arg == "loss"), None)
    return given if given is not None else call.args[1] if len(call.args) > 1 else None


def _chosen(given: ast.expr, losses: dict[str, KerasLoss], view: KerasView, call: ast.Call) -> Chosen | None:
    """The loss by its name in text, its class or its function; a variable is followed once."""
    value = view.outline.value(given)
    if value.kind == "literal":
        row = losses.get(str(value.value))
        return Chosen(row, str(value.value), False) if row is not None else None
    if isinstance(given, ast.Name):
        made = view.last_value(given, call)
        given = made if isinstance(made, ast.Call) else given
    name = view.name(given)
    row = losses.get(name)
    if row is None:
        return None
    if not isinstance(given, ast.Call):
        return Chosen(row, name.rpartition(".")[2], False)
    flag = next(
        (one.value for one in given.keywords if one.arg == "from_logits"), given.args[0] if given.args else None
    )
    hidden = any(one.arg is None for one in given.keywords)
    if hidden or (flag is not None and not isinstance(flag, ast.Constant)):
        return None
    return Chosen(row, name.rpartition(".")[2], flag is not None and bool(flag.value))


def _by_spelling(table: KerasLosses) -> dict[str, KerasLoss]:
    """Rows by class, by text, by text of the class, and by function."""
    found: dict[str, KerasLoss] = {}
    for row in table:
        found |= {row.name: row, row.name.rpartition(".")[2]: row}
        for text in row.spelled:
            found |= {text: row, f"keras.losses.{text}": row}
    return found


def _shown(layer: ast.Call) -> str:
    text = ast.unparse(layer.func).rpartition(".")[2]
    first = ast.unparse(layer.args[0]) if layer.args and isinstance(layer.args[0], ast.Constant | ast.Name) else ""
    return f"{text}({first})"
