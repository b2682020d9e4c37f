"""What does the code leave to chance, or decide about it, that no call tells?"""

import ast
from collections.abc import Iterator
from functools import cache

from mldebt.knowledge import Clocks, RandomDraws, Seeders, Switches
from mldebt.model import Lend, Slip

from ..outline import Outline
from ..sql_chance import by_chance, is_seeded
from ..sql_statements import HOLE, looks_like_sql, statements
from .chance_splits import splits

LONGEST = 20_000
"""Longer strings, in characters, are data."""


def collect(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Every slip of the file, in any order."""
    yield from splits(outline, lend)
    yield from _assigned(outline, lend)
    yield from _clocks(outline, lend)
    yield from _samples(outline)
    yield from _looks(outline, lend)
    yield from _mentions(outline)
    yield from _guards(outline)


def _assigned(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Values of switches and seeds that are attributes of a library; `?` where the value is not known. The subject is
    `name|scope`."""
    known, seeds = lend(Switches), lend(Seeders)
    last = _last_names(known, seeds)
    for node in outline.of(ast.Assign):
        for target in node.targets:
            is_known = isinstance(target, ast.Attribute) and target.attr in last
            name = outline.name(target) if is_known else ""
            row = seeds.get(name)
            if name in known or (row is not None and row.attribute):
                value = str(node.value.value) if isinstance(node.value, ast.Constant) else "?"
                scope = _scope(outline, node)
                yield Slip("switch" if name in known else "seed", outline.place(node), value, f"{name}|{scope}")


@cache
def _last_names(known: Switches, seeds: Seeders) -> frozenset[str]:
    return frozenset(row.name.rpartition(".")[2] for table in (known, seeds) for row in table)


def _clocks(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """The calls in whose arguments the clock is read, and names that are bound once, to something made of it.

    For a name the subject is `scope|name`. A choice (`given or time()`) may be something else.
    """
    clocks = lend(Clocks)
    for node in outline.of(ast.Call) if any(name in clocks for name in outline.called) else ():
        if outline.name(node) not in clocks:
            continue
        for above in outline.parents(node):
            if isinstance(above, ast.Call):
                yield Slip("clock", outline.place(above))
            elif isinstance(above, ast.Assign):
                yield from _named(outline, above)
            elif not isinstance(above, PARTS):
                break


PARTS = (ast.keyword, ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Subscript)
"""What a number is made of: `int(time.time() * 1000) % 2**32`."""


def _named(outline: Outline, node: ast.Assign) -> Iterator[Slip]:
    target, function = node.targets[0], outline.function(node)
    if len(node.targets) == 1 and isinstance(target, ast.Name) and _is_bound_once(outline, target.id, function):
        yield Slip("clock", outline.place(node), "", f"{_scope(outline, node)}|{target.id}")


def _scope(outline: Outline, node: ast.AST) -> str:
    """The qualified name of the function in which it stands, as in Call; empty at the top."""
    scope = getattr(outline.function(node), "scope", None)
    return scope.qualified if scope is not None else ""


def _is_bound_once(outline: Outline, name: str, function: ast.AST | None) -> bool:
    bound = [
        node for node in outline.of(ast.Name)
        if node.id == name and isinstance(node.ctx, ast.Store) and outline.function(node) is function
    ]  # fmt: skip
    return len(bound) == 1


def _samples(outline: Outline) -> Iterator[Slip]:
    """SQL in strings, with the words by which it picks by chance; what is put into an f-string is a hole."""
    strings: list[ast.Constant | ast.JoinedStr] = [*outline.of(ast.Constant), *outline.of(ast.JoinedStr)]
    for node in strings:
        text = _text(node)
        if text and looks_like_sql(text) and not isinstance(outline.parent(node), ast.JoinedStr | ast.Expr):
            found = next((words for one in statements(text) if (words := by_chance(one.text))), "")
            yield Slip("sample", outline.place(node, end=False), "" if is_seeded(outline.text) else found)


SHOWS = frozenset({"print", "display", "matplotlib", "seaborn", "plotly", "IPython"})
"""What shows its arguments to a reader, and libraries that do."""


def _looks(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Draws whose result is only looked at: a statement by themselves, or an argument of what shows it."""
    table = lend(RandomDraws)
    for statement in outline.of(ast.Expr):
        if not isinstance(statement.value, ast.Call):
            continue
        stack: list[ast.AST] = [statement.value]
        shows = outline.name(statement.value).partition(".")[0] in SHOWS
        while stack:
            node = stack.pop()
            if isinstance(node, ast.Call):
                row = table.get(outline.name(node))
                if (row is not None and row.orders != "argument") or outline.name(node).endswith(".sample"):
                    yield Slip("look", outline.place(node))
                stack.append(node.func)
                stack += [*node.args, *(keyword.value for keyword in node.keywords)] if shows else []
            elif isinstance(node, ast.Attribute):
                stack.append(node.value)
            elif shows and isinstance(node, ast.BinOp | ast.Subscript | ast.JoinedStr | ast.FormattedValue):
                stack.extend(ast.iter_child_nodes(node))


def _mentions(outline: Outline) -> Iterator[Slip]:
    """Functions of the file that it names without a call, so that somebody may find them in a table."""
    defined = {one.name for one in outline.of(ast.FunctionDef)} | {one.name for one in outline.of(ast.AsyncFunctionDef)}
    names = [node for node in outline.of(ast.Name) if node.id in defined]
    for node in names:
        if node.id in defined and isinstance(node.ctx, ast.Load):
            above = outline.parent(node)
            if not isinstance(above, ast.Call) or above.func is not node:
                defined.discard(node.id)
                yield Slip("mention", outline.place(node), "", node.id)


def _guards(outline: Outline) -> Iterator[Slip]:
    """What is run only where the file is the program itself."""
    for node in outline.of(ast.If) if "__main__" in outline.text else ():
        if outline.function(node) is None and "__main__" in ast.dump(node.test):
            yield Slip("guard", outline.place(node))


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values]
        return "".join(parts)
    return node.value if isinstance(node.value, str) and 20 < len(node.value) <= LONGEST else ""
