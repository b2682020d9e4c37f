"""Which models does a file save whose parameters it leaves to the installed release?"""

import ast
from collections.abc import Iterator

from mldebt.knowledge import CrossValidators, Hyperparameter, Hyperparameters, ModelStore
from mldebt.model import Hop, Lend, Slip

from ..definitions import Definitions
from ..outline import Outline
from .composites import argument
from .wording import is_switched_on

TUNERS = ("optuna", "hyperopt", "skopt", "ray.tune", "flaml", "keras_tuner", "kerastuner", "bayes_opt")


Saves = list[tuple[ast.Call, ModelStore]]
Told = tuple[ast.Call, Hyperparameter]


def implicit(outline: Outline, names: Definitions, saves: Saves, lend: Lend) -> Iterator[Slip]:
    """One for the file: the model that is saved first, and what else is left open."""
    found = [] if _is_tuned(outline, lend) else _left_open(outline, names, saves, lend(Hyperparameters))
    if not found:
        return
    first, row = found[0]
    kind = outline.name(first).removesuffix(".fit").rpartition(".")[2]
    kind = f"{kind}.fit" if outline.name(first).endswith(".fit") else kind
    message = f"{kind} is given none of {', '.join(row.matters)}, so the saved model depends on the installed release"
    hops = tuple(Hop(outline.place(call), f"is given none of {', '.join(one.matters)}") for call, one in found[1:6])
    yield Slip("hyperparameters-implicit", outline.place(first), message, kind, hops)


def _is_tuned(outline: Outline, lend: Lend) -> bool:
    """Something searches for good parameters."""
    searches = lend(CrossValidators)
    return outline.imports(*TUNERS) or any(searches.is_search(outline.name(call)) for call in outline.of(ast.Call))


def _left_open(outline: Outline, names: Definitions, saves: Saves, known: Hyperparameters) -> list[Told]:
    """What makes or shapes a model that is saved, and is given none of what matters; the models first."""
    given = [_given(save, row) for save, row in saves]
    saved = {_name(one) for one in given} - {""}
    made = [_made(one, names) for one in given]
    rows = [(call, known.get(outline.name(call))) for call in made if call is not None]
    helpers = ((call, known.get(outline.name(call))) for call in outline.of(ast.Call))
    rows += [(call, row) for call, row in helpers if row is not None and _helps(call, row, saved)]
    return list(dict.fromkeys((call, row) for call, row in rows if row is not None and _is_open(call, row)))


def _given(save: ast.Call, row: ModelStore) -> ast.expr | None:
    """The expression that is saved."""
    if row.object < 0:
        return save.func.value if isinstance(save.func, ast.Attribute) else None
    return argument(save, row.object, "")


def _name(node: ast.expr | None) -> str:
    """The name of a thing, also where its weights are asked for: `net.state_dict()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def _made(node: ast.expr | None, names: Definitions) -> ast.Call | None:
    """The call of the constructor that made a thing."""
    found = names.resolved(node)
    while isinstance(found, ast.Call) and isinstance(found.func, ast.Attribute) and found.func.attr == "fit":
        found = names.resolved(found.func.value)
    return found if isinstance(found, ast.Call) else None


def _helps(call: ast.Call, row: Hyperparameter, saved: set[str]) -> bool:
    """It shapes what is saved: an optimiser of its weights, its own `fit`, or a loader of a program that saves one."""
    if not row.helper or row.only_with:
        return row.helper
    return _name(call.args[0] if row.given and call.args else call) in saved


def _is_open(call: ast.Call, row: Hyperparameter) -> bool:
    """It certainly gives none of the parameters that matter."""
    names = {one.arg for one in call.keywords}
    hidden = None in names or any(isinstance(one, ast.Starred) for one in call.args)
    if hidden or len(call.args) > row.leading or not names.isdisjoint(row.matters):
        return False
    if row.given and not _is_given(call, row.given):
        return False
    return not row.only_with or is_switched_on(call, row.only_with)


def _is_given(call: ast.Call, method: str) -> bool:
    """The first argument is what the method gives: `net.parameters()`."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute) and first.func.attr == method
