"""Does a model compute another thing in train() than in eval()?"""

import ast

from mldebt.knowledge import TorchModule
from mldebt.knowledge.names import prefixes

from ..descent import within
from .torch_view import View

DEEPEST = 5


CONTAINERS = frozenset({"torch.nn.Sequential", "torch.nn.ModuleList", "torch.nn.ModuleDict"})


def depends_on_mode(view: View, model: ast.expr) -> bool | None:
    """True or False where all is known of the classes that may have made it, None where it is not."""
    makers = view.makers(model)
    if makers <= CONTAINERS:
        answers = [_of_container(view, source) for source in view.origins(model)]
    else:
        answers = [_of_maker(view, maker, 0) for maker in sorted(makers)]
    if not answers:
        return None
    return True if all(answers) else None if any(answer is not False for answer in answers) else False


def _of_maker(view: View, maker: str, depth: int) -> bool | None:
    if maker.startswith("."):
        local = view.classes.get(maker[1:])
        return None if local is None else _of_class(view, local, depth)
    row = _row(view, maker)
    return None if row is None or row.depends == "with-dropout" or maker in CONTAINERS else row.depends == "yes"


def _of_container(view: View, source: ast.expr | None) -> bool | None:
    """`nn.Sequential(...)` written out; layers that are added elsewhere are not seen."""
    if not isinstance(source, ast.Call) or any(isinstance(one, ast.Starred) for one in source.args) or not source.args:
        return None
    answers = [_of_call(view, inner, 0) for inner in within(source) if isinstance(inner, ast.Call)]
    if any(answers):
        return True
    return None if None in answers else False


def _of_class(view: View, node: ast.ClassDef, depth: int) -> bool | None:
    if node not in view.depends:
        view.depends[node] = False  # what a class says that holds itself
        view.depends[node] = _of_body(view, node, depth) if depth <= DEEPEST else None
    return view.depends[node]


def _of_body(view: View, node: ast.ClassDef, depth: int) -> bool | None:
    found: bool | None = False
    for inner in within(node):
        if isinstance(inner, ast.Call):
            answer = _of_call(view, inner, depth)
            if answer:
                return True
            found = None if answer is None else found
    for base in view.outline.bases(node):
        inherited = _of_maker(view, base, depth + 1) if not base.startswith("torch.nn.") else False
        if inherited:
            return True
        found = None if inherited is None else found
    return found


def _of_call(view: View, call: ast.Call, depth: int) -> bool | None:
    name = view.outline.name(call)
    row = _row(view, name)
    if row is not None:
        return _of_row(row, call)
    if name.startswith(".") and (local := view.classes.get(name[1:])) is not None:
        return _of_class(view, local, depth + 1) if view.is_module_class(local) else False
    last = name.rpartition(".")[2]
    unknown = last[:1].isupper() and not name.startswith(("torch.", "numpy.", "math."))
    return None if unknown else False


def _of_row(row: TorchModule, call: ast.Call) -> bool | None:
    if row.depends != "with-dropout":
        return row.depends == "yes"
    given = next((keyword.value for keyword in call.keywords if keyword.arg == row.dropout), None)
    needed = next((keyword.value for keyword in call.keywords if keyword.arg == row.only_with), None)
    alone = bool(row.only_with) and (needed is None or (isinstance(needed, ast.Constant) and needed.value == 1))
    if given is None or alone:
        return False
    return not (isinstance(given, ast.Constant) and given.value in (0, 0.0, True, False))


def _row(view: View, name: str) -> TorchModule | None:
    return next((view.modules[one] for one in prefixes(name) if one in view.modules), None)
