"""Which loaders feed the same order, or the same random numbers, again and again?"""

import ast
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.model import Hop, Slip

from ..descent import within
from ..walk import Definition
from .torch_flow import Flow
from .torch_view import View

MIXED = re.compile(
    r"\b(?:random_split|train_test_split|shuffle|permutation|randperm|sample|IterableDataset)\s*\(|Sampler"
)
"""Signs that rows were put into a random order before, or come from a stream."""
DATASET = re.compile(r"^torch(?:vision|audio|text)?\..*Dataset$")
SAMPLERS = frozenset({"sampler", "batch_sampler"})
WORKERS = 5
"""Where `num_workers` stands among DataLoader's arguments."""


def loader_slips(view: View) -> Iterator[Slip]:
    """Datasets whose items are drawn with a generator that every worker gets a copy of."""
    text = view.outline.text
    if "worker_init_fn" in text or "get_worker_info" in text:
        return
    datasets = [name for name in sorted(view.classes) if _is_dataset(view, view.classes[name])]
    if not datasets:
        return
    loaders = [call for call in view.outline.of(ast.Call) if _has_workers(call) and _is_loader(view, call)]
    for name in datasets:
        used = [one for one in loaders if one.args and view.makers(one.args[0]) == frozenset({f".{name}"})]
        drawn = _drawn(view, name) if used else None
        if drawn is not None:
            call, generator = drawn
            message = f"every worker gets the same copy of {generator}, so all of them draw the same numbers"
            hops = (Hop(view.outline.place(used[0]), "starts the workers"),)
            fix = f"Make {generator} anew in each worker, seeded with torch.initial_seed()"
            yield Slip("dataset-shares-numpy-rng", view.outline.place(call), message, name, hops, fix)


def _is_dataset(view: View, node: ast.ClassDef) -> bool:
    return any(DATASET.match(base) for base in view.outline.bases(node))


def _drawn(view: View, name: str) -> tuple[ast.Call, str] | None:
    """The first draw in `__getitem__` from a generator that was made elsewhere."""
    function = view.functions.get(f"{name}.__getitem__")
    for call in within(function) if function is not None else ():
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            receiver = call.func.value
            if not isinstance(receiver, ast.Name | ast.Attribute):
                continue
            inside = isinstance(receiver, ast.Name) and receiver.id in view.names(view.holder(call))
            makers = view.makers(receiver)
            if not inside and makers and all(view.means(maker) == "generator" for maker in makers):
                return call, ast.unparse(receiver)
    return None


def order_slips(flow: Flow) -> Iterator[Slip]:
    """Loops that train on a loader that hands out the rows in the same order every time."""
    view = flow.view
    learning = dict.fromkeys(loop for event in flow.events if event.kind == "backward" for loop in event.loops[-1:])
    for loop in learning:
        path = flow.iterated.get(loop, "")
        call = flow.values.get(path)
        if (
            not isinstance(call, ast.Call)
            or not _is_loader(view, call)
            or _is_mixed(call)
            or not _has_rounds(flow, loop)
        ):
            continue
        if _is_ordered(view, call, path) or MIXED.search(view.outline.text):
            continue
        name = path.rpartition(":")[2]
        message = f"{name} hands out the rows in the same order in every epoch"
        hops = (Hop(view.outline.place(loop, end=False), "trains on it"),) if isinstance(loop, ast.stmt) else ()
        yield Slip("train-loader-not-shuffled", view.outline.place(call), message, name, hops, "Pass shuffle=True")


def _has_rounds(flow: Flow, loop: ast.AST) -> bool:
    """The loop is gone through several times."""
    return any(event.kind == "backward" and loop in event.loops[1:] for event in flow.events)


def _is_loader(view: View, call: ast.Call) -> bool:
    return view.means(view.outline.name(call)) == "loader"


def _has_workers(call: ast.Call) -> bool:
    given = _keyword(call, "num_workers")
    if given is None and len(call.args) > WORKERS:
        given = call.args[WORKERS]
    return given is not None and not (isinstance(given, ast.Constant) and not given.value)


def _is_mixed(call: ast.Call) -> bool:
    """It shuffles, or something that it is given may."""
    names = {keyword.arg for keyword in call.keywords}
    hidden = None in names or len(call.args) > 2 or not (call.args or names)
    shuffle = _keyword(call, "shuffle")
    decided = shuffle is not None and not (isinstance(shuffle, ast.Constant) and shuffle.value is False)
    return hidden or decided or not names.isdisjoint(SAMPLERS) or _takes_all(call)


def _takes_all(call: ast.Call) -> bool:
    """The size of a batch is worked out, or there is none: the whole of the data may be one."""
    size = _keyword(call, "batch_size") or (call.args[1] if len(call.args) > 1 else None)
    return size is not None and any(
        isinstance(inner, ast.Call) or (isinstance(inner, ast.Constant) and inner.value is None)
        for inner in within(size)
    )


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _is_ordered(view: View, call: ast.Call, path: str) -> bool:
    """The order of the rows may be meant, or they come from a stream, or nothing says that the data is for training."""
    data = _keyword(call, "dataset") or (call.args[0] if call.args else None)
    if data is None:
        return True
    makers = sorted(view.makers(data))
    said = view.words_mean(*_words(data, path), *(part for one in makers for part in one.split(".")))
    if _keyword(call, "shuffle") is not None:  # somebody decided against it: for the sake of an order, if there is one
        said |= _said_anywhere(view)
    if "ordered" in said or "training" not in said or "held-out" in said:
        return True
    return any(_streams(view, maker) for maker in makers)


def _words(data: ast.expr, path: str) -> list[str]:
    spelt = [inner.id for inner in within(data) if isinstance(inner, ast.Name)]
    return [*path.rpartition(":")[2].split("."), *spelt]


def _said_anywhere(view: View) -> set[str]:
    """What the names of the classes and of the calls in the file say."""
    classes = [part for one in view.classes for part in one.split(".")]
    calls = {view.outline.name(one).rpartition(".")[2] for one in view.outline.of(ast.Call)}
    return view.words_mean(*classes, *calls)


def _streams(view: View, maker: str) -> bool:
    """A data set of the file that hands out rows one after the other."""
    local = view.classes.get(maker[1:]) if maker.startswith(".") else None
    return local is not None and any(isinstance(one, Definition) and one.name == "__iter__" for one in local.body)
