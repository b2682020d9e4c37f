"""Which names of a file stand for a data frame, a column or an array, and where?

Statements are taken in order, scope by scope; where branches or the rounds of a loop disagree, nothing is known.
"""

import ast
from collections.abc import Iterator, Sequence

from mldebt.knowledge import FrameMembers, Splitters
from mldebt.model import Lend

from ..outline import Outline
from ..walk import Definition
from .names import names_by_statement, shown_parameters
from .selections import Selections

Known = dict[str, str]
"""Kinds of the names bound so far; empty for what is something else."""
ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
OTHER_FRAMES = ("dask", "pyspark", "polars", "cudf", "vaex")
"""Libraries whose frames have members of the same names and other manners."""


class Kinds(Selections):
    """Answers `kind(expression)`: frame, series, either, array, groups, text, indexer, rows, columns, `[frame]` for a
    list of them, or empty."""

    def __init__(self, outline: Outline, lend: Lend) -> None:
        super().__init__(outline, lend(FrameMembers))
        self.lend = lend
        self._splitters = lend(Splitters)
        self._later: list[Definition] = []
        self._trials = 0
        self._module: Known = {}
        self.reveals = outline.imports("pandas") and not outline.imports(*OTHER_FRAMES)
        self._own = {node.name for node in outline.of(ast.FunctionDef)}
        self._shown = shown_parameters(outline, self.revealed) if self.reveals else {}
        self._names_of = names_by_statement(outline)
        self._body(outline.tree.body, self._module)
        lasting = self._lasting()
        while self._later:
            self._function(self._later.pop(), dict(lasting))

    def revealed(self, node: ast.Attribute) -> str:
        row = self.members.get("." + node.attr) if self.reveals and node.attr not in self._own else None
        return row.reveals if row is not None else ""

    def _lasting(self) -> Known:
        """Module names that are bound to one kind only."""
        counts: dict[str, int] = {}
        for node in self.outline.of(ast.Name):
            if isinstance(node.ctx, ast.Store):
                counts[node.id] = counts.get(node.id, 0) + 1
        return {name: kind for name, kind in self._module.items() if counts.get(name) == 1}

    def _function(self, node: Definition, known: Known) -> None:
        shown = self._shown.get(node, {})
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            known[argument.arg] = self._annotated(argument.annotation) or shown.get(argument.arg, "")
        self._body(node.body, known)

    def _annotated(self, annotation: ast.expr | None) -> str:
        row = None if annotation is None else self.members.get(self.outline.name(annotation))
        return row.gives if row is not None else ""

    def _body(self, statements: Sequence[ast.stmt], known: Known) -> None:
        for statement in statements:
            self._statement(statement, known)

    def _statement(self, node: ast.stmt, known: Known) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                known[node.name] = ""
                if not self._trials:
                    self._later.append(node)
            case ast.ClassDef():
                known[node.name] = ""
                self._body(node.body, dict(known))
            case ast.Assign():
                self._note(node, known)
                for target in node.targets:
                    self._bind(target, node.value, known)
            case ast.AnnAssign(value=ast.expr() as value):
                self._note(node, known)
                self._bind(node.target, value, known)
            case ast.If():
                self._branches(node, known)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node, known)
            case ast.With() | ast.AsyncWith():
                self._note(node, known)
                for item in node.items:
                    self._forget(item.optional_vars, known)
                self._body(node.body, known)
            case ast.Try() | ast.TryStar():
                self._try(node, known)
            case ast.Match():
                self._note(node, known)
                self._join(known, [self._after(case.body, known) for case in node.cases] + [dict(known)])
            case ast.Import() | ast.ImportFrom():
                known.update((alias.asname or alias.name.partition(".")[0], "") for alias in node.names)
            case _:
                self._note(node, known)

    def _note(self, node: ast.stmt, known: Known) -> None:
        """What the names in this statement stand for, here; those in the statements that it holds come later."""
        for name in self._names_of.get(node, ()):
            self.names[name] = known.get(name.id, "")

    def _bind(self, target: ast.expr, value: ast.expr, known: Known) -> None:
        if isinstance(target, ast.Name):
            known[target.id] = self.kind(value)
        elif isinstance(target, ast.Tuple | ast.List):
            kinds = list(self._parts(value, len(target.elts)))
            for index, element in enumerate(target.elts):
                self._forget(element, known)
                if isinstance(element, ast.Name) and index < len(kinds):
                    known[element.id] = kinds[index]

    def _parts(self, value: ast.expr, wanted: int) -> Iterator[str]:
        """The kinds of what a tuple, or a function that splits, hands out."""
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == wanted:
            yield from [self.kind(element) for element in value.elts]
        elif isinstance(value, ast.Call) and len(value.args) * 2 == wanted:
            row = self._splitters.get(self.outline.name(value))
            if row is not None and row.kind == "function":
                yield from [self.kind(argument) for argument in value.args for _ in range(2)]

    def _forget(self, target: ast.expr | None, known: Known) -> None:
        for name in ast.walk(target) if target is not None else ():
            if isinstance(name, ast.Name):
                known[name.id] = ""

    def _branches(self, node: ast.If, known: Known) -> None:
        outcomes = []
        while True:
            self._note(node, known)
            outcomes.append(self._after(node.body, known))
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                break
            node = node.orelse[0]
        self._join(known, [*outcomes, self._after(node.orelse, known)])

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, known: Known) -> None:
        self._note(node, known)
        if not self._trials:
            self._trials += 1
            self._join(known, [dict(known), self._round(node, known)])
            self._trials -= 1
        self._join(known, [dict(known), self._round(node, known)])
        self._body(node.orelse, known)

    def _round(self, node: ast.For | ast.AsyncFor | ast.While, known: Known) -> Known:
        inside = dict(known)
        if not isinstance(node, ast.While):
            self._forget(node.target, inside)
            kind = self.kind(node.iter)
            if isinstance(node.target, ast.Name) and kind.startswith("["):
                inside[node.target.id] = kind[1:-1]
            elif kind == "groups" and isinstance(node.target, ast.Tuple) and isinstance(node.target.elts[-1], ast.Name):
                inside[node.target.elts[-1].id] = "either"
        self._body(node.body, inside)
        return inside

    def _try(self, node: ast.Try | ast.TryStar, known: Known) -> None:
        before = dict(known)
        self._body([*node.body, *node.orelse], known)
        self._join(before, [dict(before), dict(known)])
        self._join(known, [dict(known), *(self._after(handler.body, before) for handler in node.handlers)])
        self._body(node.finalbody, known)

    def _after(self, body: Sequence[ast.stmt], known: Known) -> Known:
        """What is known behind the statements; nothing is, and nothing is denied, where they leave the place."""
        inside = dict(known)
        self._body(body, inside)
        return {} if body and isinstance(body[-1], ENDS) else inside

    def _join(self, known: Known, outcomes: list[Known]) -> None:
        """A name keeps its kind where all ways that bind it agree."""
        for name in dict.fromkeys(name for outcome in outcomes for name in outcome):
            kinds = {outcome[name] for outcome in outcomes if name in outcome}
            known[name] = kinds.pop() if len(kinds) == 1 else ""
