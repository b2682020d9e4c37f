"""Which members of frames and columns does the code use that some version of their library no longer has?"""

import ast
from collections.abc import Iterator
from functools import cache

from mldebt.knowledge import RemovedApis, RemovedArgument, RemovedArguments
from mldebt.model import Slip

from .kinds import Kinds
from .selections import PANDAS

KIND = "removed-api"
CLASSES = {"frame": ("pandas.DataFrame",), "series": ("pandas.Series",),
           "either": ("pandas.DataFrame", "pandas.Series")}  # fmt: skip
BOTH = CLASSES["either"]


def slips(kinds: Kinds) -> Iterator[Slip]:
    """The subject is the name of the row; what it means is told where the versions are known."""
    gone, arguments = kinds.lend(RemovedApis), kinds.lend(RemovedArguments)
    known = _last_names(gone)
    for node in kinds.outline.of(ast.Attribute):
        row = _row(kinds, node, gone) if node.attr in known else ""
        if row:
            yield Slip(KIND, kinds.outline.place(node), "", row)
    for call in kinds.outline.of(ast.Call) if kinds.has_frames else ():
        if call.keywords and isinstance(call.func, ast.Attribute):
            for argument in _arguments(kinds, call.func, arguments):
                if any(one.arg == argument.argument and argument.meant(_value(one.value)) for one in call.keywords):
                    yield Slip(KIND, kinds.outline.place(call), "", argument.name)


@cache
def _last_names(gone: RemovedApis) -> frozenset[str]:
    return frozenset(row.name.rpartition(".")[2] for row in gone if row.name.startswith(BOTH))


def _arguments(kinds: Kinds, method: ast.Attribute, table: RemovedArguments) -> list[RemovedArgument]:
    """The arguments that the method of a frame or a column has lost."""
    lost = [(owner, one) for owner in BOTH for one in table.of(f"{owner}.{method.attr}")]
    owners = CLASSES.get(kinds.of(method), ()) if lost else ()
    return [one for owner, one in lost if owner in owners]


def _value(given: ast.expr) -> object:
    """The constant, or something that is like no other."""
    return given.value if isinstance(given, ast.Constant) else ...


def _row(kinds: Kinds, node: ast.Attribute, gone: RemovedApis) -> str:
    """The name of the row of a member, where what has it is a frame or a column, or must be one."""
    names = [name for owner in BOTH if (name := f"{owner}.{node.attr}") in gone]
    kind = kinds.of(node) if names and kinds.has_frames else ""
    if kind in PANDAS:
        return next((name for name in names if name.startswith(CLASSES[kind])), "")
    used = kinds.reveals and _is_used(kinds, node)
    return next((name for name in names if used and gone[name].unmistakable), "")


def _is_used(kinds: Kinds, node: ast.Attribute) -> bool:
    """It is called, or something is selected from it."""
    above = kinds.outline.parent(node)
    if isinstance(above, ast.Subscript):
        return above.value is node
    return isinstance(above, ast.Call) and above.func is node
