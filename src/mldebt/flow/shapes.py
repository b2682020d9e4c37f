"""What a piece of a program looks like, without running it: names, masks, flags, what a loop changes."""

from collections.abc import Iterable, Iterator

from mldebt import patterns as re
from mldebt.model import Place
from mldebt.model.program import (
    Attr,
    Branch,
    Const,
    Define,
    DefineClass,
    Do,
    Expr,
    Function,
    Give,
    Item,
    Let,
    Loop,
    Many,
    Mix,
    Step,
    Var,
)

OF_NETWORKS = frozenset({"train", "eval", "parameters", "state_dict", "zero_grad", "load_state_dict"})
"""Methods by which a name shows that it is a network."""
OPTIMISERS = frozenset({"optimize", "fmin", "minimize", "maximize", "minimize_scalar", "gp_minimize"})


OPPOSITES = {">=": "<", "<=": ">", "!=": "==", "not in": "in"}
ROLE = re.compile(
    r"(?:^|_|[a-z])(train|test|valid(?:ation)?|val|dev|eval|holdout|Train|Test|Val|Valid)(?=_|\d|$|[A-Z])"
)


def named(expr: Expr) -> str:
    """The expression as the user wrote it, where it is a name, an attribute or an item; else empty."""
    match expr:
        case Var(name):
            return name
        case Attr(base, "loc" | "iloc" | "values" | "T"):
            return named(base)
        case Attr(base, name) if inner := named(base):
            return f"{inner}.{name}"
        case Item(base, Const(str() as key)) | Item(base, Many((_, Const(str() as key)))) if inner := named(base):
            return f'{inner}["{key}"]'
        case Item(base, _) | Mix((base, *_)):
            return named(base)
        case Many((first, *_)):
            return named(first)
    return ""


def unplaced(node: object) -> object:
    """The expression without the places where it stands."""
    if isinstance(node, tuple):
        inner = [unplaced(item) if isinstance(item, tuple) else item for item in node if not isinstance(item, Place)]
        return tuple(inner)
    return node


def mask_of(index: Expr) -> tuple[object, str]:
    """What a mask asks, and whether it keeps the rows of which it is true: the same for `mask` and `~mask`, for
    `a < b` and `a >= b`. Empty if the key may be anything else."""
    match index:
        case Mix((inner,), _, "~"):
            mask, kept = mask_of(inner)
            return mask or unplaced(inner), "left" if kept == "kept" else "kept"
        case Mix(parts, _, sign) if sign in OPPOSITES:
            return (unplaced(parts), OPPOSITES[sign]), "left"
        case Mix(parts, _, sign):
            return (unplaced(parts), sign), "kept"
        case Var(name):
            return name, "kept"
    return (), "kept"


def role_of(target: Expr) -> str:
    """What the name of a variable says that its rows are for."""
    found = ROLE.search(named(target))
    return found.group(1).lower() if found else ""


def changed_in_place(target: Expr | None, over: Expr, body: tuple[Step, ...]) -> list[str]:
    """`for part in (train, test): part["x"] = 1` changes train and test themselves."""
    if not isinstance(over, Many) or not isinstance(target, Var) or not all(isinstance(i, Var) for i in over.items):
        return []
    if any(isinstance(step, Let) and target in step.targets for step in body):
        return []
    return [named(item) for item in over.items]


def remembered(test: Expr, then: tuple[Step, ...]) -> bool:
    """`if score > best: best = score`: what the test asks for is set anew."""
    asked = set(_variables(test))
    return any(isinstance(step, Let) and asked & {*map(named, step.targets)} for step in then)


def _variables(expr: Expr) -> Iterator[str]:
    match expr:
        case Var() | Attr():
            yield named(expr)
        case Mix(parts):
            for part in parts:
                yield from _variables(part)
        case Item(base):
            yield from _variables(base)


PLAIN_STEPS = (Let, Do, Give)
DEFINES = (Define, DefineClass)


def definitions(steps: tuple[Step, ...]) -> list[Define | DefineClass]:
    found: list[Define | DefineClass] = []
    for step in steps:
        if isinstance(step, PLAIN_STEPS):  # nearly all of them
            continue
        if isinstance(step, DEFINES):
            found.append(step)
        elif isinstance(step, Branch):
            found.extend(definitions((*step.then, *step.other)))
        elif isinstance(step, Loop):
            found.extend(definitions(step.body))
    return found


def variables(steps: Iterable[object]) -> set[str]:
    """Every variable that is read anywhere."""
    return {node.name for node in _nodes(steps) if isinstance(node, Var)}


def is_over_columns(over: Expr) -> bool:
    """`frame.columns`, `range(table.shape[1])`, or what is made of them."""
    return any(
        (isinstance(node, Attr) and node.name == "columns") or (isinstance(node, Item) and _is_width(node))
        for node in _nodes([over])
    )


def _is_width(item: Item) -> bool:
    return isinstance(item.base, Attr) and item.base.name == "shape" and item.key == Const(1)


def _nodes(steps: Iterable[object]) -> Iterator[object]:
    """All that steps are made of, the inner ones after the outer ones."""
    waiting = [*steps]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, tuple) and not isinstance(node, Place):
            waiting.extend(node)


def columns_read(function: Function) -> frozenset[str] | None:
    """The columns that a function reads of the row it is given; None if it may read all of them."""
    if not function.parameters:
        return None
    row, found = Var(function.parameters[0]), set()
    waiting: list[object] = [*function.body, function.result]
    while waiting:
        node = waiting.pop()
        match node:
            case Item(base, Const(str() as key)) if base == row:
                found.add(key)
            case Attr(base, name) if base == row:
                found.add(name)
            case Var() if node == row:
                return None
            case tuple() if not isinstance(node, Place):
                waiting.extend(node)
    return frozenset(found)
