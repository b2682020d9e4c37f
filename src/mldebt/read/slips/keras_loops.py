"""Are Keras models made one after the other, without anything that lets go of the last?"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Slip

from ..descent import within
from ..outline import Outline
from ..walk import Definition
from .scopes_of import Loop, loops_around, own_nodes, qualified

FITS = frozenset({"fit", "fit_generator", "train_on_batch"})
MAKERS = (".Sequential", ".Model")
AROUND = frozenset({"enumerate", "tqdm", "list", "sorted"})
GRIDS = frozenset({
    "itertools.product", "sklearn.model_selection.ParameterGrid", "sklearn.model_selection.ParameterSampler",
})  # fmt: skip
MANY = 10
"""Rounds from which on the record of what was built gets noticed."""
SHOWN = 6


def models_in_loops(outline: Outline) -> Iterator[Slip]:
    """One slip a file: loops that make a model and fit it in each round; not where models are kept, or let go of."""
    if any(outline.name(call).endswith("clear_session") for call in outline.of(ast.Call)):
        return
    made = sorted(_models(outline), key=lambda call: (call.lineno, call.col_offset))
    found = [(call, name) for call in made if (name := _made_anew(call, outline))]
    if found:
        call, name = found[0]
        message = f"each round of the loop makes a new {name}, and nothing lets go of the last one"
        fix = "call keras.backend.clear_session() at the end of each round"
        hops = tuple(Hop(outline.place(each), f"a new {one} in each round") for each, one in found[:SHOWN])
        yield Slip("memory-not-released-in-loop", outline.place(call), message, name, hops[1:] and hops, fix)


def _models(outline: Outline) -> list[ast.Call]:
    """Calls that make a model, or call a function of the file that does."""
    calls = [call for call in outline.of(ast.Call) if _is_model(outline.name(call))]
    makers = {outline.function(call) for call in calls}
    builders = {f".{qualified(one)}" for one in outline.of(ast.FunctionDef) if one in makers and _builds(one, outline)}
    return calls + [call for call in outline.of(ast.Call) if outline.name(call) in builders]


def _made_anew(call: ast.Call, outline: Outline) -> str:
    """The name that holds the model, where each of many rounds of a loop makes it, fits it and drops it."""
    loops, statement = loops_around(outline, call), outline.statement(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) and statement.value is call else None
    if not isinstance(target, ast.Name) or not any(_is_long(loop, outline) for loop in loops):
        return ""
    lasts = not _is_fitted(target.id, loops[0]) or _is_kept(target.id, loops[0])
    return "" if lasts else target.id


def _is_long(loop: Loop, outline: Outline) -> bool:
    """It certainly goes on for many rounds: until something happens, over a large range, over a grid of settings."""
    if isinstance(loop, ast.While):
        return True
    over = loop.iter
    while isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id in AROUND and over.args:
        over = over.args[0]
    if isinstance(over, ast.List | ast.Tuple):
        return len(over.elts) >= MANY
    if not isinstance(over, ast.Call):
        return False
    limits = [outline.value(one).value for one in over.args]
    whole = [one for one in limits if isinstance(one, int)]
    if outline.name(over) in ("range", "xrange") and limits and len(whole) == len(limits) and 0 not in whole[2:]:
        return len(range(*whole)) >= MANY
    return outline.name(over) in GRIDS


def _is_model(name: str) -> bool:
    return "keras" in name.split(".") and name.endswith(MAKERS)


def _builds(function: Definition, outline: Outline) -> bool:
    """It makes a model and returns it."""
    nodes = list(own_nodes(function))
    made = {
        target.id for node in nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        and _is_model(outline.name(node.value)) for target in node.targets if isinstance(target, ast.Name)
    }  # fmt: skip
    returned = [node.value for node in nodes if isinstance(node, ast.Return)]
    return any(
        (isinstance(one, ast.Name) and one.id in made) or (isinstance(one, ast.Call) and _is_model(outline.name(one)))
        for one in returned
    )


def _is_fitted(name: str, loop: Loop) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FITS
        and isinstance(node.func.value, ast.Name) and node.func.value.id == name
        for node in own_nodes(loop)
    )  # fmt: skip


def _is_kept(name: str, loop: Loop) -> bool:
    """It goes into a list or a dictionary, is returned, or is deleted by hand."""
    for node in own_nodes(loop):
        held: list[ast.AST] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "add"):
            held = [*node.args]
        elif isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Subscript | ast.Attribute | ast.Name) for one in node.targets
        ):
            held = [node.value] if isinstance(node.value, ast.Name | ast.Tuple | ast.List) else []
        elif isinstance(node, ast.Return | ast.Delete | ast.Yield):
            held = [node]
        if any(isinstance(inner, ast.Name) and inner.id == name for one in held for inner in within(one)):
            return True
    return False
