"""Who decides what an expression of this file stands for: the code itself, whoever calls or starts it, or others?"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import commonprefix
from typing import NamedTuple

from mldebt.knowledge import IoFunctions
from mldebt.knowledge import Origins as OriginTable
from mldebt.model import STORES, Lend

from .bindings import given_values
from .descent import children, within
from .outline import Outline
from .values import PATH_MAKERS
from .walk import Definition

DEEPEST = 8
RANK = ("own", "unknown", "argument", "choice", "store", "network", "request")
VERBS = frozenset({"route", "api_route", "get", "post", "put", "patch", "delete", "websocket"})
"""`@app.post("/predict")`: what such decorators are called in every web framework."""
PASSING = frozenset({"open", "read", "read_bytes", "read_text", "getvalue", "BytesIO", "StringIO"})
"""Functions and methods that hand on what lies at a path, or in a stream."""
Holder = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


class Told(NamedTuple):
    """`what` is a path, an address, or the name of the function that brings it; empty where nothing is known."""

    origin: str
    what: str = ""


UNKNOWN = Told("unknown")
OWN = Told("own")


class Origins:
    """Lives as long as one file is looked at."""

    def __init__(self, outline: Outline, lend: Lend) -> None:
        self._outline = outline
        self._table = lend(OriginTable)
        self._io = lend(IoFunctions)
        self._bound: dict[ast.AST, dict[str, list[tuple[int, ast.expr]]]] = defaultdict(lambda: defaultdict(list))
        self._calls: dict[str, list[ast.Call]] = defaultdict(list)
        for name, line, value, node in given_values(outline):
            self._bound[self._holder(node)][name].append((line, value))
        for call in outline.of(ast.Call):
            self._calls[outline.name(call)].append(call)
        self._known: dict[ast.AST, Told] = {}
        self._brought = dict(self._downloads())

    def told(self, node: ast.expr) -> Told:
        """The worst that any part of the expression may be."""
        return self._told(node, 0)

    def _told(self, node: ast.expr, depth: int) -> Told:
        if depth >= DEEPEST:
            return UNKNOWN
        if node not in self._known:
            self._known[node] = UNKNOWN  # while a circle is gone through
            found = self._of(node, depth)
            fetched = found.origin in ("own", "unknown", "argument")
            self._known[node] = self._brought.get(found.what, found) if fetched else found
        return self._known[node]

    def _of(self, node: ast.expr, depth: int) -> Told:
        value = self._outline.value(node)
        if value.kind in ("literal", "template") and isinstance(value.value, str):
            return self._text(node, value.value, value.kind == "literal", depth)
        match node:
            case ast.Name():
                return self._named(node, depth)
            case ast.Attribute():
                row = self._table.of(self._outline.name(node))
                return Told(row.origin, row.name) if row else self._told(node.value, depth + 1)
            case ast.Call():
                return self._called(node, depth)
            case ast.Await() | ast.Subscript() | ast.Starred() | ast.NamedExpr():
                return self._told(node.value, depth + 1)
            case ast.BinOp() | ast.JoinedStr() | ast.BoolOp() | ast.IfExp() | ast.Tuple() | ast.List():
                parts = [one for one in children(node) if isinstance(one, ast.expr)]
                return self._worst(parts, depth)._replace(what="")
            case ast.Dict():
                return self._addresses(node.values, depth)
        return UNKNOWN

    def _addresses(self, nodes: list[ast.expr], depth: int) -> Told:
        """A table of addresses that are all written out: what they begin with alike."""
        found = [self._told(node, depth + 1) for node in nodes]
        if not found or any(one.origin != "network" or "://" not in one.what for one in found):
            return UNKNOWN
        start = commonprefix([one.what for one in found])
        host = start.count("/") > 2
        return Told("network", f"{start.rpartition('/')[0]}/*" if host else "")

    def _text(self, node: ast.expr, path: str, whole: bool, depth: int) -> Told:
        """A path or an address that is written out, at least in part."""
        if path.lower().startswith(("http://", "https://", "ftp://")):
            return Told("network", path)
        if STORES.match(path):
            return Told("store", path)
        if whole:
            return Told("own", path)
        parts = [one for one in within(node) if isinstance(one, ast.Name | ast.Attribute) and one is not node]
        worst = self._worst(parts, depth) if isinstance(node, ast.BinOp | ast.JoinedStr | ast.Call) else UNKNOWN
        return Told("choice" if worst.origin == "request" else "unknown", path)

    def _called(self, node: ast.Call, depth: int) -> Told:
        name = self._outline.name(node)
        row = self._table.of(name)
        if row is not None:
            return Told(row.origin, _short(name, row.name))
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        worst = self._worst([*receiver, *node.args, *(keyword.value for keyword in node.keywords)], depth)
        io = self._io.get(name)
        if name in PATH_MAKERS or name.rpartition(".")[2] in PASSING or (io is not None and io.mode >= 0):
            first = self._told((*node.args, *receiver)[0], depth + 1) if node.args or receiver else UNKNOWN
            return first if RANK.index(first.origin) >= RANK.index("store") or worst.origin in RANK[:3] else worst
        return worst if RANK.index(worst.origin) >= RANK.index("store") else UNKNOWN

    def _worst(self, nodes: Iterable[ast.expr], depth: int) -> Told:
        found = [self._told(node, depth + 1) for node in nodes]
        return max(found, key=lambda told: RANK.index(told.origin), default=UNKNOWN)

    def _named(self, node: ast.Name, depth: int) -> Told:
        row = self._table.of(self._outline.name(node))
        if row is not None:
            return Told(row.origin, row.name)
        inner = True
        for holder in (above for above in self._outline.parents(node) if isinstance(above, Holder)):
            known = self._bound[holder].get(node.id, []) if holder in self._bound else []
            before = [value for line, value in known if line <= node.lineno] if inner else [v for _, v in known]
            if before and before[-1] is not node:
                return self._told(before[-1], depth + 1)
            if isinstance(holder, Definition) and (place := _parameter(holder, node.id)) is not None:
                return self._parameter(holder, node.id, place, depth)
            inner = False
        return UNKNOWN

    def _parameter(self, function: Definition, name: str, place: int, depth: int) -> Told:
        """What a route hands to it, or what the calls in this file do."""
        method = isinstance(self._outline.parent(function), ast.ClassDef)
        if method and place == 0:
            return UNKNOWN
        if any(_is_route(mark) for mark in function.decorator_list):
            return Told("request", name)
        scope = getattr(function, "scope", None)
        calls = self._calls.get(f".{scope.qualified}", []) if scope is not None else []
        given = [found for call in calls if (found := _given(call, name, place - method)) is not None]
        return self._worst(given, depth) if given and len(given) == len(calls) else UNKNOWN

    def _downloads(self) -> Iterator[tuple[str, Told]]:
        """Paths of files that this file fetches from outside."""
        for name, calls in list(self._calls.items()):
            row = self._table.of(name)
            for call in calls if row is not None and row.target else ():
                if row is not None and (given := _given(call, row.target, row.target_position)) is not None:
                    value = self._outline.value(given)
                    if value.kind in ("literal", "template") and str(value.value).strip("*/"):
                        yield str(value.value), Told(row.origin, _short(name, row.name))

    def _holder(self, node: ast.AST) -> ast.AST:
        return self._outline.function(node) or self._outline.tree


def _parameter(function: Definition, name: str) -> int | None:
    named = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return named.index(name) if name in named else None


def _given(call: ast.Call, name: str, place: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if 0 <= place < len(call.args) else None


def _is_route(mark: ast.expr) -> bool:
    """`@app.post("/predict")`."""
    if not (isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr in VERBS):
        return False
    first = mark.args[0] if mark.args else None
    return isinstance(first, ast.Constant) and str(first.value).startswith("/")


def _short(name: str, row: str) -> str:
    return (name if row.startswith("?") else row).removeprefix("?.")
