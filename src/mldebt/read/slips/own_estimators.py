"""Which estimators written here cannot be cloned, or seem fitted before they are?

`clone` reads each parameter from the attribute of its name, gives a copy of it to the constructor, and wants the very
same object back in that attribute.
"""

import ast
from collections.abc import Iterator

from mldebt.model import Hop, Lend, Slip

from ..definitions import Definitions
from ..descent import within
from ..outline import Outline

BASE = "sklearn.base.BaseEstimator"
COPIES = frozenset({
    "list", "dict", "set", "sorted", "copy.copy", "copy.deepcopy", "numpy.array", "numpy.copy", "pandas.DataFrame",
    "pandas.Series",
})  # fmt: skip
"""Calls that never give back the object they were given."""
NEW = (
    ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip
"""Expressions that make an object each time."""
UNUSUAL = frozenset({"get_params", "__getattr__", "__getattribute__", "__sklearn_clone__"})
"""Methods by which parameters are read in another way."""


def collect(outline: Outline, _: Definitions, __: Lend) -> Iterator[Slip]:
    for node in outline.of(ast.ClassDef):
        own = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
        if BASE in outline.bases(node) and own is not None and own.args.args:
            yield from _sets_fitted(outline, node, own)
            if _stores_itself(outline, node, own):
                yield from _cannot_be_cloned(outline, node, own)


def _sets_fitted(outline: Outline, node: ast.ClassDef, own: ast.FunctionDef) -> Iterator[Slip]:
    marks = [one for one in _stored(own) if one.attr.endswith("_") and not one.attr.startswith("_")]
    found = [one for one in marks if not _says_no(outline, one)]
    if not found or "__sklearn_is_fitted__" in _methods(node):
        return
    names = list(dict.fromkeys(one.attr for one in found))
    message = f"{node.name} sets {' and '.join(names[:2])} when it is made, so it passes for fitted before fit has run"
    hops = tuple(Hop(outline.place(one), f"sets {one.attr}") for one in found[1:5])
    slug = "estimator-init-sets-fitted"
    yield Slip(slug, outline.place(found[0]), message, node.name, hops, f"set {names[0]} in fit")


def _stores_itself(outline: Outline, node: ast.ClassDef, own: ast.FunctionDef) -> bool:
    """Nothing but this constructor stores the parameters, and they are read the usual way."""
    usual = all(base.startswith("sklearn.base.") for base in outline.bases(node))
    if not usual or _methods(node) & UNUSUAL or own.args.kwarg or own.args.vararg:
        return False
    return not any(
        (isinstance(one, ast.Call) and outline.name(one) in ("setattr", "vars", "locals"))
        or (isinstance(one, ast.Attribute) and one.attr in ("__dict__", "__setattr__", "set_params"))
        for one in within(own)
    )


def _cannot_be_cloned(outline: Outline, node: ast.ClassDef, own: ast.FunctionDef) -> Iterator[Slip]:
    arguments = [*own.args.posonlyargs, *own.args.args, *own.args.kwonlyargs][1:]
    stored = {one.attr: one for one in _stored(own)}
    kept = stored.keys() | _methods(node)  # a property may stand for the attribute
    missing = [one for one in arguments if one.arg not in kept and not _handed_on(own, one.arg)]
    changed = [stored[one.arg] for one in arguments if one.arg in stored and _is_new(outline, stored[one.arg])]
    slug = "estimator-cannot-be-cloned"
    hops = tuple(
        Hop(outline.place(one), f"stores another object as {one.attr}") for one in changed[0 if missing else 1 :]
    )
    if missing:
        first = missing[0]
        several = f"s {first.arg} and {missing[1].arg}" if len(missing) > 1 else f" {first.arg}"
        message = f"{node.name} does not keep its parameter{several}, so it cannot be cloned"
        where = outline.place(first)  # type: ignore[arg-type]  # an argument has a place as well
        yield Slip(slug, where, message, node.name, hops, f"write self.{first.arg} = {first.arg} in __init__")
    elif changed:
        name = changed[0].attr
        message = f"{node.name} keeps another object than it is given as {name}, so it cannot be cloned"
        fix = f"write self.{name} = {name}, and change it in fit"
        yield Slip(slug, outline.place(changed[0]), message, node.name, hops, fix)


def _says_no(outline: Outline, stored: ast.Attribute) -> bool:
    """`self.is_fitted_ = False`: the class asks its own flag."""
    value = getattr(outline.statement(stored), "value", None)
    return "fitted" in stored.attr and isinstance(value, ast.Constant) and value.value is False


def _methods(node: ast.ClassDef) -> set[str]:
    return {one.name for one in node.body if isinstance(one, ast.FunctionDef)}


def _stored(own: ast.FunctionDef) -> Iterator[ast.Attribute]:
    """Attributes of the instance that the constructor assigns, in source order."""
    this = own.args.args[0].arg
    found = [
        one for one in within(own)
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)
        and isinstance(one.value, ast.Name) and one.value.id == this
    ]  # fmt: skip
    yield from sorted(found, key=lambda one: (one.lineno, one.col_offset))


def _handed_on(own: ast.FunctionDef, name: str) -> bool:
    """Some call in the constructor is given the parameter, and may be what stores it: `super().__init__(name)`."""
    for call in within(own):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            owner = call.func.value.func if isinstance(call.func.value, ast.Call) else call.func.value
            ours = isinstance(owner, ast.Name) and owner.id in ("self", "super")
            given = (*call.args, *(one.value for one in call.keywords)) if ours or call.func.attr == "__init__" else ()
            if any(isinstance(inner, ast.Name) and inner.id == name for one in given for inner in within(one)):
                return True
    return False


def _is_new(outline: Outline, stored: ast.Attribute) -> bool:
    """The attribute is always given a new object made of the parameter of its name, whatever that is."""
    name, statement, own = stored.attr, outline.statement(stored), outline.function(stored)
    if not isinstance(statement, ast.Assign) or own is None or outline.parent(statement) is not own:
        return False
    names = [one for one in within(own) if isinstance(one, ast.Name) and one.id == name]
    inside = {one for one in within(statement.value) if isinstance(one, ast.Name)}
    plain = not any(isinstance(one.ctx, ast.Store) for one in names)
    return plain and not inside.isdisjoint(names) and _makes_another(outline, statement.value)


def _makes_another(outline: Outline, value: ast.expr) -> bool:
    """The expression never gives back an object that it is made of."""
    if isinstance(value, ast.Call):
        method = value.func.attr if isinstance(value.func, ast.Attribute) else ""
        return outline.name(value) in COPIES or method == "copy"
    if isinstance(value, ast.BinOp):
        return not isinstance(value.op, ast.Mod | ast.BitAnd | ast.BitOr)  # what they give may stay as it is
    return isinstance(value, NEW)
