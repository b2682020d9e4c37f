"""Which members of frames and columns does the code use that some version of their library no longer has?"""

import ast
from collections.abc import Iterator

from mldebt.knowledge import RemovedApis, RemovedArguments
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
    known = {row.name.rpartition(".")[2] for row in gone if row.name.startswith(BOTH)}
    for node in kinds.outline.of(ast.Attribute):
        row = _row(kinds, node, gone) if node.attr in known else ""
        if row:
            yield Slip(KIND, kinds.outline.place(node), "", row)
    for call in kinds.outline.of(ast.Call):
        if isinstance(call.func, ast.Attribute) and kinds.of(call.func) in PANDAS:
            for owner in CLASSES[kinds.of(call.func)]:
                for argument in arguments.of(f"{owner}.{call.func.attr}"):
                    given = {one.arg: one.value for one in call.keywords if one.arg}.get(argument.argument)
                    if given is not None and argument.meant(given.value if isinstance(given, ast.Constant) else ...):
                        yield Slip(KIND, kinds.outline.place(call), "", argument.name)


def _row(kinds: Kinds, node: ast.Attribute, gone: RemovedApis) -> str:
    names = [name for owner in BOTH if (name := f"{owner}.{node.attr}") in gone]
    if not names:
        return ""
    kind = kinds.kind(node.value) or kinds.revealed(node)
    for name in names:
        if kind in PANDAS:
            if name.startswith(CLASSES[kind]):
                return name
        elif gone[name].unmistakable and kinds.reveals:
            above = kinds.outline.parent(node)
            if isinstance(above, ast.Subscript | ast.Call) and node in (
                getattr(above, "value", 0),
                getattr(above, "func", 0),
            ):
                return name
    return ""
