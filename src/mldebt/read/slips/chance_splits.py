"""Where does the code divide rows by hand, by an order or a mask of chance? Each split is told at its draw."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from mldebt import patterns as re
from mldebt.knowledge import RandomDraws
from mldebt.model import Lend, Slip

from ..outline import Outline

PARTS = re.compile(r"train|test|val|dev(?!ice)|eval|hold_?out", re.IGNORECASE)
"""What the parts of a split are called."""
REST = frozenset({"drop", "isin", "difference"})
"""Methods by which the rows that were not sampled are taken."""
Scope = ast.AST | None


def splits(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """One slip a draw by which rows are divided; the message says how, the subject is the full name of what draws."""
    table = lend(RandomDraws)
    draws, samples = any(name in table for name in outline.called), "sample" in outline.text
    ordered = [*_ordered(outline, lend)] if draws or samples else []
    masked = [*_masked(outline, lend)] if draws else []
    sampled = [*_sampled(outline)] if samples else []
    cuts, masks = _subscripts(outline, {(scope, name) for _, name, scope in (*ordered, *masked)})
    for draw, name, scope in ordered:
        if _is_cut(cuts[scope, name]):
            yield _slip(outline, draw, f"puts {name} in an order of chance, of which the parts are cut")
    for draw, name, scope in masked:
        if not name or masks[scope, name] >= {"kept", "dropped"}:
            yield _slip(outline, draw, "says of each row to which part it goes")
    rest = _left_over(outline) if sampled else set()
    for draw, name, scope in sampled:
        if (scope, name) in rest:
            yield _slip(outline, draw, f"picks the rows of {name}, the rest becomes the other part")


def _slip(outline: Outline, draw: ast.Call, message: str) -> Slip:
    return Slip("split", outline.place(draw), message, outline.name(draw))


Cut = tuple[str, str, str]
"""Where a slice begins and ends, as dumped, and the name that receives what it takes."""


Named = tuple[Scope, str]


def _subscripts(outline: Outline, wanted: set[Named]) -> tuple[dict[Named, list[Cut]], dict[Named, set[str]]]:
    """The slices of each name that is wanted, and whether it says which rows to keep and which to drop."""
    cuts: dict[Named, list[Cut]] = defaultdict(list)
    masks: dict[Named, set[str]] = defaultdict(set)
    names = {name for _, name in wanted}
    for node in outline.of(ast.Subscript) if names else ():
        index = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
        inner = index.operand if isinstance(index, ast.UnaryOp) else index
        name = _base(node.value) if isinstance(index, ast.Slice) else _base(inner)
        if name not in names or (key := (outline.function(node), name)) not in wanted:
            continue
        if not isinstance(index, ast.Slice):
            masks[key].add("kept" if inner is index else "dropped")
        elif index.step is None:
            cuts[key].append((_bound(index.lower), _bound(index.upper), _receiver(outline, node)))
    return cuts, masks


def _base(node: ast.expr) -> str:
    """`v[...]`, `v.iloc[...]`."""
    if isinstance(node, ast.Attribute) and node.attr in ("iloc", "loc", "values"):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _bound(node: ast.expr | None) -> str:
    return "" if node is None or (isinstance(node, ast.Constant) and node.value == 0) else ast.dump(node)


def _receiver(outline: Outline, node: ast.expr) -> str:
    """The names that the statement assigns to."""
    statement = outline.statement(node)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return " ".join(ast.unparse(target) for target in targets)


def _is_cut(cuts: list[Cut]) -> bool:
    """Two parts lie side by side and are called as such."""
    ends = {upper for lower, upper, _ in cuts if not lower and upper}
    return any(lower in ends for lower, _, _ in cuts if lower) and any(PARTS.search(names) for _, _, names in cuts)


def _ordered(outline: Outline, lend: Lend) -> Iterator[tuple[ast.Call, str, Scope]]:
    """Draws that put something in an order of chance, and the names of it."""
    table = lend(RandomDraws)
    for node in outline.of(ast.Call):
        row = table.get(outline.name(node))
        if row is not None and row.orders == "argument" and node.args and isinstance(node.args[0], ast.Name):
            yield node, node.args[0].id, outline.function(node)
        elif (row is not None and row.orders == "result") or _is_whole_sample(node):
            statement = outline.statement(node)
            for target in statement.targets if isinstance(statement, ast.Assign) else []:
                for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                    if isinstance(name, ast.Name):
                        yield node, name.id, outline.function(node)


def _is_whole_sample(node: ast.Call) -> bool:
    """`df.sample(frac=1)` without a state."""
    return _is_sample(node) and any(
        keyword.arg == "frac" and isinstance(keyword.value, ast.Constant) and keyword.value.value == 1
        for keyword in node.keywords
    )


def _is_sample(node: ast.Call) -> bool:
    """A call of `sample` with pandas' arguments and without a state."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "sample":
        return False
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    state = given.get("random_state")
    return None not in given and bool({"frac", "n"} & set(given)) and (state is None or _is_none(state))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _masked(outline: Outline, lend: Lend) -> Iterator[tuple[ast.Call, str, Scope]]:
    """Numbers of chance compared with a share: the mask's name, empty where it is a column called after a part."""
    table = lend(RandomDraws)
    for node in outline.of(ast.Compare):
        draw = next((part for part in (node.left, *node.comparators) if isinstance(part, ast.Call)), None)
        row = table.get(outline.name(draw)) if draw is not None else None
        statement = outline.parent(node)
        if draw is None or row is None or row.generator or not isinstance(statement, ast.Assign):
            continue
        target = statement.targets[0]
        if isinstance(target, ast.Name):
            yield draw, target.id, outline.function(node)
        elif isinstance(target, ast.Subscript) and PARTS.search(ast.unparse(target.slice)):
            yield draw, "", outline.function(node)


def _sampled(outline: Outline) -> Iterator[tuple[ast.Call, str, Scope]]:
    for node in outline.of(ast.Assign):
        if isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name) and _is_sample(node.value):
            yield node.value, node.targets[0].id, outline.function(node)


def _left_over(outline: Outline) -> set[tuple[Scope, str]]:
    """Names whose index says which rows to leave out."""
    found: set[tuple[Scope, str]] = set()
    for node in outline.of(ast.Attribute):
        if node.attr == "index" and isinstance(node.value, ast.Name):
            above = outline.parent(node)
            if isinstance(above, ast.Call) and isinstance(above.func, ast.Attribute) and above.func.attr in REST:
                found.add((outline.function(node), node.value.id))
    return found
