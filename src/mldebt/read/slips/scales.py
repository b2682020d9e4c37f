"""Does a file fit something that measures distances to columns that nobody scaled?"""

import ast
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import Estimator, Estimators, ScaleWords, Transformers
from mldebt.model import Hop, Lend, Slip

from ..definitions import Definitions
from ..outline import Outline

READS = re.compile(r"^pandas\.read_(?:csv|excel|table|parquet|sql\w*)$")
KINDS = frozenset({"classifier", "regressor", "clusterer"})
"""What is fitted to a table; a decomposition is as often given numbers of one kind."""
FITS = (".fit", ".fit_predict", ".fit_transform")


def collect(outline: Outline, _: Definitions, lend: Lend) -> Iterator[Slip]:
    estimators = lend(Estimators)
    called = [(outline.name(call), call) for call in outline.of(ast.Call)]
    found = [(name, call) for name, call in called if _weighs_by_size(estimators.get(name))]
    if not found or not _fits_table([name for name, _ in called], outline, lend):
        return
    kinds = list(dict.fromkeys(name.rpartition(".")[2] for name, _ in found))
    others = f" and {len(kinds) - 1} more" if len(kinds) > 1 else ""
    verb = "weigh" if others else "weighs"
    message = f"{kinds[0]}{others} {verb} columns by the size of their numbers, and nothing here scales them"
    hops = tuple(Hop(outline.place(call), f"{name} weighs columns by their size") for name, call in found[1:6])
    fix = f"put StandardScaler() before {kinds[0]} in a pipeline"
    yield Slip("unscaled-features", outline.place(found[0][1]), message, kinds[0], hops, fix)


def _weighs_by_size(row: Estimator | None) -> bool:
    return row is not None and row.by_scale and row.kind in KINDS


def _fits_table(names: list[str], outline: Outline, lend: Lend) -> bool:
    """Something is fitted to a table that is read, and nothing scales its columns."""
    reads = any(READS.match(name) for name in names)
    return reads and any(name.endswith(FITS) for name in names) and not _is_scaled(outline, names, lend)


def _is_scaled(outline: Outline, names: list[str], lend: Lend) -> bool:
    """Something in the code, comments aside, says that columns are scaled, or are alike in size."""
    code = re.sub(r"#.*", "", outline.text).lower()
    if any(word in code for word in lend(ScaleWords).names()):
        return True
    rows = map(lend(Transformers).get, names)
    return any(row is not None and row.effect in ("scaling", "vocabulary") for row in rows)
