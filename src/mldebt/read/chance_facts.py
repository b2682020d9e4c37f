"""Which of the orders that nobody chose decide something in this file? Findings by who made the order."""

import ast
from collections.abc import Iterator
from functools import cache

from mldebt import patterns as re
from mldebt.knowledge import Orderings
from mldebt.model import Confidence, FileFact, Finding, HashOrders, Hop, Lend, ListingOrders, Severity

from .bound_names import arguments
from .chance import Chance, Orders, key_of
from .chance_scope import Scope
from .chance_uses import Seeds, Use
from .descent import within
from .hashes import hashes_of
from .spotted import Spotted, calls_of
from .walk import Definition, Walk

LISTS = calls_of(
    "walk", "list_images", "list_files", dir=("listdir", "scandir", "iterdir"), glob=("glob", "iglob", "rglob")
)
HASHES = Spotted((
    ("set(", re.compile(r"set\((?:(?<![\w.]set\()|(?<=frozenset\()(?<![\w.]frozenset\())")),
    ("hash(", re.compile(r"hash\((?<![\w.]hash\()")),
    ("{", re.compile(r"\{[^{}:\n]* for ")),
))  # fmt: skip
DECIDES = re.compile(
    r"\b(?:enumerate|zip|index|len)\(|split|shuffle|sample|choice|permutation|__getitem__|\bclass(?:es|_names)\s*=|\[:|:\]"
)
"""Nothing is decided where none of these stands: most files are not looked at twice."""
CLASS_NAME = re.compile(
    r"class|label|categor|species|breed|genre|person|people|emotion|disease|action|speaker|gesture|identit|character"
    r"|(?:^|_)(?:chars?|letters?|digits?|cats?|target|y)(?:_|\b|$)",
    re.IGNORECASE,
)
"""What people call the things a model tells apart."""


def orders_of(tree: ast.Module, walk: Walk, lend: Lend) -> list[FileFact]:
    """Two facts, each empty where the file has no such orders."""
    text = walk.source.text
    lists, hashes = LISTS.stands_in(text), HASHES.stands_in(text)
    if not lists and not hashes:
        return []
    sources = _Sources(walk, lend(Orderings))
    uses = list(_uses(tree, walk, sources, lend)) if sources.scopes and DECIDES.search(text) else []
    listing = [_listed(use, walk) for use in uses if use.by.kind != "hashes" and _matters(use)]
    hashed = [_hashed(use, walk) for use in uses if use.by.kind == "hashes"]
    hashed += hashes_of(tree, walk, lend) if any(call.name == "hash" for call in walk.calls) else []
    return [
        ListingOrders([None, *_once(listing)]) if lists else ListingOrders(),
        HashOrders([None, *_once(hashed)]) if hashes else HashOrders(),
    ]


def _once(found: list[Finding]) -> list[Finding]:
    """One finding for each order that decides something, at the first thing it decides."""
    first: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(found, key=lambda one: one.where.order):
        first.setdefault(finding.evidence[0].where if finding.evidence else finding.where, finding)
    return list(first.values())


def _uses(tree: ast.Module, walk: Walk, sources: "_Sources", lend: Lend) -> Iterator[Use]:
    """Scopes in which nothing makes or hands on such an order are passed by: that is nearly all of them."""
    table, seeds = lend(Orderings), Seeds(tree, lend)
    returned: dict[str, Chance] = {}
    own: dict[str, dict[str, Chance]] = {}
    for function in walk.in_order():
        scope = getattr(function, "scope", None)
        holder = _class_of(function)
        before = own.get(holder, {}) if holder else {}
        if not before and scope is not None and not sources.reach(scope.qualified, returned):
            continue
        orders = Orders(table, returned, before)
        for argument in arguments(function.args):
            orders.held[argument.arg] = None
        found = Scope(orders, seeds, lend)
        found.read(function.body)
        yield from found.uses
        if found.returns is not None and scope is not None:
            returned["." + scope.qualified] = found.returns
        if holder:
            own[holder] = _kept(before, orders)
    if sources.reach("", returned):
        whole = Scope(Orders(table, returned, {}), seeds, lend)
        whole.read(tree.body)
        yield from whole.uses
    if any(own.values()):
        yield from _samples(tree, walk, table, own)


class _Sources:
    """Which scopes of a file make an order that nobody chose, and what does each of them call?"""

    def __init__(self, walk: Walk, table: Orderings) -> None:
        self._calls = walk.calls
        self._called: dict[str, set[str]] | None = None
        last = _making(table)
        self.scopes = {call.scope for call in walk.calls if call.name.rpartition(".")[2] in last} | walk.with_sets

    def reach(self, scope: str, returned: dict[str, Chance]) -> bool:
        """The scope makes an order, or calls a function of the file that returns one."""
        return scope in self.scopes or (bool(returned) and not returned.keys().isdisjoint(self._names(scope)))

    def _names(self, scope: str) -> set[str]:
        if self._called is None:
            self._called = {}
            for call in self._calls:
                self._called.setdefault(call.scope, set()).add(call.name)
        return self._called.get(scope, set())


@cache
def _making(table: Orderings) -> frozenset[str]:
    """The last names of what makes an order that nobody chose."""
    return frozenset(row.name.rpartition(".")[2] for row in table if row.kind in ("lists", "walks", "hashes"))


def _class_of(function: Definition) -> str:
    """The qualified name of the class whose method it is; empty for a function."""
    scope = getattr(function, "scope", None)
    return scope.holder.qualified if scope is not None and scope.holder is not None else ""


def _kept(before: dict[str, Chance], orders: Orders) -> dict[str, Chance]:
    """The orders that an instance holds after one more of its methods."""
    held = {name: by for name, by in orders.held.items() if name.startswith("self.") and by is not None}
    return {name: by for name, by in {**before, **held}.items() if orders.held.get(name, by) is not None}


def _samples(tree: ast.Module, walk: Walk, table: Orderings, own: dict[str, dict[str, Chance]]) -> Iterator[Use]:
    """Lists of a data set whose `__getitem__` takes the one at the place it is asked for."""
    if "__getitem__" not in {function.name for function in walk.definitions}:
        return
    for node in (one for one in within(tree) if isinstance(one, ast.ClassDef)):
        scope = getattr(node, "scope", None)
        held = own.get(scope.qualified, {}) if scope is not None else {}
        if not held or not any(_is_samples(base, table) for base in getattr(node, "dotted", ())):
            continue
        taken = _taken(node, held)
        names = list(taken)
        if len(names) > 1:
            yield Use("pairs", taken[names[0]], held[names[0]], f"{names[0]} and {names[1]}", held[names[1]])
        elif names:
            yield Use("samples", taken[names[0]], held[names[0]], names[0])


def _taken(node: ast.ClassDef, held: dict[str, Chance]) -> dict[str, ast.Subscript]:
    """What `__getitem__` takes from the lists at the place it is asked for, by their names."""
    method = next((one for one in node.body if isinstance(one, Definition) and one.name == "__getitem__"), None)
    found: dict[str, ast.Subscript] = {}
    asked = method.args.args[1].arg if method is not None and len(method.args.args) > 1 else ""
    for inner in within(method) if method is not None and asked else ():
        if isinstance(inner, ast.Subscript) and key_of(inner.value) in held and key_of(inner.slice) == asked:
            found.setdefault(key_of(inner.value), inner)
    return found


def _is_samples(base: str, table: Orderings) -> bool:
    row = table.get(base)
    return row is not None and row.kind == "samples"


def _matters(use: Use) -> bool:
    """Places of files may be any number; places of classes are what a model learns."""
    if use.what in ("numbers", "items", "places"):
        return CLASS_NAME.search(use.hint) is not None
    return True


SAID = {
    "divides": "{name} divides what stands in the order of {by}",
    "draws": "the seeded {name} draws from what stands in the order of {by}",
    "labels": "{name} numbers the classes in the order of {by}",
    "numbers": "each {name} is numbered by its place in the order of {by}",
    "items": "the items of {name} are numbered by their places in the order of {by}",
    "places": "a place in {name} is used as a number, in the order of {by}",
    "pairs": "{name} are paired by their places in the orders of {by}",
    "cuts": "{name} is cut in parts in the order of {by}",
    "samples": "the samples of {name} are numbered in the order of {by}",
}


SEVERITIES = {"pairs": Severity.HIGH, "samples": Severity.LOW}
"""Where it is not the check's own: wrong pairs make a wrong model; the order of samples only a model of its own."""


def _finding(use: Use, walk: Walk, by: str, confidence: Confidence | None) -> Finding:
    thing = use.name.removeprefix("self.") or "name"
    message = SAID[use.what].format(name=thing, by=by)
    hops = [Hop(walk.place(use.by.made), f"{use.by.name} gives them in no certain order")]
    if use.other is not None:
        hops.append(Hop(walk.place(use.other.made), f"{use.other.name} gives the others"))
    hops.append(Hop(walk.place(use.node), message))
    what = "numbers" if use.what == "items" else use.what
    return Finding(walk.place(use.node), message, tuple(hops), f"{what}:{thing}", SEVERITIES.get(use.what), confidence)


def _listed(use: Use, walk: Walk) -> Finding:
    return _finding(use, walk, use.by.name, None)


def _hashed(use: Use, walk: Walk) -> Finding:
    return _finding(use, walk, "a set", None if use.by.text else Confidence.MEDIUM)
