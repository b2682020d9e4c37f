"""Which models does a training program save under a name that is the same in every run?"""

import ast
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import Estimators, ModelRegistries, ModelStore, ModelStores, Transformers
from mldebt.model import Lend, Slip

from ..definitions import LOOPS, Definitions
from ..outline import Outline
from ..values import PATH_MAKERS
from .composites import argument
from .implicit import implicit

TRAINS = frozenset({"fit", "fit_generator", "partial_fit", "train_on_batch", "backward", "train", "train_and_evaluate"})
MODELS = frozenset(
    {"classifier", "regressor", "search", "clusterer", "outlier-detector", "density", "network", "pipeline"}
)
MODEL_WORDS = re.compile(r"model|clf|classif|regress|estimator|pipeline|\bnet\b|network", re.IGNORECASE)
WITHIN_A_RUN = re.compile(r"check_?point|ckpt|best|last|latest|epoch|te?mp|test|fold|\d|dummy|example", re.IGNORECASE)
"""Words of a path that hold a state within one run, or that hold a version already, as any digit may."""
OPENS = frozenset({"open", "io.open", "gzip.open", "bz2.open", "lzma.open"})
DEEPEST = 6
"""Parts of a path that are put together are followed so far."""
SUFFIX = re.compile(r"\.\w+$")


def collect(outline: Outline, lend: Lend) -> Iterator[Slip]:
    stores = lend(ModelStores)
    if not any(map(stores.is_save, outline.called)):
        return
    saves = [
        (call, row) for call in outline.of(ast.Call) if (row := stores.of(outline.name(call))) and row.mode == "save"
    ]
    if not saves or not _trains(outline):
        return
    names = Definitions(outline)
    yield from implicit(outline, names, saves, lend)
    loaded = _loaded(outline, names, stores)
    seen: set[str] = set()
    registries = lend(ModelRegistries)
    for call, row in saves:
        path = _path(call, row, outline, names)
        if (
            not path
            or path in seen
            or registries.keeps_at(path)
            or not _is_model(call, row, path, outline, names, lend)
        ):
            continue
        within = any(isinstance(above, LOOPS) for above in outline.parents(call))
        if within or (outline.function(call), path) in loaded:
            continue  # it serves this run: a state in a loop, or a model that is read again right below
        seen.add(path)
        saved = _saved(call, row)
        message = f"every run saves {saved} as {path} over the one before"
        yield Slip("model-overwritten-in-place", outline.place(call), message, path)


def _loaded(outline: Outline, names: Definitions, stores: ModelStores) -> set[tuple[ast.AST | None, str]]:
    """(function, path) of the models that are loaded."""
    loads = [
        (call, row) for call in outline.of(ast.Call) if (row := stores.of(outline.name(call))) and row.mode == "load"
    ]
    return {(outline.function(call), _path(call, row, outline, names)) for call, row in loads}


def _trains(outline: Outline) -> bool:
    return any(isinstance(call.func, ast.Attribute) and call.func.attr in TRAINS for call in outline.of(ast.Call))


def _path(call: ast.Call, row: ModelStore, outline: Outline, names: Definitions) -> str:
    """The path, where it is the same in every run and names no version; else empty."""
    target = argument(call, row.target, row.keyword)
    known = _opened(names.resolved(target), outline) if row.handle else target
    path = _written_out(known, outline, names, 0)
    if row.suffixes and not path.endswith(row.suffixes):
        return ""
    return "" if WITHIN_A_RUN.search(SUFFIX.sub("", path)) or not path.strip("/. ") else path


def _written_out(node: ast.expr | None, outline: Outline, names: Definitions, depth: int) -> str:
    """A path of which every part stands in the file: `"model.pkl"`, `FOLDER / "model.pkl"`; else empty."""
    known = names.resolved(node)
    if known is None or depth > DEEPEST:
        return ""
    parts: list[ast.expr] = []
    if isinstance(known, ast.BinOp) and isinstance(known.op, ast.Div):
        parts = [known.left, known.right]
    elif isinstance(known, ast.Call) and outline.name(known) in PATH_MAKERS and not known.keywords:
        parts = known.args
    if parts:
        told = [_written_out(part, outline, names, depth + 1) for part in parts]
        return "/".join(told) if all(told) else ""
    found = outline.value(known)
    return found.value if found.kind == "literal" and isinstance(found.value, str) else ""


def _opened(handle: ast.expr | None, outline: Outline) -> ast.expr | None:
    """The path that a file handle was opened with: `open(path)`, `path.open()`."""
    if not isinstance(handle, ast.Call):
        return None
    if outline.name(handle) in OPENS:
        return argument(handle, 0, "file")
    return handle.func.value if isinstance(handle.func, ast.Attribute) and handle.func.attr == "open" else None


def _is_model(call: ast.Call, row: ModelStore, path: str, outline: Outline, names: Definitions, lend: Lend) -> bool:
    """What is saved is a model by how it was made, by its name, or by that of the file."""
    if row.object < 0:
        return row.known_by != "name" or bool(MODEL_WORDS.search(ast.unparse(call.func)))
    given = argument(call, row.object, "")
    made = names.resolved(given)
    if isinstance(made, ast.Call):
        known = lend(Estimators).get(outline.name(made).removesuffix(".fit"))
        if known is not None and known.kind in MODELS:
            return True
        if known is not None or outline.name(made) in lend(Transformers):
            return False
    said = ast.unparse(given) if given is not None and len(ast.dump(given)) < 500 else ""
    return bool(
        MODEL_WORDS.search(said)
        or (MODEL_WORDS.search(path.rpartition("/")[2]) and not isinstance(made, ast.Dict | ast.List))
    )


def _saved(call: ast.Call, row: ModelStore) -> str:
    given = argument(call, row.object, "") if row.object >= 0 else None
    if row.object < 0 and isinstance(call.func, ast.Attribute):
        given = call.func.value
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "state_dict":
        given = given.func.value
    return ast.unparse(given) if isinstance(given, ast.Name | ast.Attribute) else "the model"
