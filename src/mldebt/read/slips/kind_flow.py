"""What do the names of a file stand for, statement by statement, scope by scope?

Where branches or the rounds of a loop disagree, nothing is known.
"""

import ast
from collections.abc import Callable, Iterator, Sequence

from mldebt.knowledge import Splitters

from ..descent import within
from ..walk import Definition
from .kind_names import names_by_statement, shown_parameters
from .selections import Selections

Known = dict[str, str]
"""Kinds of the names bound so far; empty for what is something else."""
ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
Loop = ast.For | ast.AsyncFor | ast.While


class KindFlow:
    """Goes through one file and notes in `names` the kind of each name, where it has one."""

    def __init__(self, kinds: Selections, splitters: Splitters, names: dict[ast.Name, str]) -> None:
        self._kinds = kinds
        self._splitters = splitters
        self._names = names
        self._later: list[Definition] = []
        self._trials = 0
        self._shown = shown_parameters(kinds)
        self._stored = [name.id for name in kinds.outline.of(ast.Name) if isinstance(name.ctx, ast.Store)]
        self._names_of = names_by_statement(kinds.outline, {*self._stored, *self._parameters()})

    def read(self) -> None:
        module: Known = {}
        self._body(self._kinds.outline.tree.body, module)
        counts: dict[str, int] = {}
        for name in self._stored:
            counts[name] = counts.get(name, 0) + 1
        lasting = {name: kind for name, kind in module.items() if counts.get(name) == 1}
        while self._later:
            self._function(self._later.pop(), dict(lasting))

    def _parameters(self) -> Iterator[str]:
        """Those that something is known of."""
        for shown in self._shown.values():
            yield from shown
        yield from (one.arg for one in self._kinds.outline.of(ast.arg) if self._annotated(one.annotation))

    def _function(self, node: Definition, known: Known) -> None:
        shown = self._shown.get(node, {})
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            known[argument.arg] = self._annotated(argument.annotation) or shown.get(argument.arg, "")
        self._body(node.body, known)

    def _annotated(self, annotation: ast.expr | None) -> str:
        row = None if annotation is None else self._kinds.members.get(self._kinds.outline.name(annotation))
        return row.gives if row is not None else ""

    # Statements

    def _body(self, statements: Sequence[ast.stmt], known: Known) -> None:
        for statement in statements:
            STATEMENTS.get(type(statement), KindFlow._note)(self, statement, known)

    def _note(self, node: ast.stmt, known: Known) -> None:
        """What the names in this statement stand for, here; those in the statements that it holds come later."""
        for name in self._names_of.get(node, ()):
            self._names[name] = known.get(name.id, "")

    def _define(self, node: Definition, known: Known) -> None:
        known[node.name] = ""
        if not self._trials:
            self._later.append(node)

    def _class(self, node: ast.ClassDef, known: Known) -> None:
        known[node.name] = ""
        self._body(node.body, dict(known))

    def _assign(self, node: ast.Assign, known: Known) -> None:
        self._note(node, known)
        for target in node.targets:
            self._bind(target, node.value, known)

    def _annotate(self, node: ast.AnnAssign, known: Known) -> None:
        self._note(node, known)
        if node.value is not None:
            self._bind(node.target, node.value, known)

    def _import(self, node: ast.Import | ast.ImportFrom, known: Known) -> None:
        known.update((alias.asname or alias.name.partition(".")[0], "") for alias in node.names)

    def _with(self, node: ast.With | ast.AsyncWith, known: Known) -> None:
        self._note(node, known)
        for item in node.items:
            self._forget(item.optional_vars, known)
        self._body(node.body, known)

    def _match(self, node: ast.Match, known: Known) -> None:
        self._note(node, known)
        _join(known, [self._after(case.body, known) for case in node.cases] + [dict(known)])

    def _branches(self, node: ast.If, known: Known) -> None:
        outcomes = []
        while True:
            self._note(node, known)
            outcomes.append(self._after(node.body, known))
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                break
            node = node.orelse[0]
        _join(known, [*outcomes, self._after(node.orelse, known)])

    def _loop(self, node: Loop, known: Known) -> None:
        self._note(node, known)
        if not self._trials:
            self._trials += 1
            _join(known, [dict(known), self._round(node, known)])
            self._trials -= 1
        _join(known, [dict(known), self._round(node, known)])
        self._body(node.orelse, known)

    def _round(self, node: Loop, known: Known) -> Known:
        inside = dict(known)
        if not isinstance(node, ast.While):
            self._forget(node.target, inside)
            kind = self._kinds.kind(node.iter)
            if isinstance(node.target, ast.Name) and kind.startswith("["):
                inside[node.target.id] = kind[1:-1]
            elif kind == "groups" and isinstance(node.target, ast.Tuple) and isinstance(node.target.elts[-1], ast.Name):
                inside[node.target.elts[-1].id] = "either"
        self._body(node.body, inside)
        return inside

    def _try(self, node: ast.Try | ast.TryStar, known: Known) -> None:
        before = dict(known)
        self._body([*node.body, *node.orelse], known)
        _join(before, [dict(before), dict(known)])
        _join(known, [dict(known), *(self._after(handler.body, before) for handler in node.handlers)])
        self._body(node.finalbody, known)

    def _after(self, body: Sequence[ast.stmt], known: Known) -> Known:
        """What is known behind the statements; nothing is, and nothing is denied, where they leave the place."""
        inside = dict(known)
        self._body(body, inside)
        return {} if body and isinstance(body[-1], ENDS) else inside

    # Names

    def _bind(self, target: ast.expr, value: ast.expr, known: Known) -> None:
        if isinstance(target, ast.Name):
            known[target.id] = self._kinds.kind(value)
        elif isinstance(target, ast.Tuple | ast.List):
            kinds = list(self._parts(value, len(target.elts)))
            for index, element in enumerate(target.elts):
                self._forget(element, known)
                if isinstance(element, ast.Name) and index < len(kinds):
                    known[element.id] = kinds[index]

    def _parts(self, value: ast.expr, wanted: int) -> Iterator[str]:
        """The kinds of what a tuple, or a function that splits, hands out."""
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == wanted:
            yield from [self._kinds.kind(element) for element in value.elts]
        elif isinstance(value, ast.Call) and len(value.args) * 2 == wanted:
            row = self._splitters.get(self._kinds.outline.name(value))
            if row is not None and row.kind == "function":
                yield from [self._kinds.kind(argument) for argument in value.args for _ in range(2)]

    def _forget(self, target: ast.expr | None, known: Known) -> None:
        for name in within(target) if target is not None else ():
            if isinstance(name, ast.Name):
                known[name.id] = ""


STATEMENTS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.FunctionDef: KindFlow._define, ast.AsyncFunctionDef: KindFlow._define, ast.ClassDef: KindFlow._class,
    ast.Assign: KindFlow._assign, ast.AnnAssign: KindFlow._annotate, ast.If: KindFlow._branches,
    ast.For: KindFlow._loop, ast.AsyncFor: KindFlow._loop, ast.While: KindFlow._loop, ast.With: KindFlow._with,
    ast.AsyncWith: KindFlow._with, ast.Try: KindFlow._try, ast.TryStar: KindFlow._try, ast.Match: KindFlow._match,
    ast.Import: KindFlow._import, ast.ImportFrom: KindFlow._import,
}  # fmt: skip
"""What is done with each kind of statement; of all others only the names are noted."""


def _join(known: Known, outcomes: list[Known]) -> None:
    """A name keeps its kind where all ways that bind it agree."""
    merged: Known = {}
    for outcome in outcomes:
        for name, kind in outcome.items():
            if merged.setdefault(name, kind) != kind:
                merged[name] = ""
    known.update(merged)
