"""Where does a loop over a frame write to a copy, or change what it walks over?"""

import ast
from collections.abc import Iterator

from mldebt.model import Slip

from ..descent import within
from .kinds import Kinds
from .wording import code

Part = ast.Subscript | ast.Attribute


def slips(kinds: Kinds) -> Iterator[Slip]:
    for loop in kinds.outline.of(ast.For):
        method = loop.iter.func if isinstance(loop.iter, ast.Call) else None
        row = kinds.member(method) if isinstance(method, ast.Attribute) else None
        pair = loop.target.elts if isinstance(loop.target, ast.Tuple) else []
        if row is not None and isinstance(method, ast.Attribute) and len(pair) == 2 and isinstance(pair[1], ast.Name):
            if row.gives == "rows" and kinds.of(method) == "frame":
                yield from _written_row(kinds, loop, pair[1].id, code(method.value))
            elif row.gives == "columns" and kinds.of(method) == "frame":
                yield from _removals(kinds, loop, method.value)
        elif isinstance(loop.target, ast.Name):
            yield from _shrinking(kinds, loop, loop.target.id)


def _written_row(kinds: Kinds, loop: ast.For, row: str, frame: str) -> Iterator[Slip]:
    """The row is written to and only ever read by other keys: nobody will see what was written."""
    inside = [name for statement in loop.body for name in within(statement)]
    parts = [_part(kinds, name) for name in inside if isinstance(name, ast.Name) and name.id == row]
    if None in parts or _is_used_behind(kinds, loop, row):
        return
    written: dict[str, Part] = {}
    read: list[tuple[str, Part]] = []
    for part in (one for one in parts if one is not None):
        key = code(part.slice) if isinstance(part, ast.Subscript) else repr(part.attr)
        if isinstance(part.ctx, ast.Store):
            written.setdefault(key, part)
        else:
            read.append((key, part))
    for key, node in written.items():
        if not any(key == other and _sees(kinds, loop, node, reader) for other, reader in read):
            yield Slip("write-to-iterated-copy", kinds.outline.place(node),
                       f"{code(node)} is set on a copy of the row, so {frame} stays as it is", f"{frame}:{key}",
                       fix=f"write {frame}.at[{_label(loop)}, {key}]")  # fmt: skip


def _part(kinds: Kinds, row: ast.Name) -> Part | None:
    """The part of the row that is written or read here; None where the row as a whole may go somewhere."""
    part = kinds.outline.parent(row)
    if not isinstance(part, Part) or part.value is not row:
        return None
    above = kinds.outline.parent(part)
    if isinstance(part, ast.Attribute) and kinds.member(part) is not None:  # row.loc[key] = …
        return above if isinstance(above, ast.Subscript) and isinstance(above.ctx, ast.Store) else None
    return None if isinstance(above, ast.Call) and above.func is part else part


def _is_used_behind(kinds: Kinds, loop: ast.For, row: str) -> bool:
    """Behind the loop the last row is looked at; the rows of other loops have their own."""
    function = kinds.outline.function(loop)
    for name in within(function if function is not None else kinds.outline.tree):
        if not isinstance(name, ast.Name) or name.id != row or not isinstance(name.ctx, ast.Load):
            continue
        if name.lineno > (loop.end_lineno or 0):
            loops = (above for above in kinds.outline.parents(name) if isinstance(above, ast.For))
            targets = (one for above in loops for one in within(above.target))
            return not any(isinstance(one, ast.Name) and one.id == row for one in targets)
    return False


def _sees(kinds: Kinds, loop: ast.For, written: ast.expr, read: ast.expr) -> bool:
    """The reader comes behind the writer, in the same round or, where both stand in an inner loop, in the next."""
    nearest = next(above for above in kinds.outline.parents(written) if isinstance(above, ast.For | ast.While))
    statement = kinds.outline.statement(written)
    end = (statement.end_lineno or 0, statement.end_col_offset or 0) if statement is not None else (0, 0)
    return nearest is not loop or (read.lineno, read.col_offset) >= end


def _label(loop: ast.For) -> str:
    first = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else loop.target
    return code(first)


def _removals(kinds: Kinds, loop: ast.For, frame: ast.expr) -> Iterator[Slip]:
    """Columns are taken away while the loop goes from column to column by number."""
    name = code(frame)
    for statement in loop.body:
        for node in within(statement):
            if _removes(kinds, node, name) and not _leaves(kinds, node):
                yield _changed(kinds, node, f"loses columns while {code(loop.iter)} walks over them", name)


def _shrinking(kinds: Kinds, loop: ast.For, counter: str) -> Iterator[Slip]:
    """`for i in range(len(df))` asks for row i of a frame that has become shorter."""
    name = _counted(kinds, loop.iter)
    if not name:
        return
    nodes = [node for statement in loop.body for node in within(statement)]
    by_number = any(
        isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr in ("iloc", "iat")
        and code(node.value.value).partition("[")[0].partition(".")[0] == name
        and any(isinstance(inner, ast.Name) and inner.id == counter for inner in within(node.slice))
        for node in nodes
    )  # fmt: skip
    for node in nodes if by_number else ():
        if _removes(kinds, node, name) and not _leaves(kinds, node):
            yield _changed(kinds, node, f"loses rows while {code(loop.iter)} still counts them", name)


def _counted(kinds: Kinds, node: ast.expr) -> str:
    """`df` for `range(len(df))`."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name() as frame])]):
            return frame.id if kinds.kind(frame) in ("frame", "either") else ""
    return ""


def _changed(kinds: Kinds, node: ast.AST, told: str, name: str) -> Slip:
    statement = kinds.outline.statement(node)
    where = kinds.outline.place(statement) if statement is not None else kinds.outline.first()
    return Slip("frame-changed-while-iterated", where, f"{name} {told}", name,
                fix=f"note what has to go, and drop it from {name} after the loop")  # fmt: skip


def _removes(kinds: Kinds, node: ast.AST, name: str) -> bool:
    """`df.drop(…, inplace=True)`, `df = df.drop(…)`, `df.pop(…)`, `del df[…]`."""
    match node:
        case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=deleted))]):
            return deleted == name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=changed)) as method) if changed == name:
            row = kinds.member(method)
            if row is None or not row.drops:
                return False
            above = kinds.outline.parent(node)
            rebound = isinstance(above, ast.Assign) and [code(target) for target in above.targets] == [name]
            return rebound or not row.inplace or any(keyword.arg == "inplace" for keyword in node.keywords)
    return False


def _leaves(kinds: Kinds, node: ast.AST) -> bool:
    """The loop ends behind the change."""
    statement = kinds.outline.statement(node)
    holder = kinds.outline.parent(statement) if statement is not None else None
    body = getattr(holder, "body", []) if statement in getattr(holder, "body", []) else getattr(holder, "orelse", [])
    after = body[body.index(statement) + 1 :] if statement in body else []
    return any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in after)
