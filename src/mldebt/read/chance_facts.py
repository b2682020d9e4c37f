"""Which of the orders that nobody chose decide something in this file? Findings by who made the order."""

import ast
import re
from collections.abc import Iterator

from mldebt.knowledge import Orderings
from mldebt.model import Confidence, FileFact, Finding, HashOrders, Hop, Lend, ListingOrders, Severity

from .chance import Chance, Orders, functions_of, key_of
from .chance_scope import Scope
from .chance_uses import Seeds, Use
from .hashes import hashes_of
from .loose import Definition
from .walk import Walk

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
        holder = scope.holder.qualified if scope is not None and scope.holder is not None else ""
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
            own.setdefault(holder, {}).update(
                {name: by for name, by in orders.held.items() if name.startswith("self.") and by is not None}
            )
            own[holder] = {n: b for n, b in own[holder].items() if n not in orders.held or orders.held[n] is not None}
    whole = Scope(Orders(table, returned, {}), seeds, lend)
    whole.read(tree.body)
    yield from whole.uses
    yield from _samples(tree, table, own)


def _samples(tree: ast.Module, table: Orderings, own: dict[str, dict[str, Chance]]) -> Iterator[Use]:
    """Lists of a data set whose `__getitem__` takes the one at the place it is asked for."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef) or not any(
            _is_samples(base, table) for base in getattr(node, "dotted", ())
        ):
            continue
        scope = getattr(node, "scope", None)
        held = own.get(scope.qualified, {}) if scope is not None else {}
        method = next((one for one in node.body if isinstance(one, Definition) and one.name == "__getitem__"), None)
        if method is None or len(method.args.args) < 2:
            continue
        asked = method.args.args[1].arg
        taken = [
            inner for inner in ast.walk(method)
            if isinstance(inner, ast.Subscript) and key_of(inner.value) in held and key_of(inner.slice) == asked
        ]  # fmt: skip
        first = {key_of(one.value): one for one in reversed(taken)}
        names = list(dict.fromkeys(key_of(one.value) for one in taken))
        if len(names) > 1:
            yield Use("pairs", first[names[0]], held[names[0]], f"{names[0]} and {names[1]}", held[names[1]])
        elif names:
            yield Use("samples", first[names[0]], held[names[0]], names[0])


def _is_samples(base: str, table: Orderings) -> bool:
    row = table.get(base)
    return row is not None and row.kind == "samples"


def _matters(use: Use) -> bool:
    """Places of files may be any number; places of classes are what a model learns."""
    if use.what in ("numbers", "places"):
        return CLASS_NAME.search(use.hint) is not None
    return True


SAID = {
    "divides": "{name} divides what stands in the order of {by}",
    "draws": "the seeded {name} draws from what stands in the order of {by}",
    "labels": "{name} numbers the classes in the order of {by}",
    "numbers": "each {name} is numbered by its place in the order of {by}",
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
    return Finding(
        walk.place(use.node), message, tuple(hops), f"{use.what}:{thing}", SEVERITIES.get(use.what), confidence
    )


def _listed(use: Use, walk: Walk) -> Finding:
    return _finding(use, walk, use.by.name, None)


def _hashed(use: Use, walk: Walk) -> Finding:
    return _finding(use, walk, "a set", None if use.by.text else Confidence.MEDIUM)
