"""Where is something compared with a value that equals nothing?"""

import ast
from collections.abc import Iterator

from mldebt.knowledge import MissingValues
from mldebt.model import Slip

from .kinds import Kinds
from .wording import code

ALWAYS = {ast.Eq: "never", ast.NotEq: "always"}


def slips(kinds: Kinds) -> Iterator[Slip]:
    table = kinds.lend(MissingValues)
    for node in kinds.outline.of(ast.Compare):
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            tests = [_test(kinds, side, table) for side in (left, right)]
            where = kinds.outline.place(node)
            if type(operator) in ALWAYS and bool(tests[0]) != bool(tests[1]):
                other, test = (right, tests[0]) if tests[0] else (left, tests[1])
                held = ALWAYS[type(operator)]
                no = "" if held == "never" else "not " if _is_asked(kinds, node) else "~"
                yield Slip("nan-equality", where, f"{code(node)} {held} holds, since NaN equals nothing",
                           f"{code(other)}=={code(left if tests[0] else right)}",
                           fix=f"write {no}{_short(test)}({code(other)})")  # fmt: skip
            elif isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.List | ast.Tuple | ast.Set):
                test = next(filter(None, (_test(kinds, one, table) for one in right.elts)), "")
                if test and not tests[0]:
                    yield Slip("nan-equality-in", where,
                               f"{code(node)} finds only that very object, no NaN that was computed",
                               f"{code(left)} in NaN", fix=f"ask {_short(test)}({code(left)}) as well")  # fmt: skip


def _is_asked(kinds: Kinds, node: ast.Compare) -> bool:
    """One answer is wanted, not one for each row."""
    above = kinds.outline.parent(node)
    return isinstance(above, ast.If | ast.IfExp | ast.While | ast.BoolOp | ast.Assert)


def _test(kinds: Kinds, node: ast.expr, table: MissingValues) -> str:
    """The function that tells such a value; empty for any other."""
    if isinstance(node, ast.Name | ast.Attribute):
        row = table.get(kinds.outline.name(node))
        return row.test if row is not None else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float" and node.args:
        given = node.args[0]
        if isinstance(given, ast.Constant) and str(given.value).strip().lower() == "nan":
            return "math.isnan"
    return ""


def _short(name: str) -> str:
    return name.replace("numpy.", "np.").replace("pandas.", "pd.")
