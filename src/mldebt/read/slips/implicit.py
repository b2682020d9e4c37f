"""Which models does a file save whose parameters it leaves to the installed release?"""

import ast
from collections.abc import Iterator

from mldebt.knowledge import CrossValidators, Hyperparameter, Hyperparameters, ModelStore
from mldebt.model import Hop, Lend, Slip

from ..definitions import Definitions
from ..outline import Outline
from .composites import argument

TUNERS = ("optuna", "hyperopt", "skopt", "ray.tune", "flaml", "keras_tuner", "kerastuner", "bayes_opt")


def implicit(
    outline: Outline, names: Definitions, saves: list[tuple[ast.Call, ModelStore]], lend: Lend
) -> Iterator[Slip]:
    """One for the file: the model that is saved first, and what else is left open."""
    searches, known = lend(CrossValidators), lend(Hyperparameters)
    calls = outline.of(ast.Call)
    if outline.imports(*TUNERS) or any(searches.is_search(outline.name(call)) for call in calls):
        return
    saved = {_name(_given(save, row)) for save, row in saves} - {""}
    made = [_made(_given(save, row), names) for save, row in saves]
    made += [call for call in calls if (row := known.get(outline.name(call))) is not None and _helps(call, row, saved)]
    rows = [(call, row) for call in made if call is not None and (row := known.get(outline.name(call))) is not None]
    found = list(dict.fromkeys((call, row) for call, row in rows if _is_open(call, row)))
    if not found:
        return
    first, row = found[0]
    kind = outline.name(first).removesuffix(".fit").rpartition(".")[2]
    kind = f"{kind}.fit" if outline.name(first).endswith(".fit") else kind
    message = f"{kind} is given none of {', '.join(row.matters)}, so the saved model hangs on the installed release"
    hops = tuple(Hop(outline.place(call), f"is given none of {', '.join(one.matters)}") for call, one in found[1:6])
    yield Slip("hyperparameters-implicit", outline.place(first), message, kind, hops)


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
    hidden = any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords)
    if hidden or len(call.args) > row.leading or any(one.arg in row.matters for one in call.keywords):
        return False
    if row.given:
        first = call.args[0] if call.args else None
        owner = first.func if isinstance(first, ast.Call) else None
        if not isinstance(owner, ast.Attribute) or owner.attr != row.given:
            return False
    if row.only_with:
        flag = next((one.value for one in call.keywords if one.arg == row.only_with), None)
        return isinstance(flag, ast.Constant) and flag.value is True
    return True
