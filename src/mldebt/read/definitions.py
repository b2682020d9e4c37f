"""Which expression does a name stand for, at the place where it is used? Only where there is no doubt."""

import ast

from .bindings import Binding, Bindings, scope_of
from .descent import within
from .outline import Outline

FOLLOWED = 8
"""How many names in a row are followed."""

OWN_NAMES = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
WITHS = (ast.With, ast.AsyncWith)


class Definitions:
    """What the names of one outline stand for. The bindings are gathered when they are first asked for."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._gathered: Bindings | None = None

    def of(self, name: ast.Name) -> ast.expr | None:
        """The expression assigned to the name, if every way to this use passes that assignment and no other."""
        known = self._known()
        scope, outside = scope_of(self._outline, name), False
        if any(isinstance(above, OWN_NAMES) and name.id in _own(above) for above in self._outline.parents(name)):
            return None
        while (scope, name.id) not in known.all:
            if scope is None:
                return None
            scope, outside = scope_of(self._outline, scope), True
            while isinstance(scope, ast.ClassDef):
                scope = scope_of(self._outline, scope)
        found = known.all[scope, name.id]
        if outside or name.id in known.elsewhere:
            return found[0].value if len(found) == 1 and name.id not in known.elsewhere else None
        return self._reaching(name, found)

    def resolved(self, node: ast.expr | None) -> ast.expr | None:
        """The expression itself, or the one that the name stands for, through other names; None where it is unknown."""
        for _ in range(FOLLOWED):
            if not isinstance(node, ast.Name):
                return node
            node = self.of(node)
        return None

    def literal(self, node: ast.expr | None) -> ast.expr | None:
        """As `resolved`, for a list or a dict that nothing changes after it was written."""
        if isinstance(node, ast.Name) and self.is_changed(node.id):
            return None
        return self.resolved(node)

    def is_changed(self, name: str) -> bool:
        """Somewhere in the file what the name stands for, or a part of it, is changed in place."""
        return name in self._known().changed

    def _reaching(self, name: ast.Name, found: list[Binding]) -> ast.expr | None:
        above = [name, *self._outline.parents(name)]
        here = (name.lineno, name.col_offset)
        before = [
            one for one in found
            if one.at < here and not (isinstance(one.statement, ast.Assign | ast.AnnAssign) and one.statement in above)
        ]  # fmt: skip
        if not before or not self._always(before[-1].statement, above):
            return None
        last = before[-1]
        loops = [loop for loop in above if isinstance(loop, LOOPS) and not self._inside(last.statement, loop)]
        again = any(one.at > last.at and self._inside(one.statement, loop) for loop in loops for one in found)
        return None if again else last.value

    def _inside(self, statement: ast.AST, loop: ast.AST) -> bool:
        return any(above is loop for above in self._outline.parents(statement))

    def _always(self, statement: ast.AST, above: list[ast.AST]) -> bool:
        """Whoever gets to the use has passed the statement: it stands in the same block, or in one around it."""
        if statement in above:
            return True
        block = self._outline.parent(statement)
        while isinstance(block, WITHS):
            if block in above:
                return True
            statement, block = block, self._outline.parent(block)
        if block not in above or block is None:
            return False
        child = above[above.index(block) - 1] if above.index(block) else None
        fields = [value for _, value in ast.iter_fields(block) if isinstance(value, list)]
        return any(statement in field and child in field for field in fields)

    def _known(self) -> Bindings:
        if self._gathered is None:
            self._gathered = Bindings(self._outline)
        return self._gathered


def _own(node: ast.AST) -> set[str]:
    """Names that a comprehension or a lambda binds for itself."""
    if isinstance(node, ast.Lambda):
        return {argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    generators: list[ast.comprehension] = getattr(node, "generators", [])
    return {name.id for one in generators for name in within(one.target) if isinstance(name, ast.Name)}
