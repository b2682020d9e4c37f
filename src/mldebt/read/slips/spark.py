"""Where are whole Spark tables brought to one machine, or computed again and again?"""

import ast
from collections.abc import Iterator

from mldebt.knowledge import SparkMethods
from mldebt.model import Hop, Lend, Slip

from ..descent import within
from ..outline import Outline
from .scopes_of import Loop, loops_around, own_nodes

DEEPEST = 8
MAKERS = ("pyspark.sql.SparkSession", "pyspark.sql.SQLContext", "pyspark.SQLContext", "pyspark.sql.HiveContext")


def collected_whole(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """`for row in frame.collect()` where nothing made the frame smaller than what was read."""
    table = lend(SparkMethods)
    for loop in outline.of(ast.For):
        call = loop.iter
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "collect":
            read = _whole(call.func.value, call, outline, table, 0)
            if read is not None:
                name = ast.unparse(call.func.value)
                shown = name if len(name) < 30 else "the frame"
                message = f"the loop goes over all rows of {shown} on the driver, and nothing made them fewer"
                hops = (Hop(outline.place(read), "the table is read"),)
                yield Slip("collect-to-driver", outline.place(call), message, shown, hops)


def recomputed(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """A loop that adds to a frame's plan and runs all of it in each round."""
    table = lend(SparkMethods)
    told: set[tuple[Loop, str]] = set()
    for node in outline.of(ast.Assign):
        target, loops = node.targets[0], loops_around(outline, node)
        if not loops or not isinstance(target, ast.Name) or not _extends(node.value, target.id, table):
            continue
        action = _action(loops[0], target.id, table) if not _is_new(loops[0], target.id, table) else None
        if action is not None and (loops[0], target.id) not in told and _is_frame(target.id, outline, table):
            told.add((loops[0], target.id))
            message = f"each round of the loop adds to {target.id} and computes all of it again from the start"
            hops = (Hop(outline.place(node), f"{target.id} grows"), Hop(outline.place(action), "all of it is computed"))
            fix = f"{target.id} = {target.id}.localCheckpoint() before it is used in the loop"
            yield Slip("action-in-loop", outline.place(action), message, target.id, hops, fix)


def _whole(node: ast.expr, before: ast.AST, outline: Outline, table: SparkMethods, depth: int) -> ast.expr | None:
    """The call that read the table, if every row of it is still there."""
    if depth > DEEPEST:
        return None
    if isinstance(node, ast.Name):
        line, holder = getattr(before, "lineno", 0), outline.function(before)
        made = [one for one in _given_to(node.id, outline) if one.lineno < line and outline.function(one) is holder]
        return _whole(made[-1].value, made[-1], outline, table, depth + 1) if made else None
    row = table.get(node.func.attr) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    if row is None or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if row.does == "reads":
        return node if _is_read(node, outline) else None
    return _whole(node.func.value, before, outline, table, depth + 1) if row.does in ("changes", "keeps") else None


def _given_to(name: str, outline: Outline) -> list[ast.Assign]:
    """The assignments to a name, in source order."""
    return [
        node for node in outline.of(ast.Assign)
        if any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]  # fmt: skip


def _is_read(node: ast.Call, outline: Outline) -> bool:
    """`spark.read.parquet(...)` or `spark.table(...)`; a query may select a few rows."""
    chain = ast.unparse(node.func)
    return ".read" in chain or (chain.endswith(".table") and outline.name(node).startswith(MAKERS))


def _extends(value: ast.expr, name: str, table: SparkMethods) -> bool:
    """`frame.withColumn(...)`, also as the end of a chain that begins with the frame."""
    grows = False
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        row = table.get(value.func.attr)
        if row is None or row.does not in ("changes", "reduces"):
            return False
        grows, value = True, value.func.value
    return grows and isinstance(value, ast.Name) and value.id == name


def _is_new(loop: Loop, name: str, table: SparkMethods) -> bool:
    """The loop makes the frame anew in each round, or goes over frames."""
    bound = [loop.target] if isinstance(loop, ast.For | ast.AsyncFor) else []
    made = [node for node in own_nodes(loop) if isinstance(node, ast.Assign) and not _extends(node.value, name, table)]
    bound += [target for node in made for target in node.targets]
    return any(isinstance(one, ast.Name) and one.id == name for target in bound for one in within(target))


def _action(loop: Loop, name: str, table: SparkMethods) -> ast.Call | None:
    """The first action on the frame in the loop; none where the loop keeps what it computed."""
    first = None
    for node in own_nodes(loop):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _root(node.func) == name:
            row = table.get(node.func.attr)
            if row is not None and row.does == "keeps":
                return None
            if row is not None and row.does in ("action", "collects") and first is None:
                first = node
    return first


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def _is_frame(name: str, outline: Outline, table: SparkMethods) -> bool:
    """Something only Spark has was done to it, or it was read by Spark."""
    for call in outline.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and _root(call.func) == name and call.func.attr in SPARK_ONLY:
            return True
    return any(isinstance(one.value, ast.Call) and _reads(one.value, table) for one in _given_to(name, outline))


SPARK_ONLY = frozenset({"withColumn", "withColumnRenamed", "unionByName", "unionAll", "crossJoin", "dropDuplicates"})


def _reads(call: ast.Call, table: SparkMethods) -> bool:
    chain = ast.unparse(call.func)
    row = table.get(chain.rpartition(".")[2])
    return row is not None and row.does == "reads" and ("spark" in chain.lower() or ".read" in chain)
