"""Which of the orders that nobody chose decide something in this file? Findings by who made the order."""

import ast
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import Orderings
from mldebt.model import Confidence, FileFact, Finding, HashOrders, Hop, Lend, ListingOrders, Severity

from .chance import Chance, Orders, functions_of, key_of
from .chance_scope import Scope
from .chance_uses import Seeds, Use
from .hashes import hashes_of
from .walk import Definition, Walk

LISTS = re.compile(r"\b(?:listdir|scandir|i?glob|rglob|iterdir|walk|list_images|list_files)\s*\(")
HASHES = re.compile(r"(?<![\w.])(?:set|frozenset|hash)\(|\{[^{}:\n]* for ")
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
    lists, hashes = LISTS.search(text) is not None, HASHES.search(text) is not None
    if not lists and not hashes:
        return []
    uses = list(_uses(tree, lend)) if DECIDES.search(text) else []
    listing = [_listed(use, walk) for use in uses if use.by.kind != "hashes" and _matters(use)]
    hashed = [_hashed(use, walk) for use in uses if use.by.kind == "hashes"]
    hashed += hashes_of(tree, walk, lend) if "hash(" in text else []
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


def _uses(tree: ast.Module, lend: Lend) -> Iterator[Use]:
    table, seeds = lend(Orderings), Seeds(tree, lend)
    returned: dict[str, Chance] = {}
    functions = functions_of(tree)
    own: dict[str, dict[str, Chance]] = {}
    for function in functions:
        scope = getattr(function, "scope", None)
        holder = _class_of(function)
        orders = Orders(table, returned, own.get(holder, {}) if holder else {})
        for argument in ast.walk(function.args):
            if isinstance(argument, ast.arg):
                orders.held[argument.arg] = None
        found = Scope(orders, seeds, lend)
        found.read(function.body)
        yield from found.uses
        if found.returns is not None and scope is not None:
            returned["." + scope.qualified] = found.returns
        if holder:
            own[holder] = _kept(own.get(holder, {}), orders)
    whole = Scope(Orders(table, returned, {}), seeds, lend)
    whole.read(tree.body)
    yield from whole.uses
    yield from _samples(tree, table, own)


def _class_of(function: Definition) -> str:
    """The qualified name of the class whose method it is; empty for a function."""
    scope = getattr(function, "scope", None)
    return scope.holder.qualified if scope is not None and scope.holder is not None else ""


def _kept(before: dict[str, Chance], orders: Orders) -> dict[str, Chance]:
    """The orders that an instance holds after one more of its methods."""
    held = {name: by for name, by in orders.held.items() if name.startswith("self.") and by is not None}
    return {name: by for name, by in {**before, **held}.items() if orders.held.get(name, by) is not None}


def _samples(tree: ast.Module, table: Orderings, own: dict[str, dict[str, Chance]]) -> Iterator[Use]:
    """Lists of a data set whose `__getitem__` takes the one at the place it is asked for."""
    if "__getitem__" not in {function.name for function in functions_of(tree)}:
        return
    for node in (one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)):
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
    for inner in ast.walk(method) if method is not None and asked else ():
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
