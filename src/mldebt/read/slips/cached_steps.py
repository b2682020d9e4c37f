"""Which transformers does a file take for fitted, where a pipeline with a memory has fitted only copies of them?"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Lend, Slip

from ..definitions import Definitions
from ..outline import Outline
from .composites import Composition, Whole

FITTED = frozenset({"transform", "inverse_transform", "get_feature_names_out", "get_feature_names", "predict"})
"""Methods that ask for what was learned; attributes that hold it end in `_`."""
FITS = frozenset({"fit", "fit_transform", "partial_fit"})


def collect(outline: Outline, names: Definitions, lend: Lend) -> Iterator[Slip]:
    composition = Composition(outline, names, lend)
    for call in outline.of(ast.Call):
        row = composition.rows.get(outline.name(call))
        if row is not None and row.chain and row.memory and any(one.arg == row.memory for one in call.keywords):
            whole = composition.whole(call)
            if whole is not None:
                yield from _of_whole(outline, names, whole, call)


def _of_whole(outline: Outline, names: Definitions, whole: Whole, call: ast.Call) -> Iterator[Slip]:
    """Uses of a transformer as if fitted, where a pipeline with a memory fits a copy of it."""
    if not _is_cached(whole, call):
        return
    for step, node in list(whole.steps.items())[:-1]:
        made = names.resolved(node)
        if not isinstance(node, ast.Name) or not isinstance(made, ast.Call):
            continue
        uses = _uses(node.id, made, outline, names)
        read = [one for one in uses if (one.lineno, one.col_offset) > (call.lineno, call.col_offset) and _asks(one)]
        if read and not any(one.attr in FITS for one in uses):
            message = f"{node.id}.{read[0].attr} is asked of what the cached pipeline copies and never fits"
            hops = (Hop(outline.place(call), f"fits a copy of {node.id} because memory is given"),)
            fix = f"ask the pipeline's own step: named_steps[{step!r}].{read[0].attr}"
            yield Slip("cached-transformer-read", outline.place(read[0]), message, node.id, hops, fix)


def _is_cached(whole: Whole, call: ast.Call) -> bool:
    memory = next((one.value for one in call.keywords if one.arg == whole.row.memory), None)
    return memory is not None and not (isinstance(memory, ast.Constant) and memory.value is None)


def _uses(name: str, made: ast.Call, outline: Outline, names: Definitions) -> list[ast.Attribute]:
    """The members that are asked of what a call made, under its name."""
    return [
        one for one in outline.of(ast.Attribute)
        if isinstance(one.value, ast.Name) and one.value.id == name and names.resolved(one.value) is made
    ]  # fmt: skip


def _asks(use: ast.Attribute) -> bool:
    return use.attr in FITTED or (use.attr.endswith("_") and not use.attr.startswith("_"))
