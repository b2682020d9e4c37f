"""What is the name of this expression, and what is known of its value without running anything?"""

import ast
from sys import intern
from typing import Any

from mldebt import patterns as re
from mldebt.model import Value

from .scopes import Scope

DEEPEST = 12
"""How far a chain of calls and operators is followed; what lies deeper is unknown."""

CALLED = ".__call__"
"""`layer = Dense(3)` makes a layer; `layer(x)` and `Dense(3)(x)` call what was made."""
LONGEST = 20_000
"""Characters of a string that is put together."""

SHORT = 40
"""Longer texts hardly ever come twice."""
FORMATTED = re.compile(r"%%|%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]?")
"""What the operator `%` replaces."""
OTHER, NONE = Value("other"), Value("none")
TRUE, FALSE = Value("literal", True), Value("literal", False)
make = tuple.__new__
"""Half the price of calling a named tuple's class."""


class Shared(dict[Any, Value]):
    """One Value for one name or constant, whatever the number of calls that are given it: they live to the end."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __missing__(self, known: Any) -> Value:  # noqa: ANN401 - a name, a text or a number
        found: Value = make(Value, (self.kind, intern(known) if type(known) is str else known))
        self[known] = found
        return found


NAMES, CALLS, TEXTS, NUMBERS = Shared("name"), Shared("call"), Shared("literal"), Shared("literal")
KEPT = frozenset({"read", "write", "readStream", "writeStream"})
"""`spark.read.parquet` and `frame.write.parquet` are told apart even where nothing else is known."""


def dotted(node: ast.expr, scope: Scope, depth: int = 0) -> str:
    """The full dotted name of an expression, `?` where its root is unknown, empty where it has no name at all.

    `np.random.rand` is numpy.random.rand; with `m = SVC()`, `m.fit` is sklearn.svm.SVC.fit; `self.load` in class Job
    is .Job.load.
    """
    attributes: list[str] = []
    while type(node) is ast.Attribute:
        attributes.append(node.attr)
        node = node.value
    root = _root(node, scope, attributes, depth)
    if root == "" and attributes:
        root = "?"
    if root == "?" and attributes:
        kept = len(attributes) > 1 and attributes[1] in KEPT
        return f"?.{attributes[1]}.{attributes[0]}" if kept else f"?.{attributes[0]}"
    return ".".join((root, *reversed(attributes))) if attributes else root


def value(node: ast.expr, scope: Scope, depth: int = 0) -> Value:
    """The argument as a Value (see mldebt.model.Value)."""
    kind = type(node)
    if kind is ast.Constant:
        return _constant(node.value)  # type: ignore[attr-defined]  # kind says so, faster than isinstance
    if kind is ast.Name:
        return _named(node, scope)  # type: ignore[arg-type]  # kind says so
    if kind is ast.Call:
        return _called(node, scope, depth)  # type: ignore[arg-type]  # kind says so
    if kind is ast.Attribute:
        return NAMES[dotted(node, scope, depth)]
    if kind is ast.JoinedStr or kind is ast.BinOp:
        return _template(node, scope, depth)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = value(node.operand, scope, depth + 1)
        if inner.kind == "literal" and isinstance(inner.value, int | float):
            return Value("literal", -inner.value)
    return OTHER


def text(node: ast.expr, scope: Scope, depth: int = 0) -> str:
    """A string with `*` for each piece that is not known, and for one that is too long to be a path or a command."""
    whole = _text(node, scope, depth) if depth <= DEEPEST else "*"
    return whole if len(whole) <= LONGEST else "*"


def _text(node: ast.expr, scope: Scope, depth: int) -> str:
    kind = type(node)
    if kind is ast.Constant:
        constant = node.value  # type: ignore[attr-defined]  # kind says so
        return str(constant) if isinstance(constant, str | int) else "*"
    if kind is ast.JoinedStr:
        return "".join([text(part, scope, depth + 1) for part in node.values])  # type: ignore[attr-defined]
    if kind is ast.FormattedValue:
        return text(node.value, scope, depth + 1) if node.format_spec is None else "*"  # type: ignore[attr-defined]
    if isinstance(node, ast.BinOp):
        return _joined(node, scope, depth)
    known = value(node, scope, depth + 1)
    if known.kind == "template" or (known.kind == "literal" and isinstance(known.value, str | int)):
        return str(known.value)
    return "*"


def _joined(node: ast.BinOp, scope: Scope, depth: int) -> str:
    if isinstance(node.op, ast.Mod):
        return FORMATTED.sub(lambda found: "%" if found[0] == "%%" else "*", text(node.left, scope, depth + 1))
    if _is_number(node.left) or _is_number(node.right):
        return "*"  # a sum of numbers
    if isinstance(node.op, ast.Add | ast.Div):
        between = "/" if isinstance(node.op, ast.Div) else ""
        return f"{text(node.left, scope, depth + 1)}{between}{text(node.right, scope, depth + 1)}"
    return "*"


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _root(node: ast.expr, scope: Scope, attributes: list[str], depth: int) -> str:
    if type(node) is ast.Name:
        return _root_name(node.id, scope, attributes)
    if type(node) is ast.Call and depth < DEEPEST:
        made = getattr(node, "dotted", None) or dotted(node.func, scope, depth + 1)
        return made if attributes or made in ("", "?") else made + CALLED
    return ""


def _root_name(name: str, scope: Scope, attributes: list[str]) -> str:
    binding = scope.find(name)
    if binding is None:
        return name if not attributes else "?"
    if binding.kind == "import" or (binding.kind == "result" and attributes):
        return binding.name
    if binding.kind == "result":
        return binding.name + CALLED
    if binding.kind == "definition":
        return "." + binding.name
    if binding.kind == "instance" and attributes:
        return _of_instance(binding.name, scope, attributes)
    return "?"


def _of_instance(class_name: str, scope: Scope, attributes: list[str]) -> str:
    """`self.model.fit`: what `self.model` was made by, else a method of the class itself."""
    holder = scope
    while holder.parent is not None and not holder.is_class:
        holder = holder.holder or holder.parent
    made = holder.names.get("self." + attributes[-1]) or holder.names.get(attributes[-1])
    if made is not None and made.kind in ("result", "import"):
        attributes.pop()
        return made.name if attributes or made.kind == "import" else made.name + CALLED
    return "." + class_name if len(attributes) == 1 else "?"


def _constant(constant: object) -> Value:
    kind = type(constant)
    if kind is str:
        return TEXTS[constant] if len(constant) < SHORT else make(Value, ("literal", constant))  # type: ignore[arg-type]
    if kind is int:
        return NUMBERS[constant]
    if kind is float:
        return make(Value, ("literal", constant))
    if constant is None:
        return NONE
    return TRUE if constant is True else FALSE if constant is False else OTHER


def _named(node: ast.Name, scope: Scope) -> Value:
    binding = scope.names.get(node.id) or scope.find(node.id)
    kind = binding.kind if binding is not None else "unknown"
    if binding is None or kind == "unknown" or kind == "instance" or kind == "result":
        return NAMES[node.id]
    if kind == "constant":
        return Value("template", binding.value) if binding.name == "template" else _constant(binding.value)
    return NAMES[binding.name]


PATH_MAKERS = frozenset({"pathlib.Path", "pathlib.PurePath", "os.path.join", "str", "os.fspath", "os.path.expanduser"})


def _called(node: ast.Call, scope: Scope, depth: int) -> Value:
    name = getattr(node, "dotted", None) or dotted(node.func, scope, depth + 1)
    if name in PATH_MAKERS and node.args and depth < DEEPEST:
        joined = "/".join(text(argument, scope, depth + 1) for argument in node.args)
        if joined.strip("*/"):
            return Value("template" if "*" in joined else "literal", joined)
    return CALLS[name]


def _template(node: ast.expr, scope: Scope, depth: int) -> Value:
    whole = text(node, scope, depth + 1)
    if not whole.strip("*/0123456789"):
        return OTHER  # a sum of numbers, or nothing known
    return Value("template" if "*" in whole else "literal", whole)
