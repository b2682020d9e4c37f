"""What comes out of an expression over frames: a frame, a column, an array, or something else?"""

import ast
from collections.abc import Callable

from mldebt.knowledge import FrameMember, FrameMembers

from ..outline import Outline

PANDAS = frozenset({"frame", "series", "either"})
INDEXER = "indexer of "
"""Before the kind of what `.loc` is asked of."""
DEEPEST = 60
NO_FRAME = frozenset({"chunksize", "iterator", "squeeze", "typ", "sheet_name"})
"""Arguments of a reader that make it return something else than a frame."""


class Selections:
    """Kinds of expressions, given those of the names in them."""

    def __init__(self, outline: Outline, members: FrameMembers) -> None:
        self.outline = outline
        self.members = members

    def of_name(self, node: ast.Name) -> str:
        """What the name stands for, here."""
        raise NotImplementedError

    def revealed(self, node: ast.Attribute) -> str:
        """What the object must be because of the member that is asked of it."""
        raise NotImplementedError

    def kind(self, node: ast.expr, depth: int = 0) -> str:
        if depth > DEEPEST:
            return ""
        answer = EXPRESSIONS.get(type(node))
        return answer(self, node, depth + 1) if answer is not None else ""

    def of(self, node: ast.Attribute) -> str:
        """The kind of the object whose member this is."""
        return self.kind(node.value) or self.revealed(node)

    def member(self, node: ast.expr) -> FrameMember | None:
        """What the table says of a member."""
        return self.members.get("." + node.attr) if isinstance(node, ast.Attribute) else None

    def is_column(self, node: ast.expr) -> bool:
        """`df.price`, read of a frame."""
        return isinstance(node, ast.Attribute) and self.member(node) is None and self.kind(node.value) == "frame"

    def is_mask(self, node: ast.expr) -> bool:
        """It says of each row whether it is meant."""
        if isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert)):
            return True
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            return True
        return self.kind(node) in PANDAS

    def several(self, node: ast.expr) -> bool:
        """The index picks rows or columns by a mask, a list or a slice, and so a part of the same kind."""
        return isinstance(node, ast.List | ast.Slice) or self.is_mask(node)

    def _named(self, node: ast.Name, _: int) -> str:
        return self.of_name(node)

    def _calculated(self, node: ast.Compare | ast.BinOp, depth: int) -> str:
        found = self.kind(node.left, depth)
        right = node.right if isinstance(node, ast.BinOp) else node.comparators[0]
        return found if found in PANDAS else _computed(self.kind(right, depth))

    def _negated(self, node: ast.UnaryOp, depth: int) -> str:
        return _computed(self.kind(node.operand, depth))

    def _listed(self, node: ast.List | ast.Tuple, depth: int) -> str:
        kinds = {self.kind(element, depth) for element in node.elts}
        only = kinds.pop() if len(kinds) == 1 else ""
        return f"[{only}]" if only in PANDAS else ""

    def _attribute(self, node: ast.Attribute, depth: int) -> str:
        row, base = self.member(node), self.kind(node.value, depth)
        if base not in PANDAS or (row is not None and not row.attribute):
            return ""
        if row is None:
            return "series" if base == "frame" else ""
        if row.gives == "indexer":
            return f"{INDEXER}{base}"
        return base if row.gives == "same" else row.gives

    def _called(self, node: ast.Call, depth: int) -> str:
        if isinstance(node.func, ast.Attribute):
            base = self.kind(node.func.value, depth) or self.revealed(node.func)
            if base == "text":
                return "series"
            if base == "groups":
                return "either"
            row = self.member(node.func)
            if base in PANDAS or (base == "array" and row is not None and row.arrays):
                return self._returned(node, row, base)
        row = self.members.get(self.outline.name(node))
        return self._returned(node, row, "")

    def _returned(self, node: ast.Call, row: FrameMember | None, base: str) -> str:
        given = {keyword.arg for keyword in node.keywords}
        if row is None or "inplace" in given or None in given or not given.isdisjoint(NO_FRAME):
            return ""
        if base == "array":
            return "array" if row.arrays else ""
        return base if row.gives == "same" else row.gives

    def _selected(self, node: ast.Subscript, depth: int) -> str:
        base, index = self.kind(node.value, depth), node.slice
        if base.startswith(INDEXER):
            return self._located(base.removeprefix(INDEXER), index)
        if base.startswith("["):
            return base[1:-1] if isinstance(index, ast.Constant) else ""
        if base == "groups":
            return base
        if base not in PANDAS:
            return ""
        if self.several(index):
            return base
        if base == "frame":
            return "series" if isinstance(index, ast.Constant) else "either"
        return ""

    def _located(self, base: str, index: ast.expr) -> str:
        """What `.loc` and `.iloc` pick."""
        if isinstance(index, ast.Tuple):
            if len(index.elts) != 2 or base == "series" or not self.several(index.elts[0]):
                return ""
            return base if self.several(index.elts[1]) else "either"
        if self.several(index):
            return base
        return "either" if base == "frame" else ""


EXPRESSIONS: dict[type[ast.expr], Callable[..., str]] = {
    ast.Name: Selections._named, ast.Subscript: Selections._selected, ast.Attribute: Selections._attribute,
    ast.Call: Selections._called, ast.Compare: Selections._calculated, ast.BinOp: Selections._calculated,
    ast.UnaryOp: Selections._negated, ast.List: Selections._listed, ast.Tuple: Selections._listed,
}  # fmt: skip


def _computed(kind: str) -> str:
    return kind if kind in PANDAS or kind == "array" else ""
