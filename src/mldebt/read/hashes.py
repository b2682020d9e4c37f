"""Where does a hash of text, which is another one in each run, decide a number?"""

import ast
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import Seeders
from mldebt.model import Confidence, Finding, Hop, Lend

from .chance import name_of
from .chance_uses import OWN_SEED
from .descent import within
from .walk import Definition, Walk
from .words import holds_numbers, holds_text

COLOUR = re.compile(r"colou?r|palette|cmap", re.IGNORECASE)
SHOWN = 6


def hashes_of(tree: ast.Module, walk: Walk, lend: Lend) -> Iterator[Finding]:
    """`hash(name) % 10` and `seed(hash(name))`: another number in each run. One finding for all of a file."""
    found = [call for call in _numbers_from_hashes(tree, lend) if not holds_numbers(call.args[0])]
    found = [call for call in found if not isinstance(call.args[0], ast.Tuple) or holds_text(call.args[0])]
    if not found:
        return
    certain = [call for call in found if holds_text(call.args[0])]
    first = (certain or found)[0]
    told = ast.unparse(first)
    more = f", as {len(found) - 1} more do" if len(found) > 1 else ""
    message = (
        f"{told if len(told) < 60 else 'hash'} decides a number{more}, and the hash of text is another one in each run"
    )
    hops = tuple(Hop(walk.place(call), "a hash decides a number") for call in found[:SHOWN])
    confidence = None if certain else Confidence.MEDIUM
    yield Finding(walk.place(first), message, hops if len(found) > 1 else (), "hash", None, confidence)


def _numbers_from_hashes(tree: ast.Module, lend: Lend) -> Iterator[ast.Call]:
    """Calls of `hash` that end in a bucket or a seed, outside the methods that Python itself asks for hashes."""
    seeders = lend(Seeders)
    owners = (node for node in within(tree) if isinstance(node, Definition) and node.name in ("__hash__", "__eq__"))
    spelt = (node for node in within(tree) if isinstance(node, ast.FormattedValue))  # part of a name, not a number
    inside = {id(node) for owner in (*owners, *spelt) for node in within(owner)}
    for node in within(tree):
        if id(node) not in inside:
            yield from filter(None, map(_hash_call, _numbers(node, seeders)))


def _numbers(node: ast.AST, seeders: Seeders) -> list[ast.expr]:
    """What is put into buckets, or taken as a seed."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and not COLOUR.search(ast.unparse(node.right)):
        return [node.left]
    if not isinstance(node, ast.Call):
        return []
    given = [keyword.value for keyword in node.keywords if keyword.arg in OWN_SEED]
    return given + (node.args[:1] if name_of(node) in seeders else [])


def _hash_call(node: ast.expr) -> ast.Call | None:
    """The call of `hash`, also under `abs`, `int` or a remainder."""
    while True:
        if isinstance(node, ast.Call) and name_of(node) == "hash" and len(node.args) == 1:
            return node
        if isinstance(node, ast.Call) and name_of(node) in ("abs", "int") and node.args:
            node = node.args[0]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
            node = node.left
        else:
            return None
